//! The two streams: the result on standard output, complaints on standard error.
//!
//! Colours are taken out where there is no terminal or `NO_COLOR` is set.

use std::io::{self, Write};

use super::trouble::Trouble;

/// Prints the result. A reader who has gone away (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), Trouble> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Trouble::Failed(format!("write standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says on standard error what went wrong.
pub fn complain(trouble: &Trouble) {
    let style = anstyle::AnsiColor::Red.on_default().bold();
    // Where standard error itself is gone, the exit status has to do.
    let _ = writeln!(anstream::stderr(), "{style}error:{style:#} {trouble}");
}

/// Says on standard error what a caller may want to know, and what is no failure.
pub fn note(text: &str) {
    // As for complaints.
    let _ = writeln!(anstream::stderr(), "{text}");
}
