//! The manual pages installed here, or in a directory: found, unpacked, taken apart.
//!
//! What the pages say is shown as it stands; nothing is judged by it.

mod roff;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use crate::report::passage::Page;

const DIRECTORIES: &str = "/usr/local/share/man:/usr/share/man";
/// Pages that only name another page are followed this far.
const REDIRECTS_MAX: usize = 4;

/// Pages by the names that claims cite them by; those that are not installed are not there.
pub struct Manual {
    pages: BTreeMap<String, Installed>,
    /// Names that were asked for and not found.
    pub missing: Vec<String>,
}

/// A page, and the file that it was read from.
pub struct Installed {
    pub path: PathBuf,
    pub page: Page,
}

impl Manual {
    /// The pages of these names, in a directory or in those of `MANPATH`.
    pub fn open<'n>(manpath: Option<&Path>, names: impl IntoIterator<Item = &'n str>) -> Self {
        let directories = directories(manpath);
        let mut manual = Self { pages: BTreeMap::new(), missing: Vec::new() };
        for name in names {
            if manual.pages.contains_key(name) || manual.missing.iter().any(|had| had == name) {
                continue;
            }
            match installed(&directories, name) {
                Some(found) => {
                    manual.pages.insert(name.to_owned(), found);
                }
                None => manual.missing.push(name.to_owned()),
            }
        }
        manual
    }

    pub fn page(&self, name: &str) -> Option<&Page> {
        self.installed(name).map(|installed| &installed.page)
    }

    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.values().map(|installed| &installed.page)
    }

    pub fn installed(&self, name: &str) -> Option<&Installed> {
        self.pages.get(name)
    }

    /// Releases that the pages say they are of, each once.
    pub fn sources(&self) -> Vec<&str> {
        let sources = self.pages.values().map(|installed| installed.page.source.as_str());
        let mut sources: Vec<&str> = sources.filter(|source| !source.is_empty()).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// How many pages were found.
    pub fn count(&self) -> usize {
        self.pages.len()
    }
}

/// All sentences of a page as it is installed here; nothing where it is not.
pub fn whole(page: &str) -> Option<Vec<String>> {
    let found = installed(&directories(None), page)?;
    Some(found.page.sentences.into_iter().map(|sentence| sentence.text).collect())
}

fn directories(manpath: Option<&Path>) -> String {
    let named = manpath.map(|path| path.display().to_string());
    let set = || std::env::var("MANPATH").ok();
    let directories = named.or_else(set).filter(|directories| !directories.is_empty());
    directories.unwrap_or_else(|| DIRECTORIES.to_owned())
}

fn installed(directories: &str, name: &str) -> Option<Installed> {
    let by_name = |name| find(directories, name).map(|found| (name, found));
    let (has_it, (mut path, mut text)) = by_name(name).or_else(|| by_name(split_from(name)?))?;
    for _ in 0..REDIRECTS_MAX {
        let Some(other) = text.lines().find_map(|line| line.strip_prefix(".so ")) else { break };
        (path, text) = follow(&path, other.trim())?;
    }
    let (source, date) = roff::title(&text);
    let page = Page::new(has_it, &source, &date, &roff::paragraphs(&text));
    Some(Installed { path, page })
}

/// The page that had all this until man-pages 6.10 gave it pages of its own.
fn split_from(page: &str) -> Option<&'static str> {
    match page.rsplit_once('(')? {
        (name, "2)") if name.starts_with("fcntl_") => Some("fcntl(2)"),
        (name, "2const)") if name.starts_with("F_") => Some("fcntl(2)"),
        (name, "2const)") if name.starts_with("FUTEX_") => Some("futex(2)"),
        (name, "2const)") if name.starts_with("TIOC") => Some("ioctl_tty(2)"),
        ("termios", "3type)") => Some("termios(3)"),
        (name, "5)") if name.starts_with("proc_") => Some("proc(5)"),
        _ => None,
    }
}

fn find(directories: &str, page: &str) -> Option<(PathBuf, String)> {
    let (name, section) = page.strip_suffix(')')?.split_once('(')?;
    let digit: String = section.chars().take(1).collect();
    directories
        .split(':')
        .flat_map(|directory| [section, &digit].map(|part| format!("{directory}/man{part}")))
        .find_map(|directory| read(&Path::new(&directory).join(format!("{name}.{section}"))))
}

/// A page that stands for another names it from the top of the manual's directory.
fn follow(path: &Path, other: &str) -> Option<(PathBuf, String)> {
    read(&path.parent()?.parent()?.join(other))
}

fn read(path: &Path) -> Option<(PathBuf, String)> {
    if let Ok(text) = fs::read_to_string(path) {
        return Some((path.into(), text));
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".gz");
    let packed = PathBuf::from(name);
    let mut bytes = Vec::new();
    MultiGzDecoder::new(fs::File::open(&packed).ok()?).read_to_end(&mut bytes).ok()?;
    Some((packed, String::from_utf8_lossy(&bytes).into_owned()))
}
