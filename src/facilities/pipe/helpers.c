
/* Pipes. */
HELPER int ends[2];
HELPER void make_pipe(int *array, int flags)
{
    if (took(pipe2(array, flags)) == -1) return;
    keep(ends[0]);
    keep(ends[1]);
    tell((fcntl(ends[0], F_GETFL) & O_ACCMODE) == O_RDONLY);
    for (int end = 0; end < 2; end++) told_flag(fcntl(ends[end], F_GETFD), FD_CLOEXEC);
    for (int end = 0; end < 2; end++) told_flag(fcntl(ends[end], F_GETFL), O_NONBLOCK);
}
HELPER void told_readable(int descriptor)
{
    int bytes = 0;
    if (took(ioctl(descriptor, FIONREAD, &bytes)) != -1) tell((uint64_t)bytes);
}
HELPER void told_link(int descriptor)
{
    char path[64], link[256] = "", wanted[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    if (took(readlink(path, link, sizeof link - 1)) == -1) return;
    if (took(fstat(descriptor, &status)) == -1) return;
    snprintf(wanted, sizeof wanted, "pipe:[%lu]", (unsigned long)status.st_ino);
    tell(strcmp(link, wanted) == 0);
}
static int is_read_end(int descriptor)
{
    return (fcntl(descriptor, F_GETFL) & O_ACCMODE) == O_RDONLY;
}
HELPER int a_file(void)
{
    return (int)syscall(SYS_memfd_create, "splice", MFD_CLOEXEC);
}
/* Into a new file, or from one. */
HELPER void splice_file(int end, int pointed, const void *bytes, size_t count)
{
    int file = a_file();
    loff_t offset = 3, *at = pointed ? &offset : NULL;
    if (!is_read_end(end)) pwrite(file, bytes, count, 3);
    if (!pointed) lseek(file, 3, SEEK_SET);
    if (is_read_end(end)) took(splice(end, NULL, file, at, count, SPLICE_F_NONBLOCK));
    else took(splice(file, at, end, NULL, count, SPLICE_F_NONBLOCK));
    close(file);
}
HELPER void vmsplice_one(int end, void *bytes, size_t count, unsigned flags)
{
    struct iovec from = { bytes, count }, into = { buffer, count };
    if (is_read_end(end)) held(vmsplice(end, &into, 1, flags), buffer);
    else told(vmsplice(end, &from, 1, flags));
}
HELPER void splice_at_offset(int end)
{
    int file = a_file();
    loff_t offset = 0;
    if (is_read_end(end)) took(splice(end, &offset, file, NULL, 1, SPLICE_F_NONBLOCK));
    else took(splice(file, NULL, end, &offset, 1, SPLICE_F_NONBLOCK));
    close(file);
}
HELPER void splice_appending(int end)
{
    int file = a_file();
    fcntl(file, F_SETFL, O_APPEND);
    if (is_read_end(end)) took(splice(end, NULL, file, NULL, 1, SPLICE_F_NONBLOCK));
    else took(splice(file, NULL, end, NULL, 1, SPLICE_F_NONBLOCK));
    close(file);
}
HELPER void tee_of_file(int end)
{
    int file = a_file();
    if (is_read_end(end)) took(tee(end, file, 1, SPLICE_F_NONBLOCK));
    else took(tee(file, end, 1, SPLICE_F_NONBLOCK));
    close(file);
}
HELPER void vmsplice_segments(int end)
{
    static struct iovec segments[1025];
    took(vmsplice(end, segments, 1025, SPLICE_F_NONBLOCK));
}
HELPER void vmsplice_gift(int end)
{
    struct iovec gift = { table, 100 };
    told(vmsplice(end, &gift, 1, SPLICE_F_GIFT | SPLICE_F_NONBLOCK));
}
static volatile sig_atomic_t notices, noticed_descriptor;
static void notice(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    notices++;
    noticed_descriptor = info->si_fd;
}
/* The signal that says that there is new input. */
HELPER void write_and_notice(int number, int asked)
{
    struct sigaction action = { .sa_sigaction = notice, .sa_flags = SA_SIGINFO };
    int own[2];
    if (took(pipe2(own, O_CLOEXEC)) == -1) return;
    notices = 0;
    sigaction(number, &action, NULL);
    fcntl(own[0], F_SETOWN, getpid());
    if (number != SIGIO) fcntl(own[0], F_SETSIG, number);
    if (asked) fcntl(own[0], F_SETFL, O_ASYNC);
    took(write(own[1], ".", 1));
    signal(number, SIG_IGN);
    tell(notices > 0);
    tell(notices > 0 && number != SIGIO && noticed_descriptor == own[0]);
    close(own[0]);
    close(own[1]);
}
HELPER void told_setting(const char *name)
{
    char path[128];
    unsigned long long value = 0;
    snprintf(path, sizeof path, "/proc/sys/fs/%s", name);
    FILE *file = fopen(path, "r");
    if (took(file ? 0 : -1) == -1) return;
    if (fscanf(file, "%llu", &value) == 1) tell(value);
    fclose(file);
}
/* Only where the whole machine is ours. */
HELPER void try_max_size(unsigned bytes)
{
    FILE *file = fopen("/proc/sys/fs/pipe-max-size", "w");
    if (took(file ? 0 : -1) == -1) return;
    fprintf(file, "%u", bytes);
    took(fclose(file));
    told_setting("pipe-max-size");
}
