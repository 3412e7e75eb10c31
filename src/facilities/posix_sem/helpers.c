
/* POSIX semaphores: by name, in memory that all share, in memory of each process. */
#include <semaphore.h>
HELPER sem_t *sem[8], private[8];
#define shared ((sem_t *)all->memory)
HELPER void open_semaphore(int place, const char *name, int flags, mode_t mode, unsigned value)
{
    sem_t *one = sem_open(name, flags, mode, value);
    if (took(one == SEM_FAILED ? -1 : 0) != -1 && place >= 0) sem[place] = one;
}
HELPER void close_semaphore(sem_t **one)
{
    if (told(sem_close(*one)) != -1) *one = NULL;
}
HELPER void init_semaphore(sem_t *one, unsigned value)
{
    int is_shared = (unsigned char *)one >= all->memory && one < shared + 8;
    told(sem_init(one, is_shared, value));
}
static sem_t *posted;
static int post_failed;
static void post(int signal)
{
    (void)signal;
    post_failed = sem_post(posted);
}
HELPER void post_in_handler(sem_t *one)
{
    struct sigaction action = { .sa_handler = post }, before;
    posted = one;
    sigaction(SIGUSR2, &action, &before);
    raise(SIGUSR2);
    sigaction(SIGUSR2, &before, NULL);
    told(post_failed);
}
HELPER void wait_until(sem_t *one, const struct timespec *until)
{
    told(until ? sem_timedwait(one, until) : sem_wait(one));
}
HELPER void told_value(sem_t *one)
{
    int value = 0, returned = sem_getvalue(one, &value);
    if (told(returned) != -1) tell((uint64_t)value);
}
HELPER void told_status(const char *name)
{
    struct stat status;
    char path[512];
    snprintf(path, sizeof path, "/dev/shm/sem.%s", name + (name[0] == '/'));
    if (took(stat(path, &status)) == -1) return;
    tell(status.st_mode & 07777);
    tell(status.st_uid == geteuid());
    tell(status.st_gid == getegid());
}
HELPER void is_mapped(const char *name)
{
    char line[1024], path[512];
    int mapped = 0;
    snprintf(path, sizeof path, "/dev/shm/sem.%s\n", name + (name[0] == '/'));
    FILE *file = fopen("/proc/self/maps", "r");
    if (took(file ? 0 : -1) == -1) return;
    while (fgets(line, sizeof line, file)) mapped |= strstr(line, path) != NULL;
    fclose(file);
    tell((uint64_t)mapped);
}
