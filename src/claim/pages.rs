//! The manual pages that claims cite, with the headings that may be cited.
//!
//! Headings are those of man-pages 6.x. What the installed pages say is `bythebook man`'s business.

use super::page::page;
pub use super::page::{Page, same};

const CALL: &[&str] = &["DESCRIPTION", "RETURN VALUE", "ERRORS", "NOTES", "BUGS"];

pub static EVENTFD_2: Page = page("eventfd(2)", CALL);
pub static PIPE_2: Page = page("pipe(2)", CALL);
pub static PIPE_7: Page = page(
    "pipe(7)",
    &[
        "DESCRIPTION",
        "I/O on pipes and FIFOs",
        "Pipe capacity",
        "/proc files",
        "PIPE_BUF",
        "Open file status flags",
        "BUGS",
    ],
);
pub static F_GETFD_2CONST: Page = page("F_GETFD(2const)", CALL);
pub static F_GETFL_2CONST: Page = page("F_GETFL(2const)", CALL);
pub static F_GETPIPE_SZ_2CONST: Page = page("F_GETPIPE_SZ(2const)", CALL);
pub static F_GETSIG_2CONST: Page = page("F_GETSIG(2const)", CALL);
pub static PTY_7: Page = page("pty(7)", &["DESCRIPTION", "UNIX 98 pseudoterminals", "NOTES"]);
pub static PTS_4: Page = page("pts(4)", CALL);
pub static POSIX_OPENPT_3: Page = page("posix_openpt(3)", CALL);
pub static GRANTPT_3: Page = page("grantpt(3)", CALL);
pub static UNLOCKPT_3: Page = page("unlockpt(3)", CALL);
pub static PTSNAME_3: Page = page("ptsname(3)", CALL);
pub static OPENPTY_3: Page = page("openpty(3)", CALL);
pub static TERMIOS_3TYPE: Page = page(
    "termios(3type)",
    &[
        "DESCRIPTION",
        ".c_iflag flag constants",
        ".c_oflag flag constants",
        ".c_lflag flag constants",
        ".c_cc array indices",
        "Canonical and noncanonical mode",
    ],
);
pub static TCSETATTR_3: Page = page("tcsetattr(3)", CALL);
pub static TCFLUSH_3: Page = page("tcflush(3)", CALL);
pub static TCFLOW_3: Page = page("tcflow(3)", CALL);
pub static TCGETPGRP_3: Page = page("tcgetpgrp(3)", CALL);
pub static CFMAKERAW_3: Page = page("cfmakeraw(3)", CALL);
pub static TIOCPKT_2CONST: Page = page("TIOCPKT(2const)", CALL);
pub static TIOCSWINSZ_2CONST: Page = page("TIOCSWINSZ(2const)", CALL);
pub static TIOCINQ_2CONST: Page = page("TIOCINQ(2const)", CALL);
pub static TIOCEXCL_2CONST: Page = page("TIOCEXCL(2const)", CALL);
pub static TIOCSTI_2CONST: Page = page("TIOCSTI(2const)", CALL);
pub static TIOCSCTTY_2CONST: Page = page("TIOCSCTTY(2const)", CALL);
pub static TIOCSPGRP_2CONST: Page = page("TIOCSPGRP(2const)", CALL);
pub static SPLICE_2: Page = page("splice(2)", CALL);
pub static TEE_2: Page = page("tee(2)", CALL);
pub static VMSPLICE_2: Page = page("vmsplice(2)", CALL);
pub static FCNTL_LOCKING_2: Page = page(
    "fcntl_locking(2)",
    &[
        "DESCRIPTION",
        "Advisory record locking",
        "Open file description locks (non-POSIX)",
        "Mandatory locking",
        "ERRORS",
        "NOTES",
        "BUGS",
    ],
);
pub static FLOCK_2: Page = page("flock(2)", &["DESCRIPTION", "ERRORS", "VERSIONS", "NOTES"]);
pub static LOCKF_3: Page = page("lockf(3)", CALL);
pub static PROC_PID_FD_5: Page = page("proc_pid_fd(5)", CALL);
pub static PROC_PID_FDINFO_5: Page = page("proc_pid_fdinfo(5)", CALL);
pub static PROC_LOCKS_5: Page = page("proc_locks(5)", CALL);
pub static MQ_OVERVIEW_7: Page = page(
    "mq_overview(7)",
    &[
        "DESCRIPTION",
        "/proc interfaces",
        "Resource limit",
        "Mounting the message queue filesystem",
        "Linux implementation of message queue descriptors",
        "IPC namespaces",
        "BUGS",
    ],
);
pub static MQ_OPEN_3: Page = page("mq_open(3)", CALL);
pub static MQ_SEND_3: Page = page("mq_send(3)", CALL);
pub static MQ_RECEIVE_3: Page = page("mq_receive(3)", CALL);
pub static MQ_NOTIFY_3: Page = page("mq_notify(3)", CALL);
pub static MQ_GETATTR_3: Page = page("mq_getattr(3)", CALL);
pub static MQ_CLOSE_3: Page = page("mq_close(3)", CALL);
pub static MQ_UNLINK_3: Page = page("mq_unlink(3)", CALL);
pub static GETRLIMIT_2: Page = page(
    "getrlimit(2)",
    &["DESCRIPTION", "RLIMIT_MSGQUEUE", "RLIMIT_NOFILE", "RLIMIT_SIGPENDING", "ERRORS"],
);
pub static OPEN_2: Page = page("open(2)", CALL);
pub static TRUNCATE_2: Page = page("truncate(2)", CALL);
pub static FIFO_7: Page = page("fifo(7)", CALL);
pub static MKFIFO_3: Page = page("mkfifo(3)", CALL);
pub static MKNOD_2: Page = page("mknod(2)", CALL);
pub static UNLINK_2: Page = page("unlink(2)", CALL);
pub static INODE_7: Page = page("inode(7)", CALL);
pub static LINK_2: Page = page("link(2)", CALL);
pub static RENAME_2: Page = page("rename(2)", CALL);
pub static LSEEK_2: Page = page("lseek(2)", CALL);
pub static PREAD_2: Page = page("pread(2)", CALL);
pub static READV_2: Page = page("readv(2)", CALL);
pub static MKSTEMP_3: Page = page("mkstemp(3)", CALL);
pub static PROC_SYS_FS_5: Page = page("proc_sys_fs(5)", CALL);
pub static FORK_2: Page = page("fork(2)", CALL);
pub static EXECVE_2: Page =
    page("execve(2)", &["DESCRIPTION", "Effect on process attributes", "ERRORS"]);
pub static EXIT_GROUP_2: Page = page("exit_group(2)", CALL);
pub static PTHREADS_7: Page = page("pthreads(7)", &["DESCRIPTION", "Thread IDs", "BUGS"]);
pub static DUP_2: Page = page("dup(2)", CALL);
pub static CLOSE_2: Page = page("close(2)", CALL);
pub static READ_2: Page = page("read(2)", CALL);
pub static WRITE_2: Page = page("write(2)", CALL);
pub static POLL_2: Page = page(
    "poll(2)",
    &[
        "DESCRIPTION",
        "ppoll()",
        "RETURN VALUE",
        "ERRORS",
        "NOTES",
        "C library/kernel differences",
        "BUGS",
    ],
);
pub static SELECT_2: Page = page(
    "select(2)",
    &[
        "DESCRIPTION",
        "File descriptor sets",
        "Arguments",
        "pselect()",
        "The timeout",
        "RETURN VALUE",
        "ERRORS",
        "NOTES",
        "Emulating usleep(3)",
        "Multithreaded applications",
        "C library/kernel differences",
        "BUGS",
        "Correspondence between select() and poll() notifications",
    ],
);
pub static EPOLL_7: Page = page(
    "epoll(7)",
    &["DESCRIPTION", "Level-triggered and edge-triggered", "Questions and answers"],
);
pub static EPOLL_CREATE_2: Page =
    page("epoll_create(2)", &["DESCRIPTION", "epoll_create1()", "ERRORS"]);
pub static EPOLL_WAIT_2: Page = page(
    "epoll_wait(2)",
    &["DESCRIPTION", "epoll_pwait()", "epoll_pwait2()", "RETURN VALUE", "ERRORS", "NOTES"],
);
pub static EPOLL_CTL_2: Page = page("epoll_ctl(2)", CALL);
pub static FCNTL_2: Page = page("fcntl(2)", CALL);
pub static UNIX_7: Page = page(
    "unix(7)",
    &[
        "DESCRIPTION",
        "Address format",
        "Pathname sockets",
        "Pathname socket ownership and permissions",
        "Abstract sockets",
        "Socket options",
        "Autobind feature",
        "Sockets API",
        "Ancillary messages",
        "Ioctls",
        "ERRORS",
        "NOTES",
        "BUGS",
    ],
);
pub static SOCKET_7: Page = page(
    "socket(7)",
    &[
        "DESCRIPTION",
        "Socket-layer functions",
        "Socket options",
        "Signals",
        "/proc interfaces",
        "Ioctls",
        "NOTES",
        "BUGS",
    ],
);
pub static UDP_7: Page = page(
    "udp(7)",
    &["DESCRIPTION", "Error handling", "/proc interfaces", "Socket options", "Ioctls"],
);
pub static SOCKET_2: Page = page("socket(2)", CALL);
pub static SOCKETPAIR_2: Page = page("socketpair(2)", CALL);
pub static SEND_2: Page = page(
    "send(2)",
    &["DESCRIPTION", "The flags argument", "sendmsg()", "RETURN VALUE", "ERRORS", "NOTES", "BUGS"],
);
pub static RECV_2: Page = page(
    "recv(2)",
    &[
        "DESCRIPTION",
        "The flags argument",
        "recvfrom()",
        "recv()",
        "recvmsg()",
        "RETURN VALUE",
        "ERRORS",
        "NOTES",
    ],
);
pub static SHUTDOWN_2: Page = page("shutdown(2)", CALL);
pub static GETSOCKNAME_2: Page = page("getsockname(2)", CALL);
pub static GETPEERNAME_2: Page = page("getpeername(2)", CALL);
pub static GETSOCKOPT_2: Page = page("getsockopt(2)", CALL);
pub static BIND_2: Page = page("bind(2)", CALL);
pub static CONNECT_2: Page = page("connect(2)", CALL);
pub static LISTEN_2: Page = page("listen(2)", CALL);
pub static ACCEPT_2: Page = page("accept(2)", CALL);
pub static SEMGET_2: Page = page(
    "semget(2)",
    &[
        "DESCRIPTION",
        "RETURN VALUE",
        "ERRORS",
        "NOTES",
        "Semaphore initialization",
        "Semaphore limits",
    ],
);
pub static SEMOP_2: Page = page(
    "semop(2)",
    &["DESCRIPTION", "semtimedop()", "RETURN VALUE", "ERRORS", "NOTES", "Semaphore limits", "BUGS"],
);
pub static SEMCTL_2: Page =
    page("semctl(2)", &["DESCRIPTION", "RETURN VALUE", "ERRORS", "NOTES", "The sempid value"]);
pub static MSGGET_2: Page = page("msgget(2)", CALL);
pub static MSGOP_2: Page = page(
    "msgop(2)",
    &["DESCRIPTION", "msgsnd()", "msgrcv()", "RETURN VALUE", "ERRORS", "NOTES", "BUGS"],
);
pub static MSGCTL_2: Page = page("msgctl(2)", CALL);
pub static SHMGET_2: Page =
    page("shmget(2)", &["DESCRIPTION", "RETURN VALUE", "ERRORS", "NOTES", "Shared memory limits"]);
pub static SHMOP_2: Page =
    page("shmop(2)", &["DESCRIPTION", "shmat()", "shmdt()", "RETURN VALUE", "ERRORS", "NOTES"]);
pub static SHMCTL_2: Page = page("shmctl(2)", CALL);
pub static SYSVIPC_7: Page = page("sysvipc(7)", &["DESCRIPTION", "Shared memory segments"]);
pub static IPC_NAMESPACES_7: Page = page("ipc_namespaces(7)", CALL);
pub static PROC_SYSVIPC_5: Page = page("proc_sysvipc(5)", CALL);
pub static PROC_SYS_KERNEL_5: Page = page("proc_sys_kernel(5)", CALL);
pub static FTOK_3: Page = page("ftok(3)", CALL);
pub static CLONE_2: Page = page("clone(2)", &["DESCRIPTION", "The flags mask", "ERRORS"]);
pub static UNSHARE_2: Page = page("unshare(2)", CALL);
pub static CAPABILITIES_7: Page = page("capabilities(7)", &["DESCRIPTION", "Capabilities list"]);
pub static SIGNAL_7: Page = page(
    "signal(7)",
    &[
        "DESCRIPTION",
        "Signal dispositions",
        "Sending a signal",
        "Signal mask and pending signals",
        "Execution of signal handlers",
        "Standard signals",
        "Queueing and delivery semantics for standard signals",
        "Signal numbering for standard signals",
        "Real-time signals",
        "Interruption of system calls and library functions by signal handlers",
        "Interruption of system calls and library functions by stop signals",
        "NOTES",
    ],
);
pub static SIGACTION_2: Page = page(
    "sigaction(2)",
    &[
        "DESCRIPTION",
        "The siginfo_t argument to a SA_SIGINFO handler",
        "The si_code field",
        "Dynamically probing for flag bit support",
        "ERRORS",
        "NOTES",
    ],
);
pub static SIGPROCMASK_2: Page = page("sigprocmask(2)", CALL);
pub static SIGPENDING_2: Page = page("sigpending(2)", CALL);
pub static SIGSUSPEND_2: Page = page("sigsuspend(2)", CALL);
pub static SIGWAITINFO_2: Page = page("sigwaitinfo(2)", CALL);
pub static SIGQUEUE_3: Page = page("sigqueue(3)", CALL);
pub static RT_SIGQUEUEINFO_2: Page = page("rt_sigqueueinfo(2)", CALL);
pub static KILL_2: Page = page("kill(2)", CALL);
pub static TKILL_2: Page = page("tkill(2)", CALL);
pub static SIGNALFD_2: Page = page(
    "signalfd(2)",
    &[
        "DESCRIPTION",
        "fork(2) semantics",
        "Semantics of file descriptor passing",
        "execve(2) semantics",
        "Thread semantics",
        "epoll(7) semantics",
        "RETURN VALUE",
        "ERRORS",
        "NOTES",
        "BUGS",
    ],
);
pub static SEM_OVERVIEW_7: Page = page(
    "sem_overview(7)",
    &["DESCRIPTION", "Persistence", "Accessing named semaphores via the filesystem"],
);
pub static SEM_OPEN_3: Page = page("sem_open(3)", CALL);
pub static SEM_INIT_3: Page = page("sem_init(3)", CALL);
pub static SEM_POST_3: Page = page("sem_post(3)", CALL);
pub static SEM_WAIT_3: Page = page("sem_wait(3)", CALL);
pub static SEM_GETVALUE_3: Page = page("sem_getvalue(3)", CALL);
pub static SEM_CLOSE_3: Page = page("sem_close(3)", CALL);
pub static SEM_UNLINK_3: Page = page("sem_unlink(3)", CALL);
pub static SEM_DESTROY_3: Page = page("sem_destroy(3)", CALL);
pub static SHM_OVERVIEW_7: Page = page(
    "shm_overview(7)",
    &["DESCRIPTION", "Persistence", "Accessing shared memory objects via the filesystem"],
);
pub static SHM_OPEN_3: Page =
    page("shm_open(3)", &["DESCRIPTION", "RETURN VALUE", "ERRORS", "VERSIONS", "NOTES"]);
pub static MMAP_2: Page = page("mmap(2)", CALL);
pub static FUTEX_2: Page = page(
    "futex(2)",
    &["DESCRIPTION", "Arguments", "Futex operations", "RETURN VALUE", "ERRORS", "NOTES"],
);
pub static FUTEX_7: Page = page("futex(7)", CALL);
pub static FUTEX_WAIT_2CONST: Page =
    page("FUTEX_WAIT(2const)", &["DESCRIPTION", "RETURN VALUE", "ERRORS", "CAVEATS"]);
pub static FUTEX_WAKE_2CONST: Page = page("FUTEX_WAKE(2const)", CALL);
pub static FUTEX_REQUEUE_2CONST: Page = page("FUTEX_REQUEUE(2const)", CALL);
pub static FUTEX_CMP_REQUEUE_2CONST: Page = page("FUTEX_CMP_REQUEUE(2const)", CALL);
pub static FUTEX_WAKE_OP_2CONST: Page = page("FUTEX_WAKE_OP(2const)", CALL);
pub static FUTEX_WAIT_BITSET_2CONST: Page = page(
    "FUTEX_WAIT_BITSET(2const)",
    &["DESCRIPTION", "FUTEX_WAIT_BITSET", "FUTEX_WAKE_BITSET", "RETURN VALUE", "ERRORS"],
);
pub static FUTEX_WAITV_2: Page = page("futex_waitv(2)", CALL);
pub static GET_ROBUST_LIST_2: Page = page("get_robust_list(2)", CALL);
pub static MEMFD_CREATE_2: Page =
    page("memfd_create(2)", &["DESCRIPTION", "RETURN VALUE", "ERRORS", "NOTES", "File sealing"]);
pub static MEMFD_SECRET_2: Page =
    page("memfd_secret(2)", &["DESCRIPTION", "RETURN VALUE", "ERRORS", "HISTORY", "NOTES"]);
pub static PROCESS_VM_READV_2: Page = page("process_vm_readv(2)", CALL);
pub static PTRACE_2: Page =
    page("ptrace(2)", &["DESCRIPTION", "ERRORS", "Ptrace access mode checking"]);
pub static F_GET_SEALS_2CONST: Page = page("F_GET_SEALS(2const)", CALL);
pub static FALLOCATE_2: Page = page(
    "fallocate(2)",
    &["DESCRIPTION", "Allocating disk space", "Deallocating file space", "ERRORS"],
);
