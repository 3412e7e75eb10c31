
/* Locks on ranges of bytes. */
static struct flock a_lock(int descriptor, int kind, int whence, long start, long length, long at)
{
    if (at >= 0) lseek(descriptor, at, SEEK_SET);
    return (struct flock){ (short)kind, (short)whence, start, length, 0 };
}
HELPER void lock(int descriptor, int command, int kind, int whence, long start, long length,
                 long at)
{
    struct flock one = a_lock(descriptor, kind, whence, start, length, at);
    took(fcntl(descriptor, command, &one));
}
/* Of flock, that never waits. */
HELPER void flock_nonblocking(int descriptor, int kind)
{
    int operation = kind == F_RDLCK ? LOCK_SH : kind == F_WRLCK ? LOCK_EX : LOCK_UN;
    took(flock(descriptor, operation | LOCK_NB));
}
/* What is in the way. */
HELPER void told_lock(int descriptor, int command, int kind, int whence, long start, long length,
                      long at)
{
    struct flock asked = a_lock(descriptor, kind, whence, start, length, at);
    int is_ofd = command == F_OFD_GETLK;
    asked.l_pid = is_ofd ? 0 : -77;
    struct flock one = asked;
    if (took(fcntl(descriptor, command, &one)) == -1) return;
    if (one.l_type == F_UNLCK) {
        one.l_type = asked.l_type;
        tell_form("Free");
        tell(memcmp(&one, &asked, sizeof one) == 0);
        return;
    }
    tell_form("Held");
    tell(one.l_type != F_RDLCK);
    /* From where it is counted is not said. */
    if (one.l_whence == SEEK_SET) tell((uint64_t)one.l_start);
    else tell_nothing();
    tell((uint64_t)one.l_len);
}
