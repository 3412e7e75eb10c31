
/* POSIX message queues. The library takes a slash off the name; the kernel takes it without. */
HELPER void open_queue(const char *name, int flags, mode_t mode, struct mq_attr *attributes,
                       int library)
{
    long queue = library || name[0] != '/'
                     ? mq_open(name, flags, mode, attributes)
                     : syscall(SYS_mq_open, name + 1, flags, mode, attributes);
    if (keep((int)queue) != -1) told_flag(fcntl((int)queue, F_GETFD), FD_CLOEXEC);
}
HELPER void unlink_queue(const char *name, int library)
{
    if (library || name[0] != '/') took(mq_unlink(name));
    else took(syscall(SYS_mq_unlink, name + 1));
}
HELPER void send_message(int queue, unsigned tag, size_t bytes, unsigned priority,
                         const struct timespec *until)
{
    took(syscall(SYS_mq_timedsend, queue, piece(tag), bytes, priority, until));
}
HELPER void receive_message(int queue, size_t bytes, const struct timespec *until)
{
    unsigned priority = 0;
    long came = syscall(SYS_mq_timedreceive, queue, buffer, bytes, &priority, until);
    if (held(came, buffer) != -1) tell(priority);
}
static void told_attributes(const struct mq_attr *attributes)
{
    tell(attributes->mq_flags == O_NONBLOCK ? 1 : (uint64_t)attributes->mq_flags << 1);
    tell((uint64_t)attributes->mq_maxmsg);
    tell((uint64_t)attributes->mq_msgsize);
    tell((uint64_t)attributes->mq_curmsgs);
}
HELPER void get_attributes(int queue)
{
    struct mq_attr now;
    if (took(syscall(SYS_mq_getsetattr, queue, NULL, &now)) != -1) told_attributes(&now);
}
HELPER void set_attributes(int queue, long flags, long rest)
{
    struct mq_attr before, wanted = { .mq_flags = flags, .mq_maxmsg = rest, .mq_msgsize = rest,
                                      .mq_curmsgs = rest };
    if (took(syscall(SYS_mq_getsetattr, queue, &wanted, &before)) != -1) told_attributes(&before);
}
static siginfo_t notice_of[8];
static volatile sig_atomic_t notices_caught;
static void note(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)context;
    if (notices_caught < 8) notice_of[notices_caught++] = *info;
}
HELPER void notify_queue(int queue, struct sigevent *request, int tag)
{
    struct sigaction action = { .sa_sigaction = note, .sa_flags = SA_SIGINFO | SA_RESTART };
    if (request) {
        request->sigev_value.sival_int = tag;
        for (int signal = 40; signal <= 41; signal++)
            if (request->sigev_signo == signal) sigaction(signal, &action, NULL);
    }
    took(syscall(SYS_mq_notify, queue, request));
}
static uint64_t who(int pid)
{
    if (!pid) return 0;
    for (int actor = 0; actor < ACTORS; actor++)
        if (all->actor[actor].pid == pid) return 1 + (uint64_t)actor;
    return UINT64_MAX;
}
HELPER void told_notices(void)
{
    took(syscall(SYS_getppid));
    for (int one = 0; one < notices_caught; one++) {
        tell((uint64_t)notice_of[one].si_signo);
        tell((uint64_t)notice_of[one].si_value.sival_int);
        tell(notice_of[one].si_code == SI_MESGQ);
        tell(who(notice_of[one].si_pid));
        tell(notice_of[one].si_uid == getuid());
    }
    tell_all();
    notices_caught = 0;
}
static _Atomic int ran_in;
static void run_in_thread(union sigval value)
{
    (void)value;
    atomic_store(&ran_in, (int)syscall(SYS_gettid));
}
HELPER void notify_thread(void)
{
    struct mq_attr small = { .mq_maxmsg = 1, .mq_msgsize = 1 };
    struct sigevent event = { .sigev_notify = SIGEV_THREAD };
    event.sigev_notify_function = run_in_thread;
    mqd_t queue = mq_open("/bythebook.thread", O_RDWR | O_CREAT | O_EXCL, 0600, &small);
    if (took(queue) == -1) return;
    mq_unlink("/bythebook.thread");
    if (took(mq_notify(queue, &event)) == -1 || took(mq_send(queue, "", 1, 0)) == -1) return;
    time_t end = time(NULL) + PATIENCE_SECONDS;
    while (!atomic_load(&ran_in) && time(NULL) <= end) sched_yield();
    tell(atomic_load(&ran_in) != 0);
    tell(atomic_load(&ran_in) != 0 && atomic_load(&ran_in) != all->actor[me].tid);
    mq_close(queue);
}
HELPER void told_queue_file(const char *name)
{
    unsigned long bytes = 0;
    int method = 0, signal = 0, pid = 0;
    FILE *file = fopen(file_of("/dev/mqueue", name), "r");
    if (took(file ? 0 : -1) == -1) return;
    if (fscanf(file, "QSIZE:%lu NOTIFY:%d SIGNO:%d NOTIFY_PID:%d", &bytes, &method, &signal,
               &pid) == 4) {
        tell(bytes);
        tell(who(pid));
        tell((uint64_t)method);
        tell((uint64_t)signal);
    }
    fclose(file);
}
HELPER void is_there(const char *name)
{
    tell(access(file_of("/dev/mqueue", name), F_OK) == 0);
}
HELPER void told_sticky(void)
{
    struct stat status;
    if (took(stat("/dev/mqueue", &status)) != -1) tell((status.st_mode & S_ISVTX) != 0);
}
HELPER void mount_another(void)
{
    struct stat status;
    char place[] = "mount-XXXXXX";
    if (!mkdtemp(place) || took(mount("mqueue", place, "mqueue", 0, NULL)) == -1) return;
    if (stat(place, &status) == 0) tell((status.st_mode & S_ISVTX) != 0);
    umount2(place, MNT_DETACH);
    rmdir(place);
}
HELPER void told_status(int descriptor)
{
    struct stat status;
    if (took(fstat(descriptor, &status)) == -1) return;
    tell(status.st_mode & 07777);
    tell(status.st_uid == geteuid());
    tell(status.st_gid == getegid());
}
HELPER void told_setting(const char *name)
{
    long value;
    FILE *file = fopen(file_of("/proc/sys/", name), "r");
    if (took(file ? 0 : -1) == -1) return;
    if (fscanf(file, "%ld", &value) == 1) tell((uint64_t)value);
    fclose(file);
}
HELPER void try_setting(const char *name, long value)
{
    long before = 0;
    FILE *file = fopen(file_of("/proc/sys/", name), "r+");
    if (took(file ? 0 : -1) == -1) return;
    if (fscanf(file, "%ld", &before) != 1) return;
    rewind(file);
    fprintf(file, "%ld", value);
    if (took(fflush(file)) == -1) {
        fclose(file);
        errno = EINVAL;
        took(-1);
        return;
    }
    told_setting(name);
    rewind(file);
    fprintf(file, "%ld", before);
    fclose(file);
}
