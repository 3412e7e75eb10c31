
/* POSIX shared memory: each process maps the beginning of an object, in several places. */
#include <sys/vfs.h>
enum { MAPPED_BYTES = 12288 };
static volatile unsigned char *map[8];
HELPER const int offset[] = { 0, 100, 4096, 8191 };
HELPER void open_object(const char *name, int flags, mode_t mode)
{
    int lowest = 0;
    while (fcntl(lowest, F_GETFD) != -1) lowest++;
    int descriptor = shm_open(name, flags, mode);
    if (keep(descriptor) == -1) return;
    told_flag(fcntl(descriptor, F_GETFD), FD_CLOEXEC);
    tell(descriptor == lowest);
}
HELPER void map_object(int place, int descriptor, int protection, int flags)
{
    void *at = mmap(NULL, MAPPED_BYTES, protection, flags, descriptor, 0);
    if (took(at == MAP_FAILED ? -1 : 0) == -1) return;
    if (map[place]) munmap((void *)map[place], MAPPED_BYTES);
    map[place] = at;
}
HELPER void unmap_object(int place)
{
    if (told(munmap((void *)map[place], MAPPED_BYTES)) != -1) map[place] = NULL;
}
HELPER void told_status(int descriptor)
{
    struct stat status;
    if (took(fstat(descriptor, &status)) == -1) return;
    tell((uint64_t)status.st_size);
    tell(status.st_mode & 07777);
    tell(status.st_uid == geteuid());
    tell(status.st_gid == getegid());
}
HELPER void told_file_system(const char *name)
{
    struct statfs status;
    if (took(statfs(file_of("/dev/shm", name), &status)) != -1) tell(status.f_type == 0x01021994);
}
