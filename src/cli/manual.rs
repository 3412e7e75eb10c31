//! The manual pages installed here: found, unpacked, searched for the passage that a claim cites.
//!
//! What the pages say is shown as it stands; nothing is judged by it.

mod roff;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

const DIRECTORIES: &str = "/usr/local/share/man:/usr/share/man";
/// Pages that only name another page are followed this far.
const REDIRECTS_MAX: usize = 4;
/// Paragraphs of a section that are shown.
const PARAGRAPHS_MAX: usize = 2;

/// The part of an installed page that speaks of a claim.
pub struct Passage {
    pub path: PathBuf,
    pub paragraphs: Vec<String>,
}

/// The paragraphs under `heading` that are most like `statement`, or why there are none.
pub fn passage(page: &str, heading: &str, statement: &str) -> Result<Passage, String> {
    let (path, text) = installed(page)?;
    let paragraphs = likest(&roff::section(&text, heading), statement);
    if paragraphs.is_empty() {
        return Err(format!("{page} as installed here has no heading `{heading}`"));
    }
    Ok(Passage { path, paragraphs })
}

/// All paragraphs of a page as it is installed here.
pub fn whole(page: &str) -> Result<Vec<String>, String> {
    let (_, text) = installed(page)?;
    Ok(roff::whole(&text))
}

/// Where a page is, with its text.
fn installed(page: &str) -> Result<(PathBuf, String), String> {
    let directories = std::env::var("MANPATH").unwrap_or_default();
    let directories = if directories.is_empty() { DIRECTORIES } else { &directories };
    let missing = || format!("{page} is not installed here");
    let found = find(directories, page).or_else(|| find(directories, split_from(page)?));
    let (mut path, mut text) = found.ok_or_else(missing)?;
    for _ in 0..REDIRECTS_MAX {
        let Some(other) = text.lines().find_map(|line| line.strip_prefix(".so ")) else { break };
        (path, text) = follow(&path, other.trim()).ok_or_else(missing)?;
    }
    Ok((path, text))
}

/// The page that had all this until man-pages 6.10 gave it pages of its own.
fn split_from(page: &str) -> Option<&'static str> {
    match page.rsplit_once('(')? {
        (name, "2)") if name.starts_with("fcntl_") => Some("fcntl(2)"),
        (name, "2const)") if name.starts_with("F_") => Some("fcntl(2)"),
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

/// The paragraphs that share most words with the statement, in the order of the page.
fn likest(paragraphs: &[String], statement: &str) -> Vec<String> {
    let wanted = words(statement);
    let score = |paragraph: &str| {
        let found = words(paragraph);
        let shared = wanted.iter().filter(|word| found.contains(word)).count();
        shared as f64 / (8.0 + found.len() as f64).sqrt()
    };
    let mut order: Vec<usize> = (0..paragraphs.len()).collect();
    order.sort_by(|&left, &right| score(&paragraphs[right]).total_cmp(&score(&paragraphs[left])));
    order.truncate(PARAGRAPHS_MAX);
    order.sort_unstable();
    order.into_iter().map(|index| paragraphs[index].clone()).collect()
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| word.len() > 2)
        .map(str::to_ascii_lowercase)
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

#[cfg(test)]
mod tests {
    use super::likest;

    #[test]
    fn the_paragraph_that_shares_most_words_is_found() {
        let page = [
            "A pipe has a limited capacity.".to_owned(),
            "The write end of a pipe can be closed.".to_owned(),
            "It is not possible to apply lseek(2) to a pipe.".to_owned(),
        ];
        let found = likest(&page, "lseek fails on a pipe: it is not possible.");
        assert!(found.contains(&page[2]));
    }
}
