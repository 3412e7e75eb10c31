
/* FIFOs, each by a name in a directory of ours. */
HELPER void open_fifo(const char *name, int flags)
{
    int descriptor = open(name, flags);
    if (keep(descriptor) != -1) told_flag(fcntl(descriptor, F_GETFD), FD_CLOEXEC);
}
HELPER void told_status(const char *name)
{
    struct stat status;
    if (took(stat(name, &status)) == -1) return;
    tell(S_ISFIFO(status.st_mode));
    tell(status.st_mode & 07777);
    tell(status.st_uid == geteuid());
    tell(status.st_size == 0);
}
HELPER void told_readable(int descriptor)
{
    int bytes = 0;
    if (took(ioctl(descriptor, FIONREAD, &bytes)) != -1) tell((uint64_t)bytes);
}
/* Where none can be made. */
enum odd { OVER_LINK, MISSING, UNDER_FILE, TOO_LONG, NO_DIRECTORY, UNSEARCHABLE };
HELPER void make_odd(enum odd how)
{
    char name[300];
    memset(name, 'q', sizeof name);
    name[256] = 0;
    switch (how) {
    case OVER_LINK:
        if (symlink("nothing", "obstacle") == 0) took(mkfifo("obstacle", 0600));
        break;
    case MISSING: took(mkfifo("missing/fifo", 0600)); break;
    case UNDER_FILE:
        close(open("obstacle", O_CREAT | O_WRONLY, 0600));
        took(mkfifo("obstacle/fifo", 0600));
        break;
    case TOO_LONG: took(mkfifo(name, 0600)); break;
    case NO_DIRECTORY: took(mkfifoat(-1, "fifo", 0600)); break;
    case UNSEARCHABLE:
        if (mkdir("obstacle", 0) == 0) took(mkfifo("obstacle/fifo", 0600));
        break;
    }
    if (unlink("obstacle") == -1) rmdir("obstacle");
}
