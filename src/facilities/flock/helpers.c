
/* Locks of flock, and of a process on the whole file. */
HELPER void flock_path(int descriptor, int operation)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int other = open(path, O_PATH | O_CLOEXEC);
    took(flock(other, operation));
    close(other);
}
HELPER void record_lock(int descriptor, int command, int kind)
{
    struct flock whole = { (short)kind, SEEK_SET, 0, 0, 0 };
    took(fcntl(descriptor, command, &whole));
}
