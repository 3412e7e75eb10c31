
/* Files that every actor knows by a number: the first to open one makes it. */
HELPER int open_file(int file, int access, mode_t mode, off_t bytes)
{
    char name[32];
    snprintf(name, sizeof name, "file%d", file);
    int descriptor = open(name, access | O_CREAT | O_EXCL, mode);
    /* By its path: another descriptor of the file, once closed, would take locks with it. */
    if (descriptor != -1 && truncate(name, bytes) == -1) return -1;
    if (descriptor == -1 && errno == EEXIST) descriptor = open(name, access);
    return descriptor;
}
