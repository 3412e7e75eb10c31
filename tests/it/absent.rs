//! What a test says when it cannot run here: its name and the reason, past the harness's capture.

use std::io::Write;

/// Says it on standard error, where `cargo test` shows it also of a test that passes.
pub fn say(test: &str, why: &str) {
    // Where standard error itself is gone, nobody asks.
    let _ = writeln!(std::io::stderr(), "cannot run here: {test}: {why}");
}
