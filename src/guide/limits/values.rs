//! The limits that no room knows yet, with where each is read and what it binds.

use crate::report::record::LimitLine;
use crate::sys;

/// Where a value is read.
#[derive(Clone, Copy)]
enum Read {
    /// A file under /proc/sys, and which number in it.
    Setting(&'static str, usize),
    Resource(u32),
    /// A constant of the interface, and the header that has it.
    Constant(u64, &'static str),
    /// sysconf(3).
    Configuration(nix::unistd::SysconfVar, &'static str),
}

use Read::{Configuration, Constant, Resource, Setting};
use nix::unistd::SysconfVar;

/// Name, where it is read, what it binds, and the error past it as the pages say.
type Known = (&'static str, Read, &'static str, Option<&'static str>);

const PROCESS: &str = "process";
const MACHINE: &str = "machine";
const IPC: &str = "IPC namespace";
const NETWORK: &str = "network namespace";
const OBJECT: &str = "object";
const CALL: &str = "call";
const USER: &str = "user";

const KNOWN: &[Known] = &[
    ("PIPE_BUF", Constant(4096, "linux/limits.h"), CALL, Some("EAGAIN")),
    ("pipe capacity", Constant(65536, "pipe(7)"), OBJECT, Some("EAGAIN")),
    ("MQ_PRIO_MAX", Configuration(SysconfVar::MQ_PRIO_MAX, "sysconf"), CALL, Some("EINVAL")),
    ("NAME_MAX", Constant(255, "linux/limits.h"), CALL, Some("ENAMETOOLONG")),
    ("PATH_MAX", Constant(4096, "linux/limits.h"), CALL, Some("ENAMETOOLONG")),
    ("IOV_MAX", Configuration(SysconfVar::IOV_MAX, "sysconf"), CALL, Some("EINVAL")),
    ("process_vm_readv pieces", Constant(1024, "linux/uio.h"), CALL, Some("EINVAL")),
    ("sun_path", Constant(108, "sys/un.h"), CALL, Some("EINVAL")),
    ("SCM_MAX_FD", Constant(253, "unix(7)"), CALL, Some("EINVAL")),
    ("UDP datagram", Constant(65507, "udp(7)"), CALL, Some("EMSGSIZE")),
    ("SEMVMX", Constant(32767, "linux/sem.h"), OBJECT, Some("ERANGE")),
    (
        "SEM_VALUE_MAX",
        Configuration(SysconfVar::SEM_VALUE_MAX, "sysconf"),
        OBJECT,
        Some("EOVERFLOW"),
    ),
    ("eventfd counter", Constant(u64::MAX - 1, "eventfd(2)"), OBJECT, Some("EAGAIN")),
    ("memfd name", Constant(249, "memfd_create(2)"), CALL, Some("EINVAL")),
    ("last byte of a lock", Constant(i64::MAX as u64, "fcntl(2)"), CALL, Some("EOVERFLOW")),
    ("signal number", Constant(64, "signal(7)"), CALL, Some("EINVAL")),
    ("MAX_ARG_STRLEN", Constant(131_072, "linux/binfmts.h"), CALL, Some("E2BIG")),
    ("ARG_MAX", Configuration(SysconfVar::ARG_MAX, "sysconf"), CALL, Some("E2BIG")),
    ("RLIMIT_SIGPENDING", Resource(libc::RLIMIT_SIGPENDING), USER, Some("EAGAIN")),
    ("RLIMIT_NPROC", Resource(libc::RLIMIT_NPROC), USER, Some("EAGAIN")),
    ("RLIMIT_FSIZE", Resource(libc::RLIMIT_FSIZE), PROCESS, Some("EFBIG")),
    ("RLIMIT_MEMLOCK", Resource(libc::RLIMIT_MEMLOCK), PROCESS, Some("ENOMEM")),
    ("RLIMIT_STACK", Resource(libc::RLIMIT_STACK), PROCESS, None),
    ("kernel.msgmax", Setting("kernel/msgmax", 0), IPC, Some("EINVAL")),
    ("kernel.msgmnb", Setting("kernel/msgmnb", 0), IPC, Some("EAGAIN")),
    ("kernel.msgmni", Setting("kernel/msgmni", 0), IPC, Some("ENOSPC")),
    ("kernel.shmmax", Setting("kernel/shmmax", 0), IPC, Some("EINVAL")),
    ("kernel.shmall", Setting("kernel/shmall", 0), IPC, Some("ENOSPC")),
    ("kernel.shmmni", Setting("kernel/shmmni", 0), IPC, Some("ENOSPC")),
    ("kernel.pty.max", Setting("kernel/pty/max", 0), MACHINE, Some("ENOSPC")),
    ("kernel.pid_max", Setting("kernel/pid_max", 0), "PID namespace", Some("EAGAIN")),
    ("fs.file-max", Setting("fs/file-max", 0), MACHINE, Some("ENFILE")),
    ("fs.nr_open", Setting("fs/nr_open", 0), MACHINE, Some("EPERM")),
    ("fs.lease-break-time", Setting("fs/lease-break-time", 0), MACHINE, None),
    ("vm.max_map_count", Setting("vm/max_map_count", 0), PROCESS, Some("ENOMEM")),
    ("net.core.somaxconn", Setting("net/core/somaxconn", 0), NETWORK, Some("EAGAIN")),
    ("net.core.wmem_default", Setting("net/core/wmem_default", 0), OBJECT, Some("EMSGSIZE")),
    ("net.core.wmem_max", Setting("net/core/wmem_max", 0), OBJECT, None),
    ("net.core.rmem_default", Setting("net/core/rmem_default", 0), OBJECT, None),
    ("net.core.rmem_max", Setting("net/core/rmem_max", 0), OBJECT, None),
    ("net.unix.max_dgram_qlen", Setting("net/unix/max_dgram_qlen", 0), NETWORK, Some("EAGAIN")),
    ("net.ipv4.tcp_wmem[2]", Setting("net/ipv4/tcp_wmem", 2), NETWORK, None),
    ("net.ipv4.tcp_rmem[2]", Setting("net/ipv4/tcp_rmem", 2), NETWORK, None),
];

/// Those of them that can be read here.
pub fn all() -> impl Iterator<Item = LimitLine> {
    KNOWN.iter().filter_map(|(name, from, binds, errno)| {
        let value = from.value()?;
        Some(LimitLine {
            name: (*name).into(),
            value: (value != libc::RLIM_INFINITY).then_some(value),
            source: from.shown(),
            binds: (*binds).into(),
            measured: None,
            errno: errno.map(str::to_owned),
        })
    })
}

impl Read {
    fn value(self) -> Option<u64> {
        match self {
            Setting(path, field) => {
                let text = std::fs::read_to_string(format!("/proc/sys/{path}")).ok()?;
                text.split_whitespace().nth(field)?.parse().ok()
            }
            Resource(resource) => sys::rlimit(resource).ok().map(|(soft, _)| soft),
            Constant(value, _) => Some(value),
            Configuration(name, _) => {
                nix::unistd::sysconf(name).ok().flatten().and_then(|value| value.try_into().ok())
            }
        }
    }

    fn shown(self) -> String {
        match self {
            Setting(path, _) => format!("/proc/sys/{path}"),
            Resource(_) => "getrlimit".into(),
            Constant(_, header) => header.into(),
            Configuration(_, call) => call.into(),
        }
    }
}
