
/* Names of POSIX objects: they are not those of others, for the name space is ours. */
#ifndef NEEDS_OWN_NAMES
#define NEEDS_OWN_NAMES 1
#endif
HELPER const char *name_of_length(int length)
{
    static _Thread_local char name[8192];
    name[0] = '/';
    memset(name + 1, 'q', (size_t)length - 1);
    name[length] = 0;
    return name;
}
/* The path of the file that shows the name. */
HELPER const char *file_of(const char *directory, const char *name)
{
    static _Thread_local char path[8300];
    snprintf(path, sizeof path, "%s%s", directory, name);
    return path;
}
