//! The settings of the machine that bound pipes.

use std::fs;

use serde::{Deserialize, Serialize};

use super::Seen;
use crate::engine::forms::Choice;
use crate::engine::{Answer, Errno, Limit};

/// A setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    MaxSize,
    Soft,
    Hard,
}

impl Choice for Setting {
    const TABLE: &'static [(Self, &'static str, &'static str)] = &[
        (Self::MaxSize, "fs.pipe-max-size", "pipe-max-size"),
        (Self::Soft, "fs.pipe-user-pages-soft", "pipe-user-pages-soft"),
        (Self::Hard, "fs.pipe-user-pages-hard", "pipe-user-pages-hard"),
    ];
}

impl Setting {
    pub fn limit(self) -> Limit {
        match self {
            Self::MaxSize => Limit::PipeMaxSizeBytes,
            Self::Soft => Limit::PipeUserPagesSoft,
            Self::Hard => Limit::PipeUserPagesHard,
        }
    }
}

fn value(limit: Limit) -> Result<u64, Errno> {
    fs::read_to_string(limit.source())?.trim().parse().map_err(|_| Errno::EIO)
}

pub fn read(limit: Limit) -> Answer {
    Seen::Number { number: value(limit)? }.answer()
}

/// Writes a value to pipe-max-size, reads it, and puts it back as it was.
pub fn try_max_size(bytes: u32) -> Answer {
    let limit = Limit::PipeMaxSizeBytes;
    let before = value(limit)?;
    fs::write(limit.source(), bytes.to_string())?;
    let after = read(limit);
    fs::write(limit.source(), before.to_string())?;
    after
}
