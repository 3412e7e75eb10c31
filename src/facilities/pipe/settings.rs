//! The settings of the machine that bound pipes, and what /proc shows of one.

use std::fmt::{self, Display};
use std::fs;
use std::io;

use serde::{Deserialize, Serialize};

use super::seen::Saw;
use crate::engine::{Answer, Errno, Limit};

/// What is asked of a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    MaxSize,
    Soft,
    Hard,
    /// A value is written to pipe-max-size, which is read, and put back as it was.
    TryMaxSize(u32),
}

impl Setting {
    /// Of each, and of what is written values about a page.
    pub const ALL: [Self; 6] = [
        Self::MaxSize,
        Self::Soft,
        Self::Hard,
        Self::TryMaxSize(5000),
        Self::TryMaxSize(4096),
        Self::TryMaxSize(4095),
    ];

    pub fn kind(self) -> &'static str {
        if matches!(self, Self::TryMaxSize(_)) { "write of a setting" } else { "read of a setting" }
    }

    pub fn limit(self) -> Limit {
        match self {
            Self::MaxSize | Self::TryMaxSize(_) => Limit::PipeMaxSizeBytes,
            Self::Soft => Limit::PipeUserPagesSoft,
            Self::Hard => Limit::PipeUserPagesHard,
        }
    }
}

pub fn perform(setting: Setting) -> Answer<Saw> {
    let path = setting.limit().source();
    let read = || -> Answer<u64> {
        let text = fs::read_to_string(&path).map_err(errno)?;
        text.trim().parse().map_err(|_| Errno::EIO)
    };
    let told = read()?;
    let Setting::TryMaxSize(bytes) = setting else { return Ok(Saw::Number(told)) };
    fs::write(&path, bytes.to_string()).map_err(errno)?;
    let after = read();
    fs::write(&path, told.to_string()).map_err(errno)?;
    after.map(Saw::Number)
}

/// Whether the link of the descriptor names its type and inode.
pub fn link(fd: i32) -> Answer<Saw> {
    use std::os::unix::fs::MetadataExt;
    let path = format!("/proc/self/fd/{fd}");
    let link = fs::read_link(&path).map_err(errno)?;
    let inode = fs::metadata(&path).map_err(errno)?.ino();
    Ok(Saw::Named(link.to_string_lossy() == format!("pipe:[{inode}]")))
}

#[expect(clippy::needless_pass_by_value, reason = "so that it fits `map_err`")]
fn errno(error: io::Error) -> Errno {
    Errno(error.raw_os_error().unwrap_or(libc::EIO))
}

impl Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.limit().name();
        match self {
            Self::TryMaxSize(bytes) => write!(f, "try {bytes} for {name}"),
            _ => write!(f, "{name}?"),
        }
    }
}
