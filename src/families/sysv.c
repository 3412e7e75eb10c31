
/* System V objects, each by its number in the script: the ids are in memory that all share. */
#include <limits.h>
#include <sys/ipc.h>
#ifndef NEEDS_OWN_NAMES
#define NEEDS_OWN_NAMES 1
#endif
static int *known_ids(void)
{
    return (int *)(all->memory + 2048);
}
/* Of an object that was not made yet it is nobody's. */
HELPER int id_of(int number)
{
    int *known = known_ids();
    return number < known[0] ? known[1 + number] : INT_MAX;
}
/* Tells which of the script's objects it is. */
HELPER int told_id(long id)
{
    int *known = known_ids(), number = 0;
    if (took(id) == -1) return -1;
    while (number < known[0] && known[1 + number] != id) number++;
    if (number == known[0]) known[1 + known[0]++] = (int)id;
    tell((uint64_t)number);
    return (int)id;
}
static void tell_user(unsigned user)
{
    unsigned first = all->owner;
    tell(user == first ? 0 : user == OTHER_USER ? 1 : 2);
}
static void tell_time(time_t moment)
{
    time_t since = time(NULL) - moment;
    tell(moment == 0 ? 0 : since >= 0 && since < 60 ? 1 : 2);
}
static void tell_key(int key)
{
    tell(key == 0 ? 0 : key >= 7000 && key < 7003 ? (uint64_t)key - 6999 : 255);
}
HELPER void tell_process(int pid)
{
    uint64_t who = pid == 0 ? 0 : 1;
    for (int actor = 0; pid && actor < ACTORS; actor++)
        if (all->actor[actor].pid == pid) who = 2 + (uint64_t)actor;
    tell(who);
}
HELPER unsigned user_of(int other)
{
    return other ? OTHER_USER : all->owner;
}
/* What the program makes no call for, since nothing of it is compared. */
#define not_compared(what) ((void)what)
