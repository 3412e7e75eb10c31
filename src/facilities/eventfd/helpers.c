
/* Event counters. */
HELPER void told_counter(long bytes)
{
    uint64_t value = 0;
    if (took(bytes) == -1) return;
    memcpy(&value, buffer, sizeof value);
    tell(value);
    tell((uint64_t)bytes);
}
HELPER void told_fdinfo(int descriptor)
{
    char path[64], line[256];
    unsigned long long count = 0;
    snprintf(path, sizeof path, "/proc/self/fdinfo/%d", descriptor);
    FILE *file = fopen(path, "r");
    if (took(file ? 0 : -1) == -1) return;
    while (fgets(line, sizeof line, file)) sscanf(line, "eventfd-count: %llx", &count);
    fclose(file);
    tell(count);
}
HELPER void told_link(int descriptor)
{
    char path[64], link[256] = "";
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    if (took(readlink(path, link, sizeof link - 1)) != -1)
        tell(strncmp(link, "anon_inode:", 11) == 0);
}
