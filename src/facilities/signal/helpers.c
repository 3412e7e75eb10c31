
/* Signals: of a handler the program looks only that it runs. */
enum { RT_MASK_BYTES = 8 };
enum { HUP = 1, USR2 = 2, URG = 4, RT2 = 8, RT3 = 16, RT4 = 32, KILL = 64, STOP = 64 };
static int number_of(int place)
{
    const int numbers[] = { SIGHUP, SIGUSR2, SIGURG, SIGRTMIN + 2, SIGRTMIN + 3, SIGRTMIN + 4 };
    return numbers[place];
}
static sigset_t set_of(int names)
{
    sigset_t set;
    sigemptyset(&set);
    for (int place = 0; place < 6; place++)
        if (names >> place & 1) sigaddset(&set, number_of(place));
    if (names & KILL) sigaddset(&set, SIGKILL), sigaddset(&set, SIGSTOP);
    return set;
}
static uint64_t names_of(const sigset_t *set)
{
    uint64_t names = 0;
    for (int place = 0; place < 6; place++)
        names |= (uint64_t)(sigismember(set, number_of(place)) == 1) << place;
    return names;
}
HELPER int pid_of(int actor)
{
    return all->actor[actor].pid;
}
static void note_signal(int signal, siginfo_t *info, void *context)
{
    (void)signal, (void)info, (void)context;
}
enum act { DEFAULT, IGNORED, CAUGHT };
HELPER void action(int signal, enum act act, int flags, int names)
{
    struct sigaction action = { .sa_sigaction = note_signal, .sa_flags = flags | SA_SIGINFO };
    if (act != CAUGHT) action.sa_handler = act == IGNORED ? SIG_IGN : SIG_DFL;
    action.sa_mask = set_of(names);
    took(sigaction(signal, &action, NULL));
}
HELPER void told_action(int signal)
{
    struct sigaction action;
    if (took(sigaction(signal, NULL, &action)) == -1) return;
    tell(action.sa_handler == SIG_DFL ? DEFAULT : action.sa_handler == SIG_IGN ? IGNORED : CAUGHT);
}
HELPER void mask(int how, int names, int asks)
{
    sigset_t set = set_of(names), before;
    if (took(sigprocmask(how, asks ? NULL : &set, &before)) != -1) tell(names_of(&before));
}
HELPER void told_pending(void)
{
    sigset_t set;
    if (took(sigpending(&set)) != -1) tell(names_of(&set));
}
HELPER void suspend(int names)
{
    sigset_t set = set_of(names);
    took(sigsuspend(&set));
}
HELPER void accept_signal(int names, const struct timespec *until)
{
    sigset_t set = set_of(names);
    took(syscall(SYS_rt_sigtimedwait, &set, NULL, until, RT_MASK_BYTES));
}
HELPER void queue(int pid, int signal, int value)
{
    took(sigqueue(pid, signal, (union sigval){ .sival_int = value }));
}
