//! What a target says: early lines that tell what is in flight, then a whole record.
//!
//! A second `run` line begins anew: what came before it was said early. Whatever else a target
//! prints on its standard output is kept apart, for the message if no record comes.

use crate::report::read::{self, Fault};
use crate::report::record::{Line, Record};

/// Lines kept of what is no record.
const NOISE_LINES_MAX: usize = 5;
/// Longest line kept of what is no record.
const NOISE_BYTES_MAX: usize = 400;
/// Most that a target may say.
const BYTES_MAX: usize = 1 << 28;

/// A record on its way.
#[derive(Debug, Default)]
pub struct Received {
    /// The lines of the record, as far as they have come.
    text: String,
    /// A line that has not ended yet.
    partial: Vec<u8>,
    begun: bool,
    in_flight: Option<String>,
    ended: bool,
    noise: Vec<String>,
}

impl Received {
    /// Takes in what was read.
    pub fn take(&mut self, bytes: &[u8]) {
        if self.text.len() + self.partial.len() + bytes.len() > BYTES_MAX {
            return;
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.partial.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.partial);
                self.line(&String::from_utf8_lossy(&line));
            }
        }
    }

    /// The facilities at work when it last spoke of them.
    pub fn in_flight(&self) -> Option<&str> {
        self.in_flight.as_deref()
    }

    /// Whether anything of a record has come.
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// Whether the last line has come.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// What else it said, for messages.
    pub fn noise(&self) -> String {
        self.noise.join("; ")
    }

    /// The record, checked.
    pub fn record(mut self) -> Result<Record, Fault> {
        self.text.push_str(&String::from_utf8_lossy(&self.partial));
        read::parse(&self.text)
    }

    fn line(&mut self, line: &str) {
        if !line.starts_with("{\"record\":") {
            if self.noise.len() < NOISE_LINES_MAX && !line.trim().is_empty() {
                self.noise.push(line.trim().chars().take(NOISE_BYTES_MAX).collect());
            }
            return;
        }
        match serde_json::from_str(line) {
            Ok(Line::Run(_)) => {
                self.text.clear();
                self.begun = true;
            }
            // In a record that comes whole at its end, nothing is in flight any more.
            Ok(Line::Begin(begin)) => self.in_flight = Some(begin.facility),
            Ok(Line::End(_)) => self.ended = true,
            _ => {}
        }
        self.text.push_str(line);
    }
}

#[cfg(test)]
mod tests {
    use super::Received;
    use crate::report::read::Fault;
    use crate::report::record::{Begin, Line, Record, Run, SCHEMA};
    use crate::report::write;

    fn record() -> Record {
        let run = Run { schema: SCHEMA, ..Run::default() };
        let mut record = Record::begun(run);
        record.begun.push(Begin { facility: "pipe".into() });
        record
    }

    fn early() -> String {
        let run = Line::Run(Box::new(record().run));
        let begin = |name: &str| Line::Begin(Begin { facility: name.into() });
        write::render(&[run, begin("pipe"), begin("pipe, eventfd")])
    }

    #[test]
    fn early_lines_give_way_to_the_whole_record() {
        let mut received = Received::default();
        received.take(early().as_bytes());
        received.take(write::render(&record().lines()).as_bytes());
        assert!(received.has_ended());
        assert_eq!(received.record().unwrap(), record());
    }

    #[test]
    fn a_target_that_dies_is_known_by_what_was_in_flight() {
        let mut received = Received::default();
        received.take(early().as_bytes());
        assert_eq!(received.in_flight(), Some("pipe, eventfd"));
        let Err(Fault::Truncated { during }) = received.record() else { panic!("it was cut") };
        assert_eq!(during, "pipe, eventfd");
    }

    #[test]
    fn noise_is_kept_apart() {
        let mut received = Received::default();
        received.take(b"Welcome to the sandbox\n");
        for byte in write::render(&record().lines()).bytes() {
            received.take(&[byte]);
        }
        assert_eq!(received.noise(), "Welcome to the sandbox");
        assert_eq!(received.record().unwrap(), record());
    }
}
