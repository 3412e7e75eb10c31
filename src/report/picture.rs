//! A script in columns, one for each actor, with the step of the deviation marked; and the same
//! picture read back, since a record holds it as text.

mod redraw;

use std::fmt::Write as _;

pub use redraw::{Drawn, Line, fitted, parse};

/// Spaces between two columns.
const GAP: usize = 4;
/// Digits that a step's number is aligned to.
const NUMBER_WIDTH: usize = 3;
/// What follows the step of the deviation.
pub const HERE: &str = "        <- here";
/// How the line begins that has the limits in force.
const LIMITS: &str = "      limits    ";

/// Draws `steps`, each a list of (actor, what it does), under the letters of the actors. An actor
/// that does nothing has no column.
///
/// The first line is the letters; every line begins at the same column, so a report may indent all.
pub fn picture(actors: u8, steps: &[Vec<(u8, String)>], mark: Option<usize>) -> String {
    let acts = |actor: &u8| steps.iter().flatten().any(|(by, _)| by == actor);
    // Those that began within the script have columns too.
    let last = steps.iter().flatten().map(|(by, _)| by + 1).max().unwrap_or(0).max(actors);
    let columns: Vec<u8> = (0..last).filter(acts).collect();
    let columns = if columns.is_empty() { vec![0] } else { columns };
    let widths: Vec<usize> = columns.iter().map(|actor| width(*actor, steps)).collect();
    let letters: Vec<String> = columns.iter().copied().map(letter).collect();
    let mut drawn = row(" ", &letters, &widths);
    for (index, step) in steps.iter().enumerate() {
        let cells: Vec<String> = columns.iter().map(|actor| cell(*actor, step)).collect();
        let number = (index + 1).to_string();
        drawn.push('\n');
        drawn.push_str(&row(&number, &cells, &widths));
        if mark == Some(index) {
            drawn.push_str(HERE);
        }
    }
    drawn
}

/// The picture under the limits that are in force in its script; without them as it is.
pub fn limited(limits: &[String], picture: &str) -> String {
    if limits.is_empty() {
        return picture.to_owned();
    }
    format!("{LIMITS}{}\n{picture}", limits.join(", "))
}

/// `A` for the first actor.
pub fn letter(actor: u8) -> String {
    if actor < 26 { char::from(b'A' + actor).to_string() } else { format!("A{actor}") }
}

fn cell(actor: u8, step: &[(u8, String)]) -> String {
    let done: Vec<&str> =
        step.iter().filter(|(by, _)| *by == actor).map(|(_, text)| text.as_str()).collect();
    if done.is_empty() { ".".into() } else { done.join("; ") }
}

fn width(actor: u8, steps: &[Vec<(u8, String)>]) -> usize {
    steps.iter().map(|step| cell(actor, step).chars().count()).max().unwrap_or(1) + GAP
}

fn row(number: &str, cells: &[String], widths: &[usize]) -> String {
    let mut line = format!("{number:>NUMBER_WIDTH$}   ");
    for (cell, width) in cells.iter().zip(widths) {
        // Writing to a string cannot fail.
        let _ = write!(line, "{cell:width$}");
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::{limited, picture};

    #[test]
    fn each_actor_has_a_column_and_the_step_is_marked() {
        let steps = [
            vec![(0, "write 18446744073709551614".into())],
            vec![(1, "write 1".into())],
            vec![(0, "|| read".into()), (1, "|| read; read".into())],
        ];
        let expected = "      \
                        A                             B\n  \
                        1   write 18446744073709551614    .\n  \
                        2   .                             write 1        <- here\n  \
                        3   || read                       || read; read";
        assert_eq!(picture(2, &steps, Some(1)), expected);
    }

    #[test]
    fn an_actor_that_does_nothing_has_no_column() {
        let steps = [vec![(0, "read".into())], vec![(2, "write 1".into())]];
        let expected = "      A       C\n  1   read    .\n  2   .       write 1";
        assert_eq!(picture(4, &steps, None), expected);
    }

    #[test]
    fn the_limits_in_force_stand_above_the_letters() {
        let steps = [vec![(0, "pipe2 0".to_owned())]];
        let expected =
            "      limits    RLIMIT_NOFILE 0 more\n      A\n  1   pipe2 0        <- here";
        assert_eq!(
            limited(&["RLIMIT_NOFILE 0 more".into()], &picture(1, &steps, Some(0))),
            expected
        );
    }

    #[test]
    fn a_script_without_steps_is_its_first_actor() {
        assert_eq!(picture(1, &[], None), "      A");
    }
}
