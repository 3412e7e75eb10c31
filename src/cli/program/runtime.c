/* What every program needs: actors that take turns, and somebody who looks what becomes of them. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <linux/futex.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Not every program needs every one of these. */
#define HELPER __attribute__((unused)) static

enum { ACTORS = 6, SLOTS = 256, WORDS = 16, HELD_BYTES = 1 << 18, OTHER_USER = 65534 };
/* Descriptors of this program's own stand where no step looks for any. */
enum { SHARED_FD = 900, SOCKET_FD = 910 };
/* Nobody stays longer than this, and no call that must return is waited for longer than that. */
enum { SECONDS_MAX = 60, PATIENCE_SECONDS = 2 };
enum how { RETURNS, BETWEEN, FAILS, WAITS, DIES };

struct piece { unsigned place, bytes; };
/* Something that may come of a step. `word` is what it tells, `mask` which of its bits count. */
struct happens {
    enum how how;
    int number;
    const char *form;
    int words;
    uint64_t word[WORDS], most[WORDS], mask[WORDS];
    int pieces;
    struct piece piece[8];
};
/* How an actor's call stands after a step. */
struct stands { int actor; struct happens happens; };
struct step {
    const char *shown;
    int actor, second;
    void (*act)(void), (*act_second)(void);
    int is_call, is_judged;
    int allowed_count;
    struct happens allowed[12];
    int stands_count;
    struct stands stands[ACTORS];
};

struct actor {
    _Atomic uint32_t todo, done, in_call, executes;
    int pid, tid, process, alive, step, second;
    int error, words, held;
    uint32_t untold;
    int told_all;
    char form[24];
    uint64_t word[WORDS];
    int slot[SLOTS];
    unsigned char bytes[HELD_BYTES];
};
static struct shared {
    struct actor actor[ACTORS];
    unsigned owner;
    _Alignas(64) unsigned char memory[4096];
} *all;
static _Thread_local int me;
#define fd (all->actor[all->actor[me].process].slot)

/* What the call under way has to tell. */
static void tell(uint64_t word)
{
    struct actor *mine = &all->actor[me];
    if (mine->words < WORDS) mine->word[mine->words++] = word;
}
/* A number that is not looked at. */
HELPER void tell_nothing(void)
{
    all->actor[me].untold |= 1u << all->actor[me].words;
    tell(0);
}
/* There is nothing more to tell: what has more, or less, is another outcome. */
HELPER void tell_all(void)
{
    all->actor[me].told_all = 1;
}
/* Which kind of success it is. */
HELPER void tell_form(const char *form)
{
    snprintf(all->actor[me].form, sizeof all->actor[me].form, "%s", form);
}
static long took(long value)
{
    all->actor[me].error = value == -1 ? errno : 0;
    return value;
}
HELPER long told(long value)
{
    if (took(value) != -1) tell((uint64_t)value);
    return value;
}
/* The bytes that came, to be compared. */
HELPER long held(long bytes, const void *buffer)
{
    if (took(bytes) >= 0 && bytes <= HELD_BYTES) {
        memcpy(all->actor[me].bytes, buffer, (size_t)bytes);
        all->actor[me].held = (int)bytes;
    }
    return bytes;
}
static int keep(int descriptor)
{
    int slot = 0;
    took(descriptor);
    if (descriptor < 0) return -1;
    while (fd[slot] != -1) slot++;
    fd[slot] = descriptor;
    return descriptor;
}

/* A moment from now. */
HELPER const struct timespec *soon(void)
{
    static _Thread_local struct timespec moment;
    clock_gettime(CLOCK_REALTIME, &moment);
    moment.tv_nsec += 1000000;
    if (moment.tv_nsec >= 1000000000) moment.tv_sec++, moment.tv_nsec -= 1000000000;
    return &moment;
}

/* All content is cut from one table, so that it shows where it comes from. */
enum { TAGS = 256, STRIDE = 509, TABLE_BYTES = TAGS * STRIDE + (1 << 17) };
static unsigned char table_memory[TABLE_BYTES + 4096];
HELPER unsigned char buffer[HELD_BYTES];
static unsigned char *table;
static void fill_table(void)
{
    uint64_t state = 0x9e3779b97f4a7c15u;
    table = table_memory + (4096 - (uintptr_t)table_memory % 4096) % 4096;
    for (int place = 0; place < TABLE_BYTES; place++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        table[place] = (unsigned char)(state >> 32);
    }
}
HELPER unsigned char *piece(unsigned tag)
{
    return table + tag % TAGS * STRIDE;
}

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(2);
}
static int futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
    return (int)syscall(SYS_futex, word, operation, value, NULL, NULL, 0);
}

/* An actor does a step each time that it is told to. */
static const struct step *steps;
static void act(int actor)
{
    struct actor *mine = &all->actor[actor];
    me = actor;
    mine->pid = getpid();
    mine->tid = (int)syscall(SYS_gettid);
    prctl(PR_SET_DUMPABLE, 1);
    alarm(SECONDS_MAX);
    for (;;) {
        uint32_t done = atomic_load(&mine->done);
        atomic_store(&mine->alive, 1);
        while (atomic_load(&mine->todo) == done) futex(&mine->todo, FUTEX_WAIT, done);
        mine->error = mine->words = mine->held = 0;
        mine->untold = 0;
        mine->told_all = 0;
        mine->form[0] = 0;
        atomic_store(&mine->in_call, 1);
        errno = 0;
        (mine->second ? steps[mine->step].act_second : steps[mine->step].act)();
        atomic_store(&mine->in_call, 0);
        atomic_store(&mine->done, atomic_load(&mine->todo));
    }
}

/* Which slots are still open, a bit each. */
static uint64_t really_open(void)
{
    uint64_t open = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
        if (fd[slot] == -1) continue;
        if (fcntl(fd[slot], F_GETFD) == -1) fd[slot] = -1;
        else open |= (uint64_t)1 << slot;
    }
    return open;
}
static int others_left(void)
{
    char path[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/%d/task", getpid());
    return stat(path, &status) == 0 && status.st_nlink > 3;
}

/* Deeds: what any process may do to its descriptors and its life. */
static void new_actor(int actor, int process)
{
    struct actor *other = &all->actor[actor];
    memcpy(other->slot, fd, sizeof other->slot);
    other->process = process;
    atomic_store(&other->done, atomic_load(&other->todo));
}
HELPER void start_process(int actor)
{
    new_actor(actor, actor);
    long pid = syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);
    if (pid == 0) {
        me = actor;
        all->actor[actor].word[0] = really_open();
        act(actor);
    }
    if (took(pid) == -1) return;
    while (!atomic_load(&all->actor[actor].alive)) sched_yield();
    tell(all->actor[actor].word[0]);
}
static void *act_as(void *actor)
{
    act((int)(intptr_t)actor);
    return NULL;
}
HELPER void start_thread(int actor)
{
    pthread_t thread;
    new_actor(actor, all->actor[me].process);
    errno = pthread_create(&thread, NULL, act_as, (void *)(intptr_t)actor);
    took(errno ? -1 : 0);
    while (!errno && !atomic_load(&all->actor[actor].alive)) sched_yield();
}
HELPER void run_again(void)
{
    char number[16];
    snprintf(number, sizeof number, "%d", me);
    struct actor *mine = &all->actor[me];
    int thread = mine->tid;
    /* Whatever thread executes the program is the first of it. */
    mine->tid = mine->pid;
    atomic_store(&mine->executes, 1);
    took(execv("/proc/self/exe", (char *[]){ "actor", number, NULL }));
    atomic_store(&mine->executes, 0);
    mine->tid = thread;
}
HELPER void leave(void)
{
    syscall(all->actor[me].tid == all->actor[me].pid ? SYS_exit_group : SYS_exit, 0);
}
HELPER void kill_actor(int actor)
{
    took(kill(all->actor[actor].pid, SIGKILL));
}
HELPER void signal_actor(int actor)
{
    took(syscall(SYS_tgkill, all->actor[actor].pid, all->actor[actor].tid, SIGUSR1));
}
static void caught(int signal)
{
    (void)signal;
}
HELPER void handle(int restart)
{
    struct sigaction action = { .sa_handler = caught, .sa_flags = restart ? SA_RESTART : 0 };
    took(sigaction(SIGUSR1, &action, NULL));
}
HELPER void ignore_sigpipe(int on)
{
    took(signal(SIGPIPE, on ? SIG_IGN : SIG_DFL) == SIG_ERR ? -1 : 0);
}
HELPER void become_other(void)
{
    if (took(setgroups(0, NULL)) == -1) return;
    if (took(setresgid(OTHER_USER, OTHER_USER, OTHER_USER)) == -1) return;
    took(setresuid(OTHER_USER, OTHER_USER, OTHER_USER));
    prctl(PR_SET_DUMPABLE, 1);
}
HELPER void set_nonblocking(int descriptor, int on)
{
    int flags = fcntl(descriptor, F_GETFL);
    if (took(flags) == -1) return;
    took(fcntl(descriptor, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK));
}
HELPER void told_flag(int flags, int flag)
{
    if (took(flags) != -1) tell((flags & flag) != 0);
}
/* The flags that fdinfo shows; -1 if it does not. */
HELPER int fdinfo_flags(int descriptor)
{
    char path[64], line[256];
    int flags = -1;
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", descriptor);
    FILE *file = fopen(path, "r");
    if (took(file ? 0 : -1) == -1) return -1;
    while (fgets(line, sizeof line, file)) sscanf(line, "flags: %o", (unsigned *)&flags);
    fclose(file);
    return flags;
}
static uint64_t events(uint32_t seen)
{
    return (seen & POLLIN ? 1 : 0) | (seen & POLLOUT ? 2 : 0) | (seen & POLLHUP ? 4 : 0) |
           (seen & POLLERR ? 8 : 0);
}
HELPER void told_poll(int descriptor)
{
    struct pollfd one = { descriptor, POLLIN | POLLOUT, 0 };
    if (took(poll(&one, 1, 0)) != -1) tell(events((uint32_t)one.revents));
}
HELPER void told_select(int descriptor)
{
    fd_set input, output;
    struct timeval now = { 0, 0 };
    FD_ZERO(&input);
    FD_ZERO(&output);
    FD_SET(descriptor, &input);
    FD_SET(descriptor, &output);
    if (took(select(descriptor + 1, &input, &output, NULL, &now)) == -1) return;
    tell((FD_ISSET(descriptor, &input) ? 1 : 0) | (FD_ISSET(descriptor, &output) ? 2 : 0));
}

/* An epoll instance is asked three times. */
static int kept_instance = -1;
static int control(int instance, int operation, int descriptor, uint32_t flags)
{
    struct epoll_event event = { EPOLLIN | EPOLLOUT | flags, { 0 } };
    return (int)took(epoll_ctl(instance, operation, descriptor, &event));
}
static int told_wait(int instance, int nanosecond)
{
    struct epoll_event event = { 0, { 0 } };
    struct timespec now = { 0, 1 };
    long count = nanosecond ? syscall(SYS_epoll_pwait2, instance, &event, 1, &now, NULL, 0)
                            : epoll_wait(instance, &event, 1, 0);
    if (took(count) == -1) return -1;
    tell(count ? events(event.events) : 0);
    return 0;
}
enum watching {
    WATCH_LEVEL, WATCH_EDGE, WATCH_ONESHOT, WATCH_TWICE, WATCH_CHANGE_ABSENT, WATCH_REMOVE_ABSENT,
    WATCH_DUPLICATE, WATCH_OUTLIVED, WATCH_KEPT, WATCH_NESTED, WATCH_PWAIT2, WATCH_CHANGE_EXCLUSIVE,
    WATCH_CHANGE_TO_EXCLUSIVE, WATCH_EXCLUSIVE_ONESHOT
};
HELPER void watch_again(void)
{
    for (int round = 0; round < 3; round++)
        if (told_wait(kept_instance, 0) == -1) return;
}
HELPER void watch(int descriptor, enum watching how)
{
    int other = -1, outer = -1, instance;
    uint32_t flags = how == WATCH_EDGE || how == WATCH_KEPT ? EPOLLET
                   : how == WATCH_ONESHOT                   ? EPOLLONESHOT
                   : how == WATCH_CHANGE_EXCLUSIVE          ? EPOLLEXCLUSIVE
                   : how == WATCH_EXCLUSIVE_ONESHOT         ? EPOLLEXCLUSIVE | EPOLLONESHOT
                                                            : 0;
    if (how == WATCH_KEPT && kept_instance != -1) close(kept_instance);
    instance = (int)took(epoll_create1(EPOLL_CLOEXEC));
    if (instance == -1) return;
    if (how == WATCH_KEPT) kept_instance = instance;
    if (how == WATCH_CHANGE_ABSENT) {
        if (control(instance, EPOLL_CTL_MOD, descriptor, flags) == -1) goto end;
    } else if (how == WATCH_REMOVE_ABSENT) {
        if (control(instance, EPOLL_CTL_DEL, descriptor, 0) == -1) goto end;
    } else if (how == WATCH_OUTLIVED) {
        if (control(instance, EPOLL_CTL_ADD, descriptor, flags) == -1) goto end;
        if (control(instance, EPOLL_CTL_DEL, descriptor, 0) == -1) goto end;
        other = dup(descriptor);
        int added = control(instance, EPOLL_CTL_ADD, other, flags);
        close(other);
        other = -1;
        if (added == -1) goto end;
    } else if (control(instance, EPOLL_CTL_ADD, descriptor, flags) == -1) {
        goto end;
    }
    if (how == WATCH_DUPLICATE) {
        other = dup(descriptor);
        if (control(instance, EPOLL_CTL_ADD, other, 0) == -1) goto end;
    }
    if (how == WATCH_NESTED) {
        outer = epoll_create1(EPOLL_CLOEXEC);
        if (control(outer, EPOLL_CTL_ADD, instance, 0) == -1) goto end;
    }
    if (how == WATCH_TWICE && control(instance, EPOLL_CTL_ADD, descriptor, flags) == -1) goto end;
    if (how == WATCH_CHANGE_EXCLUSIVE && control(instance, EPOLL_CTL_MOD, descriptor, 0) == -1)
        goto end;
    if (how == WATCH_CHANGE_TO_EXCLUSIVE &&
        control(instance, EPOLL_CTL_MOD, descriptor, EPOLLEXCLUSIVE) == -1)
        goto end;
    for (int round = 0; round < 3; round++) {
        if (how == WATCH_ONESHOT && round == 2 &&
            control(instance, EPOLL_CTL_MOD, descriptor, flags) == -1)
            goto end;
        if (told_wait(outer == -1 ? instance : outer, how == WATCH_PWAIT2) == -1) goto end;
    }
end:
    if (how != WATCH_KEPT) close(instance);
    if (other != -1) close(other);
    if (outer != -1) close(outer);
}

/* A descriptor goes to another actor by SCM_RIGHTS. */
union control { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr header; };
HELPER void pass(int descriptor, int actor)
{
    char byte = 0;
    struct iovec vector = { &byte, 1 };
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes,
                              .msg_controllen = sizeof control.bytes };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    took(sendmsg(SOCKET_FD + 2 * actor, &message, 0));
}
HELPER void receive_descriptor(void)
{
    char byte;
    int descriptor = -1;
    struct iovec vector = { &byte, 1 };
    union control control;
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes,
                              .msg_controllen = sizeof control.bytes };
    if (took(recvmsg(SOCKET_FD + 2 * me + 1, &message, MSG_DONTWAIT)) == -1) return;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header) memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
    errno = EMFILE;
    keep(descriptor);
}

/* Limits in force. */
HELPER void limit_descriptors(int room)
{
    struct rlimit limit;
    int number = 0;
    getrlimit(RLIMIT_NOFILE, &limit);
    for (;; number++)
        if (fcntl(number, F_GETFD) == -1 && room-- == 0) break;
    limit.rlim_cur = (rlim_t)number;
    if (setrlimit(RLIMIT_NOFILE, &limit) == -1) fail("set RLIMIT_NOFILE");
}
HELPER void limit_resource(int resource, rlim_t value)
{
    struct rlimit limit;
    getrlimit(resource, &limit);
    limit.rlim_cur = value;
    if (setrlimit(resource, &limit) == -1) fail("set a resource limit");
}
/* Sets one number of a setting that belongs to namespaces of ours. */
HELPER void limit_setting(const char *name, int field, unsigned long value)
{
    char path[128];
    unsigned long number[8];
    int count = 0;
    snprintf(path, sizeof path, "/proc/sys/%s", name);
    FILE *file = fopen(path, "r+");
    if (!file) fail(path);
    while (count < 8 && fscanf(file, "%lu", &number[count]) == 1) count++;
    number[field] = value;
    rewind(file);
    for (int place = 0; place < count; place++) fprintf(file, "%lu ", number[place]);
    if (fclose(file) == EOF) fail(path);
}
