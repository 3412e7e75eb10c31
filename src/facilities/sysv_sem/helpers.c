
/* System V semaphores. */
#include <sys/sem.h>
union semun { int val; struct semid_ds *buf; unsigned short *array; };
#define NO_TIMEOUT ((const struct timespec *)16)
HELPER void get_set(int key, int size, int flags)
{
    int id = told_id(semget(key, size, flags));
    if (id != -1) tell(id < 0);
}
HELPER void operate(int set, int bad, const struct timespec *until, struct sembuf *array,
                    size_t count)
{
    if (bad) array = (struct sembuf *)8;
    if (until == NO_TIMEOUT) told(syscall(SYS_semop, set, array, count));
    else told(syscall(SYS_semtimedop, set, array, count, until));
}
HELPER void ask(int set, int number, int command)
{
    long value = took(semctl(set, number, command));
    if (value == -1) return;
    if (command == GETPID) tell_process((int)value);
    else tell((uint64_t)value);
}
HELPER void get_all(int set, int number, int bad)
{
    unsigned short values[64];
    memset(values, 0xff, sizeof values);
    union semun all_of_it = { .array = bad ? (unsigned short *)8 : values };
    if (took(semctl(set, number, GETALL, all_of_it)) == -1) return;
    for (int place = 0; values[place] != 0xffff && place < WORDS; place++) tell(values[place]);
    tell_all();
}
HELPER void set_all(int set, int number, int bad, unsigned short first, unsigned short second,
                    unsigned short third)
{
    unsigned short values[64] = { first, second, third };
    union semun all_of_it = { .array = bad ? (unsigned short *)8 : values };
    told(semctl(set, number, SETALL, all_of_it));
}
static void tell_status(const struct semid_ds *status)
{
    tell_key(status->sem_perm.__key);
    tell_user(status->sem_perm.uid);
    tell_user(status->sem_perm.gid);
    tell(status->sem_perm.mode);
    tell_time(status->sem_otime);
    tell_time(status->sem_ctime);
    tell(status->sem_nsems);
    tell_user(status->sem_perm.cuid);
    tell_user(status->sem_perm.cgid);
}
HELPER void told_status(int set, int number, int bad)
{
    struct semid_ds status;
    union semun into = { .buf = bad ? (struct semid_ds *)8 : &status };
    if (told(semctl(set, number, IPC_STAT, into)) != -1) tell_status(&status);
}
/* SEM_STAT or SEM_STAT_ANY at the index of the set. */
HELPER void told_index(int set, int command)
{
    struct semid_ds status;
    union semun into = { .buf = &status };
    int index = 0;
    while (index < 32768 && semctl(index, 0, SEM_STAT_ANY, into) != set) index++;
    if (told_id(semctl(index, 0, command, into)) != -1) tell_status(&status);
}
HELPER void set_owner(int set, int number, int owner, int group, int mode, int bad)
{
    struct semid_ds status;
    memset(&status, 77, sizeof status);
    status.sem_perm.uid = user_of(owner);
    status.sem_perm.gid = user_of(group);
    status.sem_perm.mode = (unsigned short)mode;
    union semun from = { .buf = bad ? (struct semid_ds *)8 : &status };
    told(semctl(set, number, IPC_SET, from));
}
HELPER void told_limits(void)
{
    struct seminfo info;
    union { struct seminfo *info; void *any; } into = { &info };
    if (took(semctl(0, 0, IPC_INFO, into)) == -1) return;
    tell((uint64_t)info.semmsl);
    tell((uint64_t)info.semmns);
    tell((uint64_t)info.semopm);
    tell((uint64_t)info.semmni);
    tell((uint64_t)info.semvmx);
}
HELPER void compare_keys(int named, int project)
{
    const char *name = named == 0 ? "/" : named == 1 ? "/./.." : "/missing-bythebook";
    key_t plain = ftok("/", project & 0xff), key = ftok(name, project);
    if (took(key) != -1) tell(key == plain);
}
