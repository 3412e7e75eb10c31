//! A picture read back: its steps, and the same steps drawn for a narrow page.

use super::{HERE, LIMITS, NUMBER_WIDTH};

/// Where the columns of the actors begin.
const FIRST_COLUMN: usize = NUMBER_WIDTH + 3;
/// Indentation of what a narrow page goes on with on a further line.
const FURTHER: usize = 4;

/// What a picture shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drawn {
    /// The limits in force, as text.
    pub limits: Option<String>,
    pub lines: Vec<Line>,
}

/// What one actor does in one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1.
    pub step: usize,
    pub actor: String,
    pub does: String,
    /// It is the step of the deviation.
    pub here: bool,
}

/// The steps of a picture. Of a text that is none, there are none.
pub fn parse(picture: &str) -> Drawn {
    let mut drawn = Drawn::default();
    let mut columns: Vec<(usize, String)> = vec![];
    for line in picture.lines() {
        if let Some(limits) = line.strip_prefix(LIMITS) {
            drawn.limits = Some(limits.to_owned());
        } else if columns.is_empty() {
            columns = letters(line);
        } else {
            drawn.lines.extend(steps(line, &columns));
        }
    }
    drawn
}

/// The picture as it is where it fits, else a line for each step, with its actor before it.
pub fn fitted(picture: &str, width: usize) -> String {
    if picture.lines().all(|line| line.chars().count() <= width) {
        return picture.to_owned();
    }
    let drawn = parse(picture);
    let mut lines = vec![];
    let limits = drawn.limits.iter().map(|limits| format!("{LIMITS}{limits}"));
    lines.extend(limits.flat_map(|line| folded(&line, width, LIMITS.len())));
    let mut before = 0;
    for Line { step, actor, does, here } in &drawn.lines {
        // Calls that overlap have one number.
        let number = if *step == before { String::new() } else { step.to_string() };
        before = *step;
        let mark = if *here { HERE } else { "" };
        let line = format!("{number:>NUMBER_WIDTH$}   {actor}   {does}{mark}");
        lines.extend(folded(&line, width, FIRST_COLUMN + FURTHER));
    }
    lines.join("\n")
}

/// The letters of the actors, each with the column that it stands at.
fn letters(line: &str) -> Vec<(usize, String)> {
    let mut letters = vec![];
    let mut word: Option<(usize, String)> = None;
    for (at, c) in line.chars().enumerate() {
        match (&mut word, c.is_whitespace()) {
            (Some((_, text)), false) => text.push(c),
            (None, false) => word = Some((at, c.to_string())),
            (_, true) => letters.extend(word.take()),
        }
    }
    letters.extend(word);
    letters
}

fn steps(line: &str, columns: &[(usize, String)]) -> Vec<Line> {
    let (line, here) = line.strip_suffix(HERE).map_or((line, false), |line| (line, true));
    let chars: Vec<char> = line.chars().collect();
    let number: String = chars.iter().take(FIRST_COLUMN).collect();
    let Ok(step) = number.trim().parse() else { return vec![] };
    let ends = columns.iter().skip(1).map(|(at, _)| *at).chain([usize::MAX]);
    let cell = |((start, actor), end): (&(usize, String), usize)| {
        let end = end.min(chars.len());
        let text: String = chars.get(*start..end)?.iter().collect();
        let does = text.trim().to_owned();
        let acts = !does.is_empty() && does != ".";
        acts.then(|| Line { step, actor: actor.clone(), does, here })
    };
    columns.iter().zip(ends).filter_map(cell).collect()
}

/// The line, folded at spaces before the right edge; what follows is indented.
fn folded(line: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = vec![];
    let mut rest: Vec<char> = line.chars().collect();
    while rest.len() > width {
        let spaces = (indent + 1..=width).rev().find(|at| rest[*at] == ' ');
        // A word that is wider than the page stays whole.
        let Some(at) = spaces.or_else(|| (width..rest.len()).find(|at| rest[*at] == ' ')) else {
            break;
        };
        lines.push(rest[..at].iter().collect::<String>().trim_end().to_owned());
        let further: String = rest[at..].iter().collect();
        rest = format!("{:indent$}{}", "", further.trim_start()).chars().collect();
    }
    lines.push(rest.into_iter().collect());
    lines
}

#[cfg(test)]
mod tests {
    use super::{fitted, parse};
    use crate::report::picture::{limited, picture};

    fn wide() -> String {
        let steps = [
            vec![(0, "write 18446744073709551614".to_owned())],
            vec![(2, "write 1".to_owned())],
            vec![(0, "|| read".to_owned()), (2, "|| read; read".to_owned())],
        ];
        limited(&["fs.pipe-max-size 4096".into()], &picture(3, &steps, Some(2)))
    }

    #[test]
    fn a_picture_is_read_back() {
        let drawn = parse(&wide());
        assert_eq!(drawn.limits.as_deref(), Some("fs.pipe-max-size 4096"));
        let told: Vec<(usize, &str, &str, bool)> = drawn
            .lines
            .iter()
            .map(|line| (line.step, line.actor.as_str(), line.does.as_str(), line.here))
            .collect();
        assert_eq!(
            told,
            [
                (1, "A", "write 18446744073709551614", false),
                (2, "C", "write 1", false),
                (3, "A", "|| read", true),
                (3, "C", "|| read; read", true),
            ]
        );
    }

    #[test]
    fn a_picture_that_fits_is_left_as_it_is() {
        assert_eq!(fitted(&wide(), 80), wide());
    }

    #[test]
    fn a_picture_that_does_not_fit_has_a_line_for_each_step() {
        let narrow = fitted(&wide(), 50);
        let expected = [
            "      limits    fs.pipe-max-size 4096",
            "  1   A   write 18446744073709551614",
            "  2   C   write 1",
            "  3   A   || read        <- here",
            "      C   || read; read        <- here",
        ];
        let expected = expected.join("\n");
        assert_eq!(narrow, expected);
        assert!(fitted(&wide(), 24).lines().all(|line| line.chars().count() <= 36), "{narrow}");
    }
}
