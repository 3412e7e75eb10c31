//! What a guest's words and silence amount to: a record, or a loss and whose it is.

use std::process::ExitStatus;

use super::hear::{Heard, Silence};
use super::{console, uml};
use crate::targets::{Came, Lost};

/// What it amounts to.
pub fn judge(
    heard: Heard,
    silence: Option<Silence>,
    status: ExitStatus,
    console: &str,
    errors: &str,
) -> Came {
    let in_flight = heard.received.in_flight().map(str::to_owned);
    let at_splat = heard.at_splat.clone();
    let splats = console::splats(console);
    let lost = |how: String| Lost::crashed(how).during(in_flight.as_deref());
    if heard.up.is_none()
        && let Some(why) = uml::unfit(console)
    {
        let how = format!("boot user-mode Linux, which cannot run here: {why}");
        return Came::from(Lost::failed(how));
    }
    if let Some(silence) = silence {
        return Came::from(silent(&heard, silence, status, &splats, errors, &lost));
    }
    if let Some((code, complaints)) = heard.refused {
        let how = format!("run the check in the guest: it ended with status {code}: {complaints}");
        let usage = code == 2;
        let refusal = Lost { usage, crashed: !splats.is_empty(), ..Lost::failed(how) };
        return Came::from(refusal.during(in_flight.as_deref()));
    }
    match heard.received.record() {
        Err(fault) => Came::from(lost(format!("read the record of the guest: {fault}"))),
        Ok(record) if splats.is_empty() => Came::whole(record),
        Ok(record) => {
            let how = format!("keep the guest's kernel quiet: it said {}", splats.join(" | "));
            let lost = Lost::crashed(how).during(at_splat.as_deref());
            Came { record: Some(record), lost: Some(lost) }
        }
    }
}

fn silent(
    heard: &Heard,
    silence: Silence,
    status: ExitStatus,
    splats: &[String],
    errors: &str,
    lost: &dyn Fn(String) -> Lost,
) -> Lost {
    let said = match splats {
        [] => String::new(),
        some => format!("; its kernel said {}", some.join(" | ")),
    };
    let panicked = splats.iter().any(|line| console::is_panic(line));
    match silence {
        Silence::Disturbed => {
            let why = heard.disturbed.as_deref().unwrap_or_default();
            lost(format!("understand the guest: {why}{said}"))
        }
        _ if panicked => {
            let when = if heard.up.is_some() { "in the run" } else { "at boot" };
            lost(format!("keep the guest alive: its kernel panicked {when}{said}"))
        }
        Silence::HungAtBoot(deadline) => lost(format!(
            "boot the guest: it hangs at boot, it was not up after {} s{said}; see --boot-deadline",
            deadline.as_secs()
        )),
        Silence::HungInRun(deadline) => lost(format!(
            "get the guest's record: it hangs, it had not ended after {} s{said}; see --deadline",
            deadline.as_secs()
        )),
        Silence::Ended if heard.up.is_none() && !errors.trim().is_empty() => {
            Lost::failed(format!("start a guest: its machine ended ({status}): {}", errors.trim()))
        }
        Silence::Ended | Silence::Panicked => {
            let when = if heard.up.is_some() { "without an end of its record" } else { "at boot" };
            lost(format!("get the guest's record: its machine ended {when} ({status}){said}"))
        }
    }
}
