//! How much something holds, and how large a message it takes.

use super::{NOT_ASKED, hear, say, unit};
use crate::guide::probe::held::{End, Subject};
use crate::guide::probe::site::Site;
use crate::sys::Errno;

/// Most bytes, and most messages, that are put into something to find out what it holds.
const BYTES_MAX: usize = 64 << 20;
const MESSAGES_MAX: usize = 100_000;
/// The largest message that is tried.
const MESSAGE_BYTES_MAX: usize = 1 << 20;

/// What can be put in, until the other side would have to take some out.
pub fn capacity(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    let held = (subject.make)(site)?;
    let part = [b'x'; 4096];
    let mut bytes = 0;
    if unit(subject, &site.apart())? == "bytes" {
        while bytes < BYTES_MAX {
            match say(subject, &held, End::Near, &part) {
                Ok(written) => bytes += written,
                Err(Errno::EAGAIN) => return Ok(bytes.to_string()),
                Err(errno) => return Err(errno),
            }
        }
        return Err(NOT_ASKED);
    }
    for messages in 0..MESSAGES_MAX {
        match say(subject, &held, End::Near, &part[..1024]) {
            Ok(_) => {}
            Err(Errno::EAGAIN) => return Ok(format!("{messages} messages of 1 KiB")),
            Err(errno) => return Err(errno),
        }
    }
    Err(NOT_ASKED)
}

/// The largest message that is taken.
pub fn message_max(subject: &Subject, site: &Site<'_>) -> Result<String, Errno> {
    if unit(subject, &site.apart())? != "messages" {
        return Err(NOT_ASKED);
    }
    let held = (subject.make)(site)?;
    let message = vec![b'x'; MESSAGE_BYTES_MAX];
    let (mut fits, mut not) = (0, MESSAGE_BYTES_MAX);
    while not - fits > 1 {
        let middle = usize::midpoint(fits, not);
        match say(subject, &held, End::Near, &message[..middle]) {
            Ok(_) => {
                fits = middle;
                hear(subject, &held, End::Far, middle)?;
            }
            Err(Errno::EMSGSIZE | Errno::EINVAL | Errno::EAGAIN) => not = middle,
            Err(errno) => return Err(errno),
        }
    }
    Ok(fits.to_string())
}
