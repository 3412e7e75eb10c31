//! The page as a browser shows it: filters, folds, anchors, and a console without complaints.
//!
//! These need Chromium, and so have a feature of their own; `.ci/run` installs it.

use std::path::Path;
use std::process::Command;

use bythebook::report::html;
use bythebook::report::record::{Record, Verdict};
use rstest::rstest;
use serde_json::Value;
use tempfile::tempdir;

use crate::sample;

/// Before a reader does anything.
const BEGIN: &str = r#"<script>
addEventListener("load", () => {
const visible = element => element.getClientRects().length > 0;
const shown = {width: innerWidth};
"#;

/// What a reader does to the report, in it: the rows that are then seen, by what was done.
const READER: &str = r#"
const seen = (rows = "tr.claim") => [...document.querySelectorAll(rows)]
  .filter(visible).map(row => row.dataset.claim ?? row.cells[0].textContent.trim());
const box = id => document.getElementById(id);
shown.at_first = seen();
const target = document.querySelector(":target");
if (target) {
  const head = target.closest("table").tHead.getBoundingClientRect();
  shown.target = {open: target.checkVisibility({contentVisibilityAuto: true}),
    below: target.getBoundingClientRect().top >= head.bottom - 1};
}
for (const id of ["differs", "unexpected", "unfold"]) {
  box(id).click();
  shown[id] = seen();
  shown[id + "_rows"] = seen("tr.row");
  box(id).click();
}
const search = box("search");
shown.search_offered = visible(search);
search.value = "Past MAXIMUM";
search.dispatchEvent(new Event("input"));
shown.searched = seen();
search.value = "";
search.dispatchEvent(new Event("input"));
const fold = document.querySelector("input.fold");
fold.click();
shown.unfolded = seen();
document.querySelector("main tr.claim:has(details) summary").click();
shown.statement = document.querySelector("main details[open] p").getClientRects().length > 0;
box("unfold").click();
for (const details of document.querySelectorAll("details")) details.open = true;
"#;

/// Whether all can be seen and read, on any page.
const LOOK: &str = r#"
shown.overflows = document.documentElement.scrollWidth > innerWidth;
shown.cut = [...document.querySelectorAll("td.verdict")].filter(visible)
  .filter(cell => cell.getBoundingClientRect().right > innerWidth + 1).length;
const light = colour => {
  const [red, green, blue] = colour.match(/[0-9.]+/g).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const behind = element => {
  for (; element; element = element.parentElement) {
    const colour = getComputedStyle(element).backgroundColor;
    if (!colour.startsWith("rgba(")) return light(colour);
  }
  return 1;
};
shown.faint = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const element = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !visible(element)) continue;
  const [one, other] = [light(getComputedStyle(element).color), behind(element)];
  const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  if (ratio < 4.5) shown.faint.push(`${texts.currentNode.data.trim()}: ${ratio.toFixed(2)}`);
}
document.body.textContent = "";
const said = document.createElement("pre");
said.textContent = "SEEN" + JSON.stringify(shown) + "NEES";
document.body.append(said);
});
</script></body>"#;

/// A window in which nothing need be narrow.
const WIDE: &str = "--window-size=1400,900";
const NARROW: &str = "--window-size=400,900";
/// A reader who has the night's colours.
const DARK: &str = "--blink-settings=preferredColorScheme=0";

/// Opens the report at an anchor; what the reader saw.
fn read(page: &str, anchor: &str, browser: &[&str]) -> Value {
    read_as(READER, page, anchor, browser)
}

fn read_as(reader: &str, page: &str, anchor: &str, browser: &[&str]) -> Value {
    let directory = tempdir().expect("a directory");
    let file = directory.path().join("page.html");
    std::fs::write(&file, page.replace("</body>", &[BEGIN, reader, LOOK].concat()))
        .expect("a file in it");
    let dom = browse(&format!("file://{}{anchor}", file.display()), directory.path(), browser);
    let said = dom.split("SEEN{").nth(1).and_then(|rest| rest.split("}NEES").next());
    let said = said.unwrap_or_else(|| panic!("the reader said nothing: {dom}"));
    let said = said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&format!("{{{said}}}")).expect("JSON")
}

fn browse(address: &str, profile: &Path, browser: &[&str]) -> String {
    let output = Command::new("timeout")
        .args(["60", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"])
        .args(["--disable-background-networking", "--enable-logging=stderr", "--dump-dom"])
        .args(browser)
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

/// Two runs that differ in a claim, a limit and a silence.
fn two() -> [Record; 2] {
    let mut other = sample::record();
    other.run.target = "a sandbox".into();
    other.claims[1] = sample::claim("eventfd.write_past_maximum", Verdict::Kept);
    other.claims[2] = sample::claim("eventfd.poll_error", Verdict::Kept);
    other.deviations.clear();
    other.limits = vec![sample::limit(Some(4096))];
    other.silences = vec![sample::silence(&[("EFAULT", 40)])];
    other.count();
    [sample::record(), other]
}

#[test]
fn filters_and_folds_show_what_they_say() {
    let seen = read(&html::render(&two()), "", &[WIDE]);
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
fn filters_act_on_limits_and_silences_too() {
    let seen = read(&html::render(&two()), "", &[WIDE]);
    assert_eq!(ids(&seen, "unfold_rows").len(), 2, "{seen}");
    assert_eq!(ids(&seen, "differs_rows").len(), 2, "{seen}");
    assert_eq!(ids(&seen, "unexpected_rows"), [""; 0], "{seen}");
    let same = read(&html::render(&[sample::record(), sample::record()]), "", &[WIDE]);
    assert_eq!(ids(&same, "differs_rows"), [""; 0], "{same}");
}

#[test]
fn a_search_finds_claims_by_their_words() {
    let seen = read(&html::render(&two()), "", &[WIDE]);
    assert_eq!(seen["search_offered"], true, "{seen}");
    assert_eq!(ids(&seen, "searched"), ["eventfd.write_past_maximum"], "{seen}");
}

#[test]
fn an_address_with_a_claim_shows_it_unfolded_below_the_head_of_the_table() {
    let seen = read(&html::render(&[sample::record()]), "#pipe.capacity", &[WIDE]);
    assert_eq!(ids(&seen, "at_first"), ["pipe.capacity"], "{seen}");
    assert_eq!(seen["target"]["open"], true, "{seen}");
    assert_eq!(seen["target"]["below"], true, "{seen}");
}

#[test]
fn on_a_narrow_screen_every_verdict_is_on_it() {
    let seen = read(&html::render(&two()), "", &[NARROW]);
    assert!(seen["width"].as_u64().is_some_and(|width| width <= 500), "{seen}");
    assert_eq!((&seen["overflows"], &seen["cut"]), (&false.into(), &0.into()), "{seen}");
}

#[rstest]
#[case::by_day(&[WIDE])]
#[case::by_night(&[WIDE, DARK])]
fn all_text_stands_out_from_what_is_behind_it(#[case] browser: &[&str]) {
    let seen = read(&html::render(&two()), "", browser);
    assert_eq!(ids(&seen, "faint"), [""; 0], "{seen}");
}

/// What `compare` writes, with how long messages take.
fn guide() -> String {
    let arguments = ["compare", "--bench", "--time", "2s", "--format", "html"];
    let run = assert_cmd::Command::cargo_bin("bythebook").expect("it was built");
    let run = { run }.args(arguments).output().expect("it runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

#[rstest]
#[case::by_day(&[WIDE])]
#[case::by_night(&[WIDE, DARK])]
#[case::on_a_narrow_screen(&[NARROW])]
fn the_guide_can_be_read(#[case] browser: &[&str]) {
    let seen = read_as("", &guide(), "", browser);
    assert_eq!(ids(&seen, "faint"), [""; 0], "{seen}");
    assert_eq!(seen["overflows"], false, "{seen}");
}
