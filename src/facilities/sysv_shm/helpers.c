
/* System V shared memory. */
#include <sys/shm.h>
static volatile unsigned char *at[8];
HELPER const int offset[] = { 0, 99, 4095, 4096 };
HELPER const char page[4096];
HELPER char *free_page(void)
{
    char *free_now = mmap(NULL, 1 << 20, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(free_now, 1 << 20);
    return free_now;
}
HELPER void get_segment(int key, size_t size, int flags)
{
    told_id(shmget(key, size, flags));
}
HELPER void attach(int place, int segment, int read_only, const char *where, int flags)
{
    uintptr_t asked = (uintptr_t)where & ~(uintptr_t)4095;
    void *got = shmat(segment, where, flags | (read_only ? SHM_RDONLY : 0));
    if (took(got == (void *)-1 ? -1 : 0) == -1) return;
    at[place] = got;
    tell(!where || (uintptr_t)got == asked);
}
HELPER void told_status(int segment, int bad)
{
    struct shmid_ds status;
    told(shmctl(segment, IPC_STAT, bad ? (struct shmid_ds *)8 : &status));
}
HELPER void told_times(int segment)
{
    struct shmid_ds status;
    if (took(shmctl(segment, IPC_STAT, &status)) == -1) return;
    tell_time(status.shm_atime);
    tell_time(status.shm_dtime);
    tell_time(status.shm_ctime);
    tell_process(status.shm_lpid);
    tell_process(status.shm_cpid);
}
HELPER void set_segment(int segment, int owner, int group, int mode, int bad)
{
    struct shmid_ds status;
    memset(&status, 77, sizeof status);
    status.shm_perm.uid = user_of(owner);
    status.shm_perm.gid = user_of(group);
    status.shm_perm.mode = (unsigned short)mode;
    told(shmctl(segment, IPC_SET, bad ? (struct shmid_ds *)8 : &status));
}
HELPER void told_limits(void)
{
    struct shminfo info;
    if (took(shmctl(0, IPC_INFO, (struct shmid_ds *)(void *)&info)) == -1) return;
    tell(info.shmmax);
    tell(info.shmmin);
    tell(info.shmmni);
    tell(info.shmall);
}
