//! What the parser has to say: help as it is, a complaint on one line with its mend.

use clap::error::ErrorKind;

use super::trouble::Trouble;
use super::{Status, output};

/// Shows the help or version that was asked for, or what is wrong with the arguments.
pub fn refused(error: &clap::Error) -> Status {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader who has gone away is no failure.
            let _ = error.print();
            Status::AsExpected
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            Status::Usage
        }
        _ => {
            output::complain(&Trouble::Usage(one_line(&error.to_string())));
            Status::Usage
        }
    }
}

/// The parser's paragraphs as one line, without the usage, which `--help` shows.
fn one_line(said: &str) -> String {
    let parts: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .filter(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .map(|line| line.strip_prefix("error: ").unwrap_or(line))
        .collect();
    format!("{}; see --help", parts.join("; ").replace(":;", ":"))
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_complaint_of_several_paragraphs_is_one_line() {
        let said = "error: unexpected argument '--sed' found\n\n  tip: a similar argument exists: \
                    '--seed'\n\nUsage: bythebook check\n\nFor more information, try '--help'.\n";
        let expected = "unexpected argument '--sed' found; tip: a similar argument exists: \
                        '--seed'; see --help";
        assert_eq!(one_line(said), expected);
    }

    #[test]
    fn what_is_missing_stays_behind_its_colon() {
        let said = "error: the following required arguments were not provided:\n  <CLAIM>\n";
        let expected = "the following required arguments were not provided: <CLAIM>; see --help";
        assert_eq!(one_line(said), expected);
    }
}
