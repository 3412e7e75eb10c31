//! The initramfs: one newc archive, written by us, whose `/init` is this binary.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::targets::NEEDS_A_LIBRARY;

/// Directories on which the guest mounts, and which rooms may expect.
const DIRECTORIES: [&str; 10] =
    ["dev", "proc", "sys", "tmp", "mnt", "run", "boot", "root", "var", "etc"];
/// Devices that must be there before devtmpfs is: name, major and minor number.
const DEVICES: [(&str, u32, u32); 2] = [("dev/console", 5, 1), ("dev/null", 1, 3)];

const DIRECTORY: u32 = 0o040_755;
const PROGRAM: u32 = 0o100_755;
const FILE: u32 = 0o100_644;
const CHARACTER_DEVICE: u32 = 0o020_666;

/// What goes into an archive besides this binary.
#[derive(Debug, Clone, Default)]
pub struct Contents {
    /// Path without its first slash, and content.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Writes the archive: this binary as `/init`, the devices and directories that it needs, the
/// files.
pub fn write(out: &mut impl Write, binary: &[u8], contents: &Contents) -> io::Result<()> {
    let mut archive = Archive { out, inode: 0 };
    for name in DIRECTORIES {
        archive.entry(name, DIRECTORY, (0, 0), &[])?;
    }
    for (name, major, minor) in DEVICES {
        archive.entry(name, CHARACTER_DEVICE, (major, minor), &[])?;
    }
    archive.entry("init", PROGRAM, (0, 0), binary)?;
    let mut made: Vec<&str> = DIRECTORIES.to_vec();
    for (name, content) in &contents.files {
        for (end, _) in name.match_indices('/') {
            if !made.contains(&&name[..end]) {
                made.push(&name[..end]);
                archive.entry(&name[..end], DIRECTORY, (0, 0), &[])?;
            }
        }
        archive.entry(name, FILE, (0, 0), content)?;
    }
    archive.entry("TRAILER!!!", 0, (0, 0), &[])
}

/// This binary without its symbols: only what its segments hold.
pub fn own_binary() -> io::Result<Vec<u8>> {
    if let Some(why) = NEEDS_A_LIBRARY {
        return Err(io::Error::other(why));
    }
    fs::read(Path::new("/proc/self/exe")).map(stripped)
}

struct Archive<'o, W: Write> {
    out: &'o mut W,
    inode: u32,
}

impl<W: Write> Archive<'_, W> {
    fn entry(
        &mut self,
        name: &str,
        mode: u32,
        (major, minor): (u32, u32),
        content: &[u8],
    ) -> io::Result<()> {
        self.inode += 1;
        let bytes = u32::try_from(content.len())
            .map_err(|_| io::Error::other(format!("{name} is too large for an initramfs")))?;
        // Inode, mode, owner, group, links, time, size, device, device of the node, name, checksum.
        let fields =
            [self.inode, mode, 0, 0, 1, 0, bytes, 0, 0, major, minor, name.len() as u32 + 1, 0];
        let mut head = String::from("070701");
        head.extend(fields.map(|field| format!("{field:08x}")));
        head.push_str(name);
        head.push('\0');
        self.padded(head.as_bytes())?;
        self.padded(content)
    }

    /// Every part is padded to four bytes.
    fn padded(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)?;
        self.out.write_all(&[0; 3][..bytes.len().next_multiple_of(4) - bytes.len()])
    }
}

/// Cuts a 64-bit ELF file after its last segment and forgets its sections. What is not such a file
/// stays as it is.
fn stripped(mut file: Vec<u8>) -> Vec<u8> {
    let Some(end) = segments_end(&file) else { return file };
    file.truncate(end);
    file[SECTIONS_OFFSET..SECTIONS_OFFSET + 8].fill(0);
    file[SECTIONS_COUNTS..SECTIONS_COUNTS + 6].fill(0);
    file
}

/// In the head of a 64-bit ELF file.
const SECTIONS_OFFSET: usize = 0x28;
const SECTIONS_COUNTS: usize = 0x3a;

fn segments_end(file: &[u8]) -> Option<usize> {
    let number = |at: usize, bytes: usize| {
        let mut word = [0; 8];
        word[..bytes].copy_from_slice(file.get(at..at + bytes)?);
        usize::try_from(u64::from_le_bytes(word)).ok()
    };
    if !file.starts_with(b"\x7fELF\x02\x01") {
        return None;
    }
    let (table, size, count) = (number(0x20, 8)?, number(0x36, 2)?, number(0x38, 2)?);
    let ends = (0..count).map(|nth| {
        let segment = table + nth * size;
        Some(number(segment + 0x08, 8)? + number(segment + 0x20, 8)?)
    });
    ends.collect::<Option<Vec<_>>>()?.into_iter().max().filter(|end| *end <= file.len())
}

#[cfg(test)]
mod tests {
    use super::{Contents, own_binary, stripped, write};

    #[test]
    fn an_archive_has_what_the_kernel_unpacks() {
        let contents =
            Contents { files: vec![("bythebook/arguments".into(), b"[\"pipe\"]".to_vec())] };
        let mut archive = vec![];
        write(&mut archive, b"binary", &contents).unwrap();
        assert!(archive.starts_with(b"070701"));
        assert_eq!(archive.len() % 4, 0);
        let text = String::from_utf8_lossy(&archive);
        for name in ["dev/console\0", "init\0", "bythebook\0", "bythebook/arguments\0"] {
            assert!(text.contains(name), "{name}");
        }
        assert!(text.trim_end_matches('\0').ends_with("TRAILER!!!"));
    }

    #[test]
    fn a_stripped_binary_is_smaller_and_still_an_elf_file() {
        let (whole, cut) = (std::fs::read("/proc/self/exe").unwrap(), own_binary().unwrap());
        assert!(cut.starts_with(b"\x7fELF") && cut.len() < whole.len());
    }

    #[test]
    fn what_is_no_elf_file_stays_as_it_is() {
        assert_eq!(stripped(b"#!/bin/sh\n".to_vec()), b"#!/bin/sh\n");
    }
}
