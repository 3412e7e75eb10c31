//! Error numbers and signals by the names the manual gives them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An error number of a system call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Errno(pub i32);

macro_rules! errnos {
    ($($name:ident)+) => {
        impl Errno {
            $(pub const $name: Self = Self(libc::$name);)+
        }
    };
}

errnos! {
    E2BIG EACCES EADDRINUSE EAFNOSUPPORT EAGAIN EBADF EBUSY ECHILD ECONNREFUSED ECONNRESET
    EDEADLK EDESTADDRREQ EEXIST EFAULT EFBIG EIDRM EINTR EINVAL EIO EISCONN EISDIR ELOOP EMFILE
    EMSGSIZE ENAMETOOLONG ENFILE ENOENT ENOLCK ENOMEM ENOMSG ENOPKG ENOPROTOOPT ENOSPC ENOSYS
    ENOTCONN ENOTDIR ENOTSOCK ENOTTY ENXIO EOPNOTSUPP EOVERFLOW EPERM EPIPE EPROTONOSUPPORT
    EPROTOTYPE ERANGE ESOCKTNOSUPPORT ESPIPE ESRCH ETIMEDOUT EXDEV
}

impl Errno {
    /// The calling thread's `errno`.
    pub fn last() -> Self {
        Self(nix::errno::Errno::last_raw())
    }
}

impl From<nix::errno::Errno> for Errno {
    fn from(errno: nix::errno::Errno) -> Self {
        Self(errno as i32)
    }
}

impl From<std::io::Error> for Errno {
    fn from(error: std::io::Error) -> Self {
        Self(error.raw_os_error().unwrap_or(libc::EIO))
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match nix::errno::Errno::from_raw(self.0) {
            nix::errno::Errno::UnknownErrno => write!(f, "errno {}", self.0),
            known => write!(f, "{known:?}"),
        }
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::error::Error for Errno {}

/// `SIGPIPE` for 13, and so on.
pub fn signal_name(signal: i32) -> String {
    nix::sys::signal::Signal::try_from(signal)
        .map_or_else(|_| format!("signal {signal}"), |signal| signal.as_str().to_owned())
}
