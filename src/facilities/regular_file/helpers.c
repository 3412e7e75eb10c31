
/* Regular files, by names in a directory of ours. A writer's bytes are all the same. */
#include <sys/resource.h>
HELPER unsigned char *record(unsigned tag)
{
    static unsigned char bytes[256];
    memset(bytes, (int)(tag % 255 + 1), sizeof bytes);
    return bytes;
}
HELPER void told_open(int descriptor)
{
    if (keep(descriptor) != -1) told_flag(fcntl(descriptor, F_GETFD), FD_CLOEXEC);
}
/* How many bytes, and these, eight a word. */
HELPER void told_bytes(long bytes)
{
    if (took(bytes) == -1) return;
    tell((uint64_t)bytes);
    for (long at = 0; at < bytes; at += 8) {
        uint64_t word = 0;
        memcpy(&word, buffer + at, (size_t)(bytes - at < 8 ? bytes - at : 8));
        tell(word);
    }
}
HELPER long in_two(int descriptor, unsigned char *bytes, size_t count, int writes)
{
    struct iovec two[2] = { { bytes, count / 2 }, { bytes + count / 2, count - count / 2 } };
    return writes ? writev(descriptor, two, 2) : readv(descriptor, two, 2);
}
HELPER void too_many(int descriptor, int writes)
{
    static struct iovec many[1025];
    for (int one = 0; one < 1025; one++) many[one] = (struct iovec){ buffer + one, 1 };
    took(writes ? writev(descriptor, many, 1025) : readv(descriptor, many, 1025));
}
static volatile sig_atomic_t signalled;
static void note_limit(int signal)
{
    (void)signal;
    signalled = 1;
}
static void write_limited(int descriptor, unsigned char *bytes, size_t count, unsigned limit)
{
    struct rlimit before, within;
    getrlimit(RLIMIT_FSIZE, &before);
    within = before;
    within.rlim_cur = limit;
    setrlimit(RLIMIT_FSIZE, &within);
    took(write(descriptor, bytes, count));
    setrlimit(RLIMIT_FSIZE, &before);
}
/* With SIGXFSZ caught, or in a child that leaves it at its default. */
HELPER void write_within(unsigned limit, int descriptor, unsigned char *bytes, size_t count,
                         int is_caught)
{
    int status;
    if (is_caught) {
        signalled = 0;
        signal(SIGXFSZ, note_limit);
        write_limited(descriptor, bytes, count, limit);
        signal(SIGXFSZ, SIG_DFL);
        if (all->actor[me].error) tell((uint64_t)signalled);
        else tell(count);
        return;
    }
    pid_t child = fork();
    if (child == 0) {
        write_limited(descriptor, bytes, count, limit);
        _exit(0);
    }
    waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) tell_form("Killed"), tell((uint64_t)WTERMSIG(status));
}
/* To a file of its own, that the write begins in within the limit. */
HELPER void write_across(void)
{
    int file = open(".", O_TMPFILE | O_RDWR, 0600);
    signalled = 0;
    signal(SIGXFSZ, note_limit);
    write_limited(file, record(1), 8, 5);
    signal(SIGXFSZ, SIG_DFL);
    tell((uint64_t)signalled);
    close(file);
}
HELPER void told_status(const char *name)
{
    struct stat status;
    if (took(stat(name, &status)) == -1) return;
    tell((uint64_t)status.st_size);
    tell(status.st_mode & 07777);
    tell(status.st_uid == geteuid());
    tell(status.st_nlink);
}
/* A child opens a name again and again, while it is replaced. */
HELPER void rename_while_opened(void)
{
    int status;
    close(open("watched", O_CREAT | O_WRONLY, 0600));
    pid_t child = fork();
    if (child == 0) {
        for (int round = 0; round < 1000; round++) {
            int one = open("watched", O_RDONLY);
            if (one == -1) _exit(1);
            close(one);
        }
        _exit(0);
    }
    while (waitpid(child, &status, WNOHANG) == 0) {
        close(open("replacement", O_CREAT | O_WRONLY, 0600));
        took(rename("replacement", "watched"));
    }
    tell(WEXITSTATUS(status) == 1);
    unlink("watched");
}
HELPER void make_temporary(int wrong)
{
    char name[] = "made-XXXXXX", other[] = "made-at-once";
    struct stat status;
    int file = mkstemp(wrong ? other : name);
    if (took(file) == -1) return;
    if (fstat(file, &status) == 0) tell(status.st_mode & 07777);
    tell((fcntl(file, F_GETFL) & O_ACCMODE) == O_RDWR);
    close(file);
    unlink(name);
}
