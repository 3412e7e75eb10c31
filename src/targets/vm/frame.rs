//! The frames in which a guest speaks: what it is, its length and checksum, the bytes, an end mark.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use sha2::{Digest, Sha256};

/// What a frame holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Frame {
    /// The guest is up: the boot is over.
    Up,
    /// A line said early.
    Line(Vec<u8>),
    /// The whole record, compressed.
    Record(Vec<u8>),
    /// The check ended without a record: its status and what it complained of.
    Refused(Vec<u8>),
    /// Nothing more will come.
    Over,
}

const MARK: &[u8] = b"\n=bythebook ";
const END: &[u8] = b"\n=end\n";
/// Longest head of a frame.
const HEAD_BYTES_MAX: usize = 128;
/// Most bytes that a frame may hold.
const PAYLOAD_BYTES_MAX: usize = 1 << 26;
/// Most bytes that a record may unfold to.
const RECORD_BYTES_MAX: u64 = 1 << 28;

/// Bytes that are no frame: the line was cut or disturbed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read a frame of the guest: {0}")]
pub struct Disturbed(String);

impl Frame {
    /// As it travels.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, payload): (_, &[u8]) = match self {
            Self::Up => ("up", &[]),
            Self::Line(bytes) => ("line", bytes),
            Self::Record(bytes) => ("record", bytes),
            Self::Refused(bytes) => ("refused", bytes),
            Self::Over => ("over", &[]),
        };
        let head = format!("{kind} {} {}\n", payload.len(), checksum(payload));
        [MARK, head.as_bytes(), payload, END].concat()
    }

    fn of(kind: &str, payload: Vec<u8>) -> Option<Self> {
        Some(match kind {
            "up" => Self::Up,
            "line" => Self::Line(payload),
            "record" => Self::Record(payload),
            "refused" => Self::Refused(payload),
            "over" => Self::Over,
            _ => return None,
        })
    }
}

/// Makes a record small: the line is slow.
pub fn compress(text: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text)?;
    encoder.finish()
}

/// The record as it was.
pub fn decompress(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    ZlibDecoder::new(bytes).take(RECORD_BYTES_MAX).read_to_end(&mut text)?;
    Ok(text)
}

/// Finds frames in what is read.
#[derive(Debug, Default)]
pub struct Frames(Vec<u8>);

impl Frames {
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The next whole frame; none if more must be read first. What stands between frames is
    /// skipped: firmware and boot loaders may have written to the same port.
    pub fn take(&mut self) -> Result<Option<Frame>, Disturbed> {
        let Some(start) = find(&self.0, MARK) else {
            let tail = self.0.len().saturating_sub(MARK.len());
            self.0.drain(..tail);
            return Ok(None);
        };
        self.0.drain(..start);
        let head = &self.0[MARK.len()..];
        let Some(end) = head.iter().position(|byte| *byte == b'\n') else {
            return if head.len() > HEAD_BYTES_MAX {
                disturbed("its head is too long")
            } else {
                Ok(None)
            };
        };
        let text = String::from_utf8_lossy(&head[..end]).into_owned();
        let words: Vec<&str> = text.split(' ').collect();
        let [kind, length, sum] = words[..] else { return disturbed(&format!("`{text}`")) };
        let length: Option<usize> = length.parse().ok();
        let length = length.filter(|length| *length <= PAYLOAD_BYTES_MAX);
        let Some(length) = length else { return disturbed(&format!("the length in `{text}`")) };
        let from = MARK.len() + end + 1;
        if self.0.len() < from + length + END.len() {
            return Ok(None);
        }
        let payload = self.0[from..from + length].to_vec();
        if checksum(&payload) != sum || !self.0[from + length..].starts_with(END) {
            return disturbed(&format!("the checksum of `{text}` is wrong"));
        }
        self.0.drain(..from + length + END.len());
        match Frame::of(kind, payload) {
            Some(frame) => Ok(Some(frame)),
            None => disturbed(&format!("its kind in `{text}`")),
        }
    }
}

fn disturbed<T>(why: &str) -> Result<T, Disturbed> {
    Err(Disturbed(why.to_owned()))
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

fn checksum(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// A checksum as it is written.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or_default());
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Frame, Frames, compress, decompress};

    #[test]
    fn frames_come_out_as_they_went_in_however_the_line_cuts_them() {
        let sent = [Frame::Up, Frame::Line(b"\n=end\n=bythebook".to_vec()), Frame::Over];
        let mut frames = Frames::default();
        frames.push(b"SeaBIOS (version 1)\r\n");
        let mut came = vec![];
        for byte in sent.iter().flat_map(Frame::to_bytes) {
            frames.push(&[byte]);
            came.extend(frames.take().unwrap());
        }
        assert_eq!(came, sent);
    }

    #[test]
    fn a_damaged_frame_is_refused() {
        let mut bytes = Frame::Line(b"{\"record\":1}".to_vec()).to_bytes();
        let place = bytes.len() - 9;
        bytes[place] ^= 1;
        let mut frames = Frames::default();
        frames.push(&bytes);
        assert!(frames.take().unwrap_err().to_string().contains("checksum"));
    }

    #[test]
    fn a_record_is_unfolded() {
        let text = b"{\"record\":\"end\"}\n".repeat(1000);
        let small = compress(&text).unwrap();
        assert!(small.len() < text.len() / 10);
        assert_eq!(decompress(&small).unwrap(), text);
    }
}
