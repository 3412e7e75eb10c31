//! Puts a file where it was asked for, whole or not at all, and streams records line by line.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use nix::fcntl::{AT_FDCWD, AtFlags, OFlag};
use nix::unistd::linkat;

use super::record::{Line, Record};

/// A path that could not be written, with the mend.
#[derive(Debug, thiserror::Error)]
#[error("write {}: {source}; {mend}", path.display())]
pub struct WriteError {
    path: PathBuf,
    mend: &'static str,
    source: io::Error,
}

/// Writes the record into the file, which appears complete or does not change.
pub fn record(path: &Path, record: &Record) -> Result<(), WriteError> {
    whole(path, render(&record.lines()).as_bytes())
}

/// Records as text: a JSON object on each line.
pub fn render(lines: &[Line]) -> String {
    lines.iter().map(|line| to_json(line) + "\n").collect()
}

/// Writes one line and flushes it, so that a reader sees what was in flight when we die.
pub fn stream(out: &mut impl Write, line: &Line) -> io::Result<()> {
    out.write_all((to_json(line) + "\n").as_bytes())?;
    out.flush()
}

/// Puts `bytes` at `path`, complete or not at all, leaving nothing else behind.
pub fn whole(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let placed = if is_plain(path) { place(path, bytes) } else { fs::write(path, bytes) };
    placed.map_err(|source| refused(path, source))
}

/// Whether a file could be put there: asked before a run, not after it.
pub fn check(path: &Path) -> Result<(), WriteError> {
    let made = if is_plain(path) {
        creatable(directory(path))
    } else if path.is_dir() {
        Err(io::Error::from(io::ErrorKind::IsADirectory))
    } else {
        OpenOptions::new().write(true).open(path).map(drop)
    };
    made.map_err(|source| refused(path, source))
}

/// Whether files could be put into that directory, made or to be made.
pub fn check_directory(path: &Path) -> Result<(), WriteError> {
    let there = path.ancestors().find(|above| above.exists()).unwrap_or(Path::new("."));
    let made = if there.is_dir() {
        creatable(there)
    } else {
        Err(io::Error::from(io::ErrorKind::NotADirectory))
    };
    made.map_err(|source| refused(path, source))
}

/// Makes a file that nobody sees, and forgets it.
fn creatable(directory: &Path) -> io::Result<()> {
    nameless(directory).or_else(|_| tempfile::tempfile_in(directory)).map(drop)
}

fn to_json(line: &Line) -> String {
    serde_json::to_string(line).expect("a record line has only string keys")
}

fn refused(path: &Path, source: io::Error) -> WriteError {
    let mend = match source.kind() {
        io::ErrorKind::NotFound => "make its directory first",
        io::ErrorKind::NotADirectory => "name a directory",
        io::ErrorKind::IsADirectory => "name a file in it",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "name a directory that you may write to"
        }
        io::ErrorKind::StorageFull => "make room or name another directory",
        _ => "name another path",
    };
    WriteError { path: path.into(), mend, source }
}

/// Nothing there yet, or a regular file: what may be replaced. A pipe or a device is written to.
fn is_plain(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |found| found.is_file())
}

fn directory(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link to a file is written through, as `>` in a shell would.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.into());
    // Not every file system, and not every stand-in for Linux, has nameless files.
    place_nameless(&path, bytes).or_else(|_| place_named(&path, bytes))
}

/// Leaves nothing, even if we are killed half-way.
fn place_nameless(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = nameless(directory(path))?;
    file.write_all(bytes)?;
    give_name(&file, path)
}

fn place_named(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .permissions(fs::Permissions::from_mode(0o666))
        .tempfile_in(directory(path))?;
    file.write_all(bytes)?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

fn nameless(directory: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).mode(0o666).custom_flags(OFlag::O_TMPFILE.bits()).open(directory)
}

fn give_name(file: &File, path: &Path) -> io::Result<()> {
    let from = format!("/proc/self/fd/{}", file.as_raw_fd());
    let link = |to: &Path| linkat(AT_FDCWD, &*from, AT_FDCWD, to, AtFlags::AT_SYMLINK_FOLLOW);
    match link(path) {
        Err(nix::errno::Errno::EEXIST) => {
            let beside = path.with_extension(format!("{}.tmp", std::process::id()));
            link(&beside)?;
            fs::rename(&beside, path).inspect_err(|_| {
                // The rename failed and is reported; a name left over would be a second fault.
                let _ = fs::remove_file(&beside);
            })
        }
        other => other.map_err(io::Error::from),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{check, whole};

    #[test]
    fn a_file_appears_whole_and_nothing_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("record.jsonl");
        whole(&path, b"first").unwrap();
        whole(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_to_a_file_is_written_through() {
        let directory = tempfile::tempdir().unwrap();
        let (file, link) = (directory.path().join("file"), directory.path().join("link"));
        fs::write(&file, "old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        whole(&link, b"new").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert!(link.is_symlink());
    }

    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        whole(Path::new("/dev/null"), b"gone").unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }

    #[test]
    fn a_missing_directory_is_named_with_its_mend() {
        let error = check(Path::new("/nowhere/at/all.jsonl")).unwrap_err().to_string();
        assert!(error.starts_with("write /nowhere/at/all.jsonl: "), "{error}");
        assert!(error.ends_with("make its directory first"), "{error}");
    }
}
