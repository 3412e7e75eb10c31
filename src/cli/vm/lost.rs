//! What is kept and told of a guest that was lost: its console, and the scripts in flight.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::super::trouble::Trouble;
use super::super::{elsewhere, output};
use crate::engine::worker::in_flight;
use crate::facilities::ALL;
use crate::kernel::flight::Flight;
use crate::report::write;
use crate::targets::Lost;
use crate::targets::vm::boot::Booted;
use crate::targets::vm::kernel::Kernel;

/// Where a console is kept in a directory.
pub fn console(directory: &Path, release: &str) -> PathBuf {
    directory.join(format!("{release}.console"))
}

/// Keeps in `directory` what tells of a loss, and tells it. `console` is where its console is now.
pub fn tell(
    lost: &Lost,
    booted: &Booted,
    kernel: &Kernel,
    from: &Path,
    directory: &Path,
) -> Result<Trouble, Trouble> {
    let release = &kernel.release;
    let to = console(directory, release);
    if from != to {
        fs::create_dir_all(directory).with_context(|| format!("make {}", directory.display()))?;
        write::whole(&to, &fs::read(from).unwrap_or_default())?;
    }
    let mut kept = vec![format!("console   {}", to.display())];
    let mut steps = vec![];
    for (nth, flight) in booted.flights.iter().enumerate() {
        let Some((step, script)) = read(flight) else { continue };
        let path = directory.join(format!("{release}-in-flight-{nth}.json"));
        write::whole(&path, format!("{script}\n").as_bytes())?;
        let cut = if flight.cut { ", its first steps are missing" } else { "" };
        kept.push(format!("in flight {step}"));
        kept.push(format!("script    {}{cut}", path.display()));
        steps.push(step);
    }
    // The operation tells more than the facilities at work.
    let told =
        if steps.is_empty() { lost.clone() } else { lost.clone().during(Some(&steps.join("; "))) };
    let trouble = elsewhere::trouble(&told, &kernel.target());
    output::complain(&trouble);
    let lines = booted.console_tail.lines().chain(kept.iter().map(String::as_str));
    let text: Vec<String> = lines.map(|line| format!("  {line}")).collect();
    output::note(&text.join("\n"));
    Ok(trouble)
}

/// The last step of what was in flight, and its script.
fn read(flight: &Flight) -> Option<(String, String)> {
    let room = ALL.get(flight.facility as usize)?;
    let (script, step) = in_flight(flight)?;
    let text = serde_json::to_string_pretty(&script).ok()?;
    Some((format!("{}, {step}", room.facility.name), text))
}
