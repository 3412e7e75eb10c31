/* Has the steps done, one after the other; looks what became of each call; judges. */
#ifndef NEEDS_OWN_NAMES
#define NEEDS_OWN_NAMES 0
#endif
enum { SETTLES = 40 };
static int died_of[ACTORS], working[ACTORS];
static char directory[] = "/tmp/bythebook-XXXXXX";

static int is_one_of_several(int actor)
{
    return all->actor[actor].process != actor;
}
/* The state of the thread, as /proc shows it. */
static char state_of(int actor)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/task/%d/stat", all->actor[actor].pid,
             all->actor[actor].tid);
    FILE *file = fopen(path, "r");
    if (!file) return 'X';
    char *read = fgets(text, sizeof text, file);
    fclose(file);
    char *end = read ? strrchr(text, ')') : NULL;
    return end ? end[2] : 'X';
}
/* Whether it sleeps in its call, and goes on to. */
static int sleeps(int actor)
{
    for (int look = 0; look < SETTLES; look++) {
        if (!atomic_load(&all->actor[actor].in_call) || state_of(actor) != 'S') return 0;
        sched_yield();
    }
    return 1;
}
static int is_over(int actor)
{
    return atomic_load(&all->actor[actor].done) == atomic_load(&all->actor[actor].todo);
}
/* Whether it has ended; notes of what. */
static int has_ended(int actor)
{
    int status;
    if (died_of[actor]) return 1;
    /* Until it runs again, the first thread of its process may seem to have ended. */
    if (atomic_load(&all->actor[actor].executes)) return 0;
    if (is_one_of_several(actor)) {
        char state = state_of(actor);
        if (state != 'X' && state != 'Z') return 0;
        died_of[actor] = -1;
        return 1;
    }
    if (waitpid(all->actor[actor].pid, &status, WNOHANG) != all->actor[actor].pid) return 0;
    died_of[actor] = WIFSIGNALED(status) ? WTERMSIG(status) : -1;
    return 1;
}
static long long now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000000ll + now.tv_nsec;
}
/* Until the call has returned, or the caller sleeps in it or has ended. */
static void settle(int actor)
{
    long long end = now_ns() + SECONDS_MAX * 1000000000ll;
    while (!is_over(actor) && !has_ended(actor) && !sleeps(actor)) {
        if (now_ns() > end) {
            fprintf(stderr, "%c does not settle\n", 'A' + actor);
            exit(2);
        }
        sched_yield();
    }
}
static void begin_step(int actor, int step, int second)
{
    all->actor[actor].step = step;
    all->actor[actor].second = second;
    working[actor] = 1;
    atomic_fetch_add(&all->actor[actor].todo, 1);
    futex(&all->actor[actor].todo, FUTEX_WAKE, 1);
}

static void show_happens(const struct happens *happens)
{
    if (happens->how == WAITS) printf("sleeps");
    if (happens->how == DIES) printf("is killed by signal %d", happens->number);
    if (happens->how == FAILS) printf("%s", strerrorname_np(happens->number));
    if (happens->how > BETWEEN) return;
    printf("success%s%s", happens->form ? ": " : "", happens->form ? happens->form : "");
    for (int word = 0; word < happens->words; word++) {
        printf(" %llu", (unsigned long long)happens->word[word]);
        if (happens->how == BETWEEN) printf("-%llu", (unsigned long long)happens->most[word]);
    }
    for (int piece = 0; piece < happens->pieces; piece++)
        printf(" [%u bytes from %u]", happens->piece[piece].bytes, happens->piece[piece].place);
}
static void show_actor(int actor)
{
    struct actor *one = &all->actor[actor];
    if (died_of[actor] > 0) printf("is killed by signal %d", died_of[actor]);
    else if (died_of[actor]) printf("has ended");
    else if (!is_over(actor)) printf("sleeps");
    else if (one->error) printf("%s", strerrorname_np(one->error));
    else {
        printf("success");
        for (int word = 0; word < one->words; word++)
            printf(" %llu", (unsigned long long)one->word[word]);
        if (one->held) printf(" [%d bytes]", one->held);
    }
}
/* Whether what the actor shows is that. What a call does not tell is not compared. */
static int is_so(int actor, const struct happens *happens)
{
    struct actor *one = &all->actor[actor];
    if (died_of[actor]) return happens->how == DIES && happens->number == died_of[actor];
    if (!is_over(actor)) return happens->how == WAITS;
    if (!one->error && happens->how > BETWEEN) return 0;
    if (one->error && (happens->how != FAILS || happens->number != one->error)) return 0;
    if (happens->form && one->form[0] && strcmp(happens->form, one->form) != 0) return 0;
    if (one->told_all && one->words != happens->words) return 0;
    for (int word = 0; word < happens->words && word < one->words; word++) {
        if (one->untold >> word & 1) continue;
        uint64_t seen = one->word[word] & happens->mask[word];
        if (happens->how != BETWEEN && seen != happens->word[word]) return 0;
        if (happens->how == BETWEEN && (seen < happens->word[word] || seen > happens->most[word]))
            return 0;
    }
    if (!happens->pieces || happens->how == BETWEEN) return 1;
    unsigned at = 0;
    for (int piece = 0; piece < happens->pieces; piece++) {
        const struct piece *cut = &happens->piece[piece];
        if (at + cut->bytes > (unsigned)one->held) return 0;
        if (memcmp(one->bytes + at, table + cut->place, cut->bytes) != 0) return 0;
        at += cut->bytes;
    }
    return at == (unsigned)one->held;
}
static void end(int status, const char *why)
{
    printf("%s\n", why);
    exit(status);
}
static void deviates(const struct step *step, int actor)
{
    printf("   allowed:");
    for (int one = 0; step->actor == actor && one < step->allowed_count; one++) {
        printf(one ? " or " : " ");
        show_happens(&step->allowed[one]);
    }
    for (int one = 0; step->actor != actor && one < step->stands_count; one++) {
        if (step->stands[one].actor != actor) continue;
        printf(" ");
        show_happens(&step->stands[one].happens);
    }
    printf("\n   observed: %c ", 'A' + actor);
    show_actor(actor);
    end(1, "\nit deviates");
}
/* A call that must have returned has not: it is given time. */
static void be_patient(int actor)
{
    long long end = now_ns() + PATIENCE_SECONDS * 1000000000ll;
    while (now_ns() < end && !is_over(actor) && !has_ended(actor)) sched_yield();
}
/* Judges the step's own call or deed; whether it went as the steps after it take for granted. */
static int judge_own(const struct step *step)
{
    int actor = step->actor, may_wait = step->allowed_count == 0, fits = may_wait;
    for (int one = 0; one < step->allowed_count; one++)
        may_wait |= step->allowed[one].how == WAITS;
    if (!may_wait) be_patient(actor);
    for (int one = 0; one < step->allowed_count; one++) fits |= is_so(actor, &step->allowed[one]);
    if (!fits) deviates(step, actor);
    for (int one = 0; one < step->stands_count; one++)
        if (step->stands[one].actor == actor && !is_so(actor, &step->stands[one].happens)) return 0;
    return 1;
}
/* Judges those who waited before it. */
static int judge_sleepers(const struct step *step)
{
    int as_foreseen = 1;
    for (int one = 0; one < step->stands_count; one++) {
        const struct stands *stands = &step->stands[one];
        int actor = stands->actor, sleeps_on = stands->happens.how == WAITS;
        if (actor == step->actor) continue;
        if (!sleeps_on) be_patient(actor);
        if (is_so(actor, &stands->happens)) continue;
        as_foreseen = 0;
        if (step->stands_count == 1 + step->is_call) deviates(step, actor);
    }
    return as_foreseen;
}
static void look_at(int number)
{
    const struct step *step = &steps[number];
    for (int actor = 0; actor < ACTORS; actor++) {
        if (working[actor]) settle(actor);
    }
    printf("%3d %c: %-40s ", number + 1, 'A' + step->actor, step->shown);
    show_actor(step->actor);
    for (int actor = 0; actor < ACTORS; actor++) {
        if (!working[actor] || actor == step->actor) continue;
        if (!is_over(actor) && !died_of[actor]) continue;
        printf("; %c ", 'A' + actor);
        show_actor(actor);
    }
    printf("\n");
    fflush(stdout);
    if (!step->is_judged) end(0, "what comes of this step, and of those after it, is not foreseen");
    if (!judge_own(step) || !judge_sleepers(step))
        end(0, "this is allowed, but not what the steps after it take for granted");
    for (int actor = 0; actor < ACTORS; actor++)
        if (is_over(actor) || died_of[actor]) working[actor] = 0;
}
static void make_shared_memory(void)
{
    int memory = (int)syscall(SYS_memfd_create, "bythebook", 0);
    if (memory == -1 || ftruncate(memory, sizeof *all) == -1) fail("make shared memory");
    if (dup2(memory, SHARED_FD) == -1) fail("place shared memory");
    close(memory);
}
static void map_shared_memory(void)
{
    all = mmap(NULL, sizeof *all, PROT_READ | PROT_WRITE, MAP_SHARED, SHARED_FD, 0);
    if (all == MAP_FAILED) fail("map shared memory");
}
static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}
/* Everything ends with the one who directs. */
static pid_t director;
static void clean(void)
{
    if (getpid() != director) return;
    for (int actor = 0; actor < ACTORS; actor++)
        if (all->actor[actor].pid) kill(all->actor[actor].pid, SIGKILL);
    while (wait(NULL) > 0) continue;
    if (chdir("/") == 0) nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
/* What has a name, or a setting, is ours alone where that may be had. */
static void map_user(const char *file, unsigned id)
{
    FILE *map = fopen(file, "w");
    if (!map) return;
    fprintf(map, "0 %u 1", id);
    fclose(map);
}
static int stand_apart(void)
{
    unsigned user = getuid(), group = getgid();
    if (unshare(CLONE_NEWIPC | CLONE_NEWNS) == -1) {
        if (unshare(CLONE_NEWUSER | CLONE_NEWIPC | CLONE_NEWNS) == -1) return -1;
        FILE *groups = fopen("/proc/self/setgroups", "w");
        if (groups) fputs("deny", groups), fclose(groups);
        map_user("/proc/self/uid_map", user);
        map_user("/proc/self/gid_map", group);
    }
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1) return -1;
    if (access("/dev/mqueue", F_OK) == 0) mount("mqueue", "/dev/mqueue", "mqueue", 0, NULL);
    return mount("tmpfs", "/dev/shm", "tmpfs", 0, NULL);
}
static void direct(int actors)
{
    make_shared_memory();
    map_shared_memory();
    director = getpid();
    all->owner = getuid();
    if (!mkdtemp(directory) || chdir(directory) == -1) fail("make a directory");
    chmod(directory, 0777);
    atexit(clean);
    for (int actor = 0; actor < ACTORS; actor++) {
        int pair[2];
        all->actor[actor].process = actor;
        memset(all->actor[actor].slot, -1, sizeof all->actor[actor].slot);
        if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) == -1) fail("make a socket pair");
        if (dup2(pair[0], SOCKET_FD + 2 * actor) == -1) fail("place a socket");
        if (dup2(pair[1], SOCKET_FD + 2 * actor + 1) == -1) fail("place a socket");
        close(pair[0]);
        close(pair[1]);
    }
    for (int actor = 0; actor < actors; actor++) {
        pid_t pid = fork();
        if (pid == -1) fail("make a process");
        if (pid == 0) {
            me = actor;
            signal(SIGPIPE, SIG_IGN);
            set_limits();
            act(actor);
        }
        all->actor[actor].pid = pid;
        while (!atomic_load(&all->actor[actor].alive)) {
            if (waitpid(pid, NULL, WNOHANG) == pid) exit(2);
            sched_yield();
        }
    }
}
int main(int count, char **arguments)
{
    steps = all_steps;
    fill_table();
    if (count == 2 && strcmp(arguments[0], "actor") == 0) {
        map_shared_memory();
        me = atoi(arguments[1]);
        struct actor *mine = &all->actor[me];
        uint64_t open = really_open();
        mine->error = mine->held = mine->words = 0;
        mine->untold = 0;
        mine->told_all = 0;
        mine->form[0] = 0;
        tell(open);
        tell((uint64_t)others_left());
        atomic_store(&mine->in_call, 0);
        atomic_store(&mine->executes, 0);
        atomic_store(&mine->done, atomic_load(&mine->todo));
        act(me);
    }
    if (stand_apart() == -1 && NEEDS_OWN_NAMES) fail("stand apart, so that no name is others'");
    direct(ACTORS_AT_FIRST);
    for (int step = 0; step < STEPS; step++) {
        begin_step(steps[step].actor, step, 0);
        if (steps[step].act_second) {
            settle(steps[step].actor);
            if (!all->actor[steps[step].actor].error) begin_step(steps[step].second, step, 1);
        }
        look_at(step);
    }
    end(0, "nothing deviates");
}
