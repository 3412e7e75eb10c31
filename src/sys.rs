//! Typed raw system calls, and the few primitives that processes of ours share. The only module
//! that says `unsafe`; it decides nothing and knows no one.
//!
//! Calls of a facility go to the kernel directly, not through the C library's wrappers, and carry a
//! [cookie](call::set_cookie) in an argument register that they do not use, by which a caller that
//! sleeps can be told from outside.

mod address;
pub mod apart;
mod before;
mod call;
mod child;
mod descriptor;
mod disposition;
mod epoll;
mod errno;
mod file;
mod futex;
mod interrupt;
mod library;
mod lock;
mod message;
mod monitor;
mod paging;
mod port;
mod posix_sem;
mod posix_shm;
mod process;
mod process_vm;
mod queue;
mod semaphore;
mod shared;
mod signal;
mod socket;
mod splice;
mod sysv;
mod sysv_memory;
mod sysv_message;
mod terminal;
mod watch;

pub use address::{
    accept, bind, connect, disconnect, listen, receive_from, send_to, socket, socket_name,
};
pub use before::{Arguments, ownership_of_arguments};
pub use call::{Source, Target, Text, set_cookie};
pub use child::end_with_parent;
pub use descriptor::{
    DESCRIPTORS_MAX, F_GETSIG, F_SETSIG, Identity, Readable, close, close_range, dup, dup_from,
    eventfd2, fchmod, fcntl, fcntl_unknown, fstat, ftruncate, identity, lseek, memfd, mknodat,
    openat, owned, pathconf, pipe2, pipe2_into, poll_now, pread, pwrite, read, readable_bytes,
    set_times, truncate, unlinkat, write,
};
pub use disposition::{
    Caught, Disposition, Patience, SCRIPT_SIGNALS, accept_signal, action, change_signal_mask,
    heed_ignored, kill_thread_of, pending_signals, queue_signal, real_uid, reset_signals,
    set_action, signalfd4, signals_may_be_changed, suspend, take_caught,
};
pub use epoll::{
    Control, EpollEvent, Room, epoll_create, epoll_create1, epoll_ctl, epoll_pwait, epoll_pwait2,
    epoll_wait,
};
pub use errno::{Errno, signal_name};
pub use file::{fallocate, link, memfd_create, readv, rename, writev};
pub use futex::{FutexAddress, FutexCall, FutexFourth, futex, futex_clock};
pub use interrupt::{interrupted, note_interrupts};
pub use library::{library_mkfifoat, library_mq_open, library_mq_unlink, notice_in_thread};
pub use lock::{Flock, flock, lock, lock_at_bad_address, lockf};
pub use message::{
    Credentials, Received, has_read_hangup, name_bytes, peer_credentials, receive_before_nothing,
    recv, recvmsg, send, set_socket_option, shutdown, socket_option, socketpair,
};
pub use monitor::{Epoll, select_now};
pub use paging::MissingPage;
pub use port::write_port;
pub use posix_sem::{SEM_BYTES, SEM_VALUE_MAX, Semaphore, sem_unlink};
pub use posix_shm::{Mapping, shm_open, shm_unlink};
#[cfg(feature = "planted-fault")]
pub use process::kill_everybody;
pub use process::{
    Ended, Fork, affinity, capabilities, clone, cpu_now, drop_capabilities, execveat, exit,
    exit_thread, fork, has_other_threads, huge_pages_can_be_asked_about, kill, kill_thread,
    libc_version, pin, rlimit, set_dumpable, set_groups, set_parent_death_signal, set_real_uid,
    set_resgid, set_resuid, set_soft_limit, set_subreaper, set_timer_slack, thread_id, umask, wait,
    yield_now,
};
pub use process_vm::{
    AREA_BYTES, Local, Remote, area_byte, map_area, process_vm, set_area_byte, unmap_area,
};
pub use queue::{
    MqAttr, Notify, Until, mq_getsetattr, mq_notify, mq_open, mq_timedreceive, mq_timedsend,
    mq_unlink,
};
pub use semaphore::{
    SemInfo, SemStatus, Timeout, clone_with_both, ftok, in_another_ipc_namespace, sembuf, semctl,
    semctl_getall, semctl_info, semctl_set, semctl_setall, semctl_stat, semget, semop,
};
pub use shared::{Region, futex_wait, futex_wake};
use signal::signal_mask_bytes;
pub use signal::{
    Notice, await_blocked, block, catch, catch_reserved, forget_notices, ignore, notices, reserved,
    restore_default, signal_mask, take_reserved, unblock_all,
};
pub use socket::{
    loopback_up, receive_descriptor, send_descriptor, send_descriptor_alone, socket_pair,
};
pub use splice::{splice, tee, vmsplice_from, vmsplice_to, vmsplice_too_many};
pub use sysv::{remove_message_queue, remove_segment, remove_semaphores, seconds_now};
pub use sysv_memory::{
    PAGE_BYTES, SHM_DEST, SHM_RDONLY, SHM_REMAP, SHM_RND, SHM_STAT, SHM_STAT_ANY, ShmLimits,
    ShmStatus, ShmUsed, detach_all, free_address, load_attached, occupied_address, shmat, shmctl,
    shmctl_limits, shmctl_set, shmctl_stat, shmctl_used, shmdt, shmget, store_attached,
};
pub use sysv_message::{
    MSG_STAT_ANY, MsgInfo, MsgStatus, msgctl, msgctl_info, msgctl_set, msgctl_stat, msgget, msgrcv,
    msgsnd,
};
pub use terminal::{
    TerminalInt, TerminalRequest, WindowSize, library_grantpt, library_isatty, library_openpt,
    library_ptsname, library_unlockpt, set_terminal_attributes, set_window_size,
    terminal_attributes, terminal_int, terminal_request, window_size,
};
pub use watch::{Entries, SET_WORDS, Set, Time, poll, ppoll, pselect6, select};
