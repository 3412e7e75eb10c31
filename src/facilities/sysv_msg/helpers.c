
/* System V message queues. */
#include <sys/msg.h>
#ifndef MSG_STAT_ANY
#define MSG_STAT_ANY 13
#endif
#ifndef MSG_COPY
#define MSG_COPY 040000
#endif
struct message { long type; unsigned char text[HELD_BYTES]; };
static struct message message;
HELPER void get_queue(int key, int flags)
{
    int id = told_id(msgget(key, flags));
    if (id != -1) tell(id < 0);
}
HELPER void send_message(int queue, unsigned tag, long type, long bytes, int flags, int bad)
{
    message.type = type;
    if (bytes > 0) memcpy(message.text, piece(tag), (size_t)bytes);
    told(msgsnd(queue, bad ? (struct message *)8 : &message, (size_t)bytes, flags));
}
HELPER void receive_message(int queue, long bytes, long type, int flags, int bad)
{
    void *into = bad ? (void *)8 : &message;
    if (held(msgrcv(queue, into, (size_t)bytes, type, flags), message.text) != -1)
        tell((uint64_t)message.type);
}
static void tell_status(const struct msqid_ds *told)
{
    const struct msqid_ds status = *told;
    tell_key(status.msg_perm.__key);
    tell_user(status.msg_perm.uid);
    tell_user(status.msg_perm.gid);
    tell(status.msg_perm.mode);
    tell_time(status.msg_stime);
    tell_time(status.msg_rtime);
    tell_time(status.msg_ctime);
    tell(status.__msg_cbytes);
    tell(status.msg_qnum);
    tell(status.msg_qbytes);
    tell_process(status.msg_lspid);
    tell_process(status.msg_lrpid);
    tell_user(status.msg_perm.cuid);
    tell_user(status.msg_perm.cgid);
}
HELPER void told_status(int queue, int bad)
{
    struct msqid_ds status;
    if (told(msgctl(queue, IPC_STAT, bad ? (struct msqid_ds *)8 : &status)) != -1)
        tell_status(&status);
}
/* MSG_STAT or MSG_STAT_ANY at the index of the queue. */
HELPER void told_index(int queue, int command)
{
    struct msqid_ds status;
    int index = 0;
    while (index < 32768 && msgctl(index, MSG_STAT_ANY, &status) != queue) index++;
    if (told_id(msgctl(index, command, &status)) != -1) tell_status(&status);
}
HELPER void set_queue(int queue, int owner, int group, int mode, unsigned long most, int bad)
{
    struct msqid_ds status;
    memset(&status, 77, sizeof status);
    status.msg_perm.uid = user_of(owner);
    status.msg_perm.gid = user_of(group);
    status.msg_perm.mode = (unsigned short)mode;
    status.msg_qbytes = most;
    told(msgctl(queue, IPC_SET, bad ? (struct msqid_ds *)8 : &status));
}
