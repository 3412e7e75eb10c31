//! The house keeps itself: doors, shape, words and claims, each a test that says the mend.
//!
//! These read the tree as text and know no more of Rust than that takes. They find what is
//! careless, not what is malicious.

mod claims;
mod doors;
mod forms;
mod left_out;
mod passages;
mod shape;
mod source;
mod words;

use std::process::Command;

use crate::absent;

/// Fails with every fault on a line of its own, after what holds and what to do.
fn none(faults: &[String], rule: &str) {
    assert!(faults.is_empty(), "{rule}\n  {}\n", faults.join("\n  "));
}

#[test]
fn the_house_is_formatted() {
    const NAME: &str = "the_house_is_formatted";
    let format = ["fmt", "--check", "--", "--color=never"];
    let output = Command::new(env!("CARGO")).args(format).current_dir(source::root()).output();
    let output = match output {
        Ok(output) => output,
        Err(error) => return absent::say(NAME, &format!("no cargo: {error}")),
    };
    let complaint = String::from_utf8_lossy(&output.stderr);
    if complaint.contains("not installed") || complaint.contains("no such command") {
        return absent::say(NAME, "there is no rustfmt; `rustup component add rustfmt`");
    }
    let differences = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "run `cargo fmt`:\n{complaint}{differences}");
}
