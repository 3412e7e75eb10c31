//! `man`: what the installed manual pages made of the passages that claims rest on.

mod shown;

use std::path::{Path, PathBuf};

use super::args::Format;
use super::manual::Manual;
use super::trouble::Trouble;
use super::{Status, offer, output, pattern};
use crate::claim::Claim;
use crate::engine::Facility;
use crate::report::passage::{self, Edition, EditionError, Found, Place, Word};
use crate::report::write;

/// Compare the passages that claims rest on with the manual pages installed here.
///
/// Each claim rests on a sentence of a page, known by its fingerprint. The sentence is looked for
/// in the installed pages and found the *same*, *moved* to another heading or between other
/// sentences, *reworded*, or *gone*. Where it was reworded or is gone, the page may no longer say
/// what the claim says: read it again. `bythebook explain CLAIM` shows the passage.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Facilities, or globs of claims; all if none is given.
    #[arg(add = offer::claims())]
    patterns: Vec<String>,
    /// Directory of the pages, with man2, man7 and so on below it.
    ///
    /// Without it those of MANPATH, or those installed on this system.
    #[arg(long, value_name = "DIR")]
    manpath: Option<PathBuf>,
    /// Whose passages to look for: `newest` or `oldest` of the supported pages, or those in a file
    /// that --fingerprint wrote.
    ///
    /// Claims are read against the newest pages.
    #[arg(long, default_value = "newest", value_name = "EDITION")]
    edition: PathBuf,
    /// Text for people, JSON for programs.
    #[arg(long, value_enum, default_value = "text", env = "BYTHEBOOK_FORMAT")]
    #[arg(hide_env_values = true)]
    format: Format,
    /// Show the sentences that each claim could rest on, likest first, with their fingerprints.
    #[arg(long, help_heading = "For those who write claims", conflicts_with = "fingerprint")]
    sentences: bool,
    /// Write the fingerprints of these pages to a file, keeping the passages that it names.
    #[arg(long, value_name = "FILE", help_heading = "For those who write claims")]
    fingerprint: Option<PathBuf>,
    /// Have the fingerprints be of the same passages as those in this file.
    #[arg(long, value_name = "FILE", requires = "fingerprint")]
    #[arg(help_heading = "For those who write claims")]
    following: Option<PathBuf>,
}

const HELP: &str = "\
Exit status:
  0  every passage is there, if only moved or reworded
  1  a claim rests on a passage that is gone
  2  --manpath names a directory that has none of the pages
  3  none of the pages is installed
Claims of pages that are not installed are counted apart, and those of which pages of an older
release do not speak yet.

Examples:
  bythebook man                                       the pages installed here
  bythebook man eventfd 'pipe.*atomic*'               of some claims only
  bythebook man --manpath sid/usr/share/man           pages unpacked from a package
  bythebook man --edition oldest                      whether these are those of that release
  bythebook man --format json | jq '.claims[] | select(.word != \"same\")'";

/// A claim with its passage, as it was and as it is.
struct Line<'p> {
    claim: &'static Claim,
    place: &'p Place,
    found: Found<'p>,
}

/// What a comparison comes to.
struct Comparison<'p> {
    /// The release whose passages were looked for.
    edition: &'p Edition,
    manual: &'p Manual,
    lines: Vec<Line<'p>>,
    /// Claims whose page is not installed.
    unread: Vec<&'static Claim>,
    /// Claims of which the edition has no passage.
    without: Vec<&'static Claim>,
    /// Claims of which the pages that are installed do not speak yet: they are of an older release.
    not_yet: Vec<&'static Claim>,
}

impl Comparison<'_> {
    fn count(&self, word: Word) -> usize {
        self.lines.iter().filter(|line| line.found.word == word).count()
    }

    /// What is not on pages that are older than the edition, nor on those of the oldest release, is
    /// not gone: it came later.
    fn set_apart(&mut self, oldest: &Edition) {
        let Some(release) = release(&self.edition.source) else { return };
        let here = self.manual.sources().into_iter().filter_map(self::release);
        if here.max().is_none_or(|here| here >= release) {
            return;
        }
        let came_later = |line: &Line<'_>| {
            line.found.word == Word::Gone && !oldest.passages.contains_key(&line.claim.id())
        };
        self.not_yet =
            self.lines.iter().filter(|line| came_later(line)).map(|line| line.claim).collect();
        self.lines.retain(|line| !came_later(line));
    }
}

/// The numbers of a release: `Linux man-pages 6.03`.
fn release(source: &str) -> Option<Vec<u32>> {
    let numbers = source.strip_prefix("Linux man-pages ")?;
    numbers.split('.').map(|number| number.parse().ok()).collect()
}

pub fn run(arguments: &Arguments, facilities: &[Facility]) -> Result<Status, Trouble> {
    let claims = selected(facilities, &arguments.patterns)?;
    let manpath = arguments.manpath.as_deref();
    let manual = Manual::open(manpath, claims.iter().map(|claim| claim.citation.page.name));
    if manual.count() == 0 {
        return Err(no_pages(arguments));
    }
    if let Some(path) = &arguments.fingerprint {
        return fingerprint(path, arguments, &claims, &manual);
    }
    let edition = match arguments.edition.to_str() {
        Some("newest") => passage::newest()?,
        Some("oldest") => passage::oldest()?,
        _ => Edition::read(&arguments.edition)?,
    };
    if arguments.sentences {
        let shown = claims.iter().map(|claim| shown::sentences(claim, &edition, &manual));
        output::print(&shown.collect::<String>())?;
        return Ok(Status::AsExpected);
    }
    let mut comparison = compare(&claims, &edition, &manual);
    if arguments.edition.to_str() == Some("newest") {
        comparison.set_apart(&passage::oldest()?);
    }
    output::print(&match arguments.format {
        Format::Text => shown::text(&comparison),
        Format::Json => format!("{:#}\n", shown::json(&comparison)),
    })?;
    Ok(match comparison.count(Word::Gone) {
        0 => Status::AsExpected,
        _ => Status::Differs,
    })
}

fn selected(facilities: &[Facility], patterns: &[String]) -> Result<Vec<&'static Claim>, Trouble> {
    let rooms = pattern::select(facilities, patterns)?;
    let claims = rooms.iter().flat_map(|room| {
        room.facility.all_claims().filter(|claim| room.selects(claim)).collect::<Vec<_>>()
    });
    Ok(claims.collect())
}

fn compare<'p>(
    claims: &[&'static Claim],
    edition: &'p Edition,
    manual: &'p Manual,
) -> Comparison<'p> {
    let (mut lines, mut unread, mut without) = (Vec::new(), Vec::new(), Vec::new());
    for claim in claims {
        let Some(place) = edition.passages.get(&claim.id()) else {
            without.push(*claim);
            continue;
        };
        // Passages of old editions stand on pages that claims no longer cite.
        let page = |_: &str| manual.page(claim.citation.page.name);
        match passage::find(place, &page) {
            Some(found) => lines.push(Line { claim, place, found }),
            None => unread.push(*claim),
        }
    }
    Comparison { edition, manual, lines, unread, without, not_yet: vec![] }
}

fn no_pages(arguments: &Arguments) -> Trouble {
    match &arguments.manpath {
        Some(path) => Trouble::Usage(format!(
            "{} has none of the manual pages; name a directory with man2, man3 and man7 in it",
            path.display()
        )),
        None => Trouble::Failed(
            "find the manual pages: none is installed; install them (`apt-get install manpages \
             manpages-dev`, `dnf install man-pages`), or name their directory with --manpath"
                .into(),
        ),
    }
}

fn fingerprint(
    path: &Path,
    arguments: &Arguments,
    claims: &[&'static Claim],
    manual: &Manual,
) -> Result<Status, Trouble> {
    if !arguments.patterns.is_empty() {
        return Err(Trouble::usage("--fingerprint writes the passages of all claims; name none"));
    }
    let pages = |name: &str| manual.page(name);
    let claims = claims.iter().copied();
    let (edition, to_read) = if let Some(first) = &arguments.following {
        (passage::follow(claims, &Edition::read(first)?, &pages), Vec::new())
    } else {
        let before = if path.exists() { Edition::read(path)? } else { Edition::default() };
        passage::bless(claims, &before, &pages)
    };
    write::whole(path, edition.render().as_bytes())?;
    for (claim, word) in &to_read {
        let word = word.map_or("new".to_owned(), |word| word.to_string());
        output::print(&format!("{word:>12}  {claim}: read its passage again\n"))?;
    }
    let (shown, count) = (path.display(), edition.passages.len());
    output::print(&format!("{shown}: {count} passages of {}\n", edition.source))?;
    Ok(Status::AsExpected)
}

impl From<EditionError> for Trouble {
    fn from(error: EditionError) -> Self {
        Self::Usage(error.to_string())
    }
}
