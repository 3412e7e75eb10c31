
/* Local sockets. */
HELPER int ends[2] = { -7, -7 };
HELPER void make_pair(int family, int type, int protocol, int *array)
{
    ends[0] = ends[1] = -7;
    if (took(socketpair(family, type, protocol, array)) == -1) {
        tell(ends[0] == -7 && ends[1] == -7);
        return;
    }
    keep(ends[0]);
    keep(ends[1]);
    for (int end = 0; end < 2; end++) told_flag(fcntl(ends[end], F_GETFD), FD_CLOEXEC);
    for (int end = 0; end < 2; end++) told_flag(fcntl(ends[end], F_GETFL), O_NONBLOCK);
}
/* What was received into the buffer; of a message, how long it was told to be. */
HELPER void received(long length, long room, int is_message)
{
    if (took(length) == -1) return;
    held(length < room ? length : room, buffer);
    if (is_message) tell((uint64_t)length);
}
HELPER void told_option(int socket, int option)
{
    int value = 0;
    socklen_t size = sizeof value;
    if (took(getsockopt(socket, SOL_SOCKET, option, &value, &size)) != -1)
        tell((uint64_t)(int64_t)value);
}
HELPER void told_name(int socket, int of_peer)
{
    struct sockaddr_storage name;
    socklen_t size = sizeof name;
    struct sockaddr *address = (struct sockaddr *)&name;
    if (took((of_peer ? getpeername : getsockname)(socket, address, &size)) != -1) tell(size);
}
HELPER void told_peer(int socket)
{
    struct ucred peer;
    socklen_t size = sizeof peer;
    uint64_t who = 0;
    if (took(getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size)) == -1) return;
    for (int actor = 0; actor < ACTORS; actor++)
        if (all->actor[actor].pid == peer.pid)
            who = 1 + 2 * (uint64_t)actor + (peer.uid == OTHER_USER);
    tell(who);
}
HELPER void told_readable(int socket)
{
    int bytes = 0;
    if (took(ioctl(socket, FIONREAD, &bytes)) != -1) tell((uint64_t)bytes);
}
HELPER void told_link(int socket)
{
    char path[64], link[256] = "", wanted[64];
    struct stat status;
    snprintf(path, sizeof path, "/proc/self/fd/%d", socket);
    if (took(readlink(path, link, sizeof link - 1)) == -1) return;
    if (took(fstat(socket, &status)) == -1) return;
    snprintf(wanted, sizeof wanted, "socket:[%lu]", (unsigned long)status.st_ino);
    tell(strcmp(link, wanted) == 0);
}
HELPER void told_hangup(int socket, short events)
{
    struct pollfd one = { socket, events, 0 };
    if (took(poll(&one, 1, 0)) != -1) tell((one.revents & (events ? events : POLLHUP)) != 0);
}
HELPER void told_read_hangup(int socket, int by_epoll)
{
    struct epoll_event event = { EPOLLRDHUP, { 0 } };
    if (!by_epoll) {
        told_hangup(socket, POLLRDHUP);
        return;
    }
    int instance = epoll_create1(EPOLL_CLOEXEC);
    took(epoll_ctl(instance, EPOLL_CTL_ADD, socket, &event));
    long count = took(epoll_wait(instance, &event, 1, 0));
    if (count != -1) tell(count == 1 && event.events & EPOLLRDHUP);
    close(instance);
}
HELPER void out_of_band(int socket, int receives)
{
    int flags = MSG_OOB | MSG_DONTWAIT | MSG_NOSIGNAL;
    if (receives) told(recv(socket, buffer, 1, flags));
    else told(send(socket, "o", 1, flags));
}
HELPER void told_cut(int socket, size_t bytes)
{
    struct iovec vector = { buffer, bytes };
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
    if (took(recvmsg(socket, &message, 0)) != -1) tell((message.msg_flags & MSG_TRUNC) != 0);
}
static void own_pair(int type, int pair[2])
{
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) == -1) fail("make a pair");
}
HELPER void peek_past_oob(void)
{
    int pair[2], flags = MSG_NOSIGNAL | MSG_DONTWAIT;
    char seen = 0;
    own_pair(SOCK_STREAM, pair);
    took(send(pair[0], "a", 1, flags | MSG_OOB));
    took(send(pair[0], "b", 1, flags));
    long bytes = took(recv(pair[1], &seen, 1, MSG_PEEK | MSG_DONTWAIT));
    if (bytes != -1) tell(bytes == 1 && seen == 'b');
    close(pair[0]);
    close(pair[1]);
}
/* So many times the size of the send buffer, and so many bytes. */
HELPER void send_much(int type, size_t times, size_t more)
{
    int pair[2], size = 0;
    socklen_t length = sizeof size;
    own_pair(type, pair);
    getsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &size, &length);
    size_t bytes = times * (size_t)size + more;
    void *much = calloc(1, bytes);
    told(send(pair[0], much, bytes, MSG_DONTWAIT | MSG_NOSIGNAL));
    free(much);
    close(pair[0]);
    close(pair[1]);
}
HELPER void read_of_empty(int type)
{
    int pair[2], flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    char byte;
    own_pair(type, pair);
    took(send(pair[0], "", 0, flags));
    took(read(pair[1], &byte, 1));
    tell(recv(pair[1], &byte, 1, flags) != -1);
    close(pair[0]);
    close(pair[1]);
}
/* A byte and a descriptor come where the second half of the buffer is no memory. */
HELPER void receive_before_nothing(int type)
{
    int pair[2], own[2];
    char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    munmap(pages + 4096, 4096);
    own_pair(type, pair);
    if (pipe2(own, O_CLOEXEC | O_NONBLOCK) == -1) fail("make a pipe");
    struct iovec vector = { "b", 1 };
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes,
                              .msg_controllen = sizeof control.bytes };
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &own[1], sizeof(int));
    took(sendmsg(pair[0], &message, 0));
    close(own[1]);
    vector = (struct iovec){ pages + 4095, 2 };
    message.msg_controllen = sizeof control.bytes;
    long bytes = took(recvmsg(pair[1], &message, MSG_DONTWAIT));
    header = CMSG_FIRSTHDR(&message);
    int came = -1;
    if (bytes != -1 && header) memcpy(&came, CMSG_DATA(header), sizeof(int));
    if (came != -1) close(came);
    struct pollfd far = { own[0], 0, 0 };
    poll(&far, 1, 0);
    if (bytes != -1) {
        tell((uint64_t)bytes);
        tell(came != -1);
        tell((far.revents & POLLHUP) != 0);
    }
    close(own[0]);
    close(pair[0]);
    close(pair[1]);
    munmap(pages, 4096);
}
