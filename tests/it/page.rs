//! The page as a browser shows it: filters, folds, anchors, and a console without complaints.
//!
//! These need Chromium, and so have a feature of their own; `.ci/run` installs it.

use std::path::Path;
use std::process::Command;

use bythebook::report::html;
use bythebook::report::record::Verdict;
use serde_json::Value;
use tempfile::tempdir;

use crate::sample;

/// What a reader does to the page, in the page: the rows that are then seen, by what was done.
const READER: &str = r#"<script>
addEventListener("load", () => {
const seen = () => [...document.querySelectorAll("tr.claim")]
  .filter(row => row.getClientRects().length > 0).map(row => row.id);
const box = id => document.getElementById(id);
const shown = {at_first: seen()};
for (const id of ["differs", "unexpected", "unfold"]) {
  box(id).click();
  shown[id] = seen();
  box(id).click();
}
const fold = document.querySelector("input.fold");
fold.click();
shown.unfolded = seen();
document.querySelector("tr.claim:has(details) summary").click();
shown.statement = document.querySelector("details[open] p").getClientRects().length > 0;
shown.overflows = document.documentElement.scrollWidth > innerWidth;
document.body.textContent = "";
const said = document.createElement("pre");
said.textContent = "SEEN" + JSON.stringify(shown) + "NEES";
document.body.append(said);
});
</script></body>"#;

/// Opens the page at an anchor; what the reader saw.
fn read(page: &str, anchor: &str) -> Value {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("page.html");
    std::fs::write(&file, page.replace("</body>", READER)).expect("a file in it");
    let dom = browse(&format!("file://{}{anchor}", file.display()), directory.path());
    let said = dom.split("SEEN{").nth(1).and_then(|rest| rest.split("}NEES").next());
    let said = said.unwrap_or_else(|| panic!("the reader said nothing: {dom}"));
    serde_json::from_str(&format!("{{{said}}}")).expect("JSON")
}

fn browse(address: &str, profile: &Path) -> String {
    let output = Command::new("timeout")
        .args(["60", "chromium", "--headless", "--no-sandbox", "--disable-gpu"])
        .args(["--window-size=1400,900", "--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.join("profile").display()))
        .arg(address)
        .output()
        .expect("timeout runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    assert!(!errors.contains(":CONSOLE"), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn ids(seen: &Value, done: &str) -> Vec<String> {
    serde_json::from_value(seen[done].clone()).expect("a list of ids")
}

#[test]
fn filters_and_folds_show_what_they_say() {
    let mut other = sample::record();
    other.claims[1] = sample::claim("eventfd.write_past_maximum", Verdict::Kept);
    other.claims[2] = sample::claim("eventfd.poll_error", Verdict::Kept);
    other.deviations.clear();
    other.count();
    let seen = read(&html::render(&[sample::record(), other]), "");
    assert_eq!(ids(&seen, "at_first"), [""; 0], "{seen}");
    // One that was idle on one side tells of no difference.
    assert_eq!(ids(&seen, "differs"), ["eventfd.write_past_maximum"], "{seen}");
    let unexpected = ["eventfd.write_past_maximum", "pipe.capacity", "pipe.set_up"];
    assert_eq!(ids(&seen, "unexpected"), unexpected, "{seen}");
    assert_eq!(ids(&seen, "unfold").len(), 7, "{seen}");
    assert_eq!(ids(&seen, "unfolded").len(), 3, "the first facility's: {seen}");
    assert_eq!(seen["statement"], true, "{seen}");
    assert_eq!(seen["overflows"], false, "{seen}");
}

#[test]
fn an_address_with_a_claim_shows_it_though_its_facility_is_folded() {
    let seen = read(&html::render(&[sample::record()]), "#pipe.capacity");
    assert_eq!(ids(&seen, "at_first"), ["pipe.capacity"], "{seen}");
}
