//! From the arguments of `check` to its plan.

use std::time::Duration;

use bythebook::cli::check::Arguments;
use bythebook::engine::plan::CheckPlan;
use bythebook::facilities::eventfd::EVENTFD;
use clap::Parser;
use rstest::rstest;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    check: Arguments,
}

fn plan(arguments: &[&str]) -> Result<CheckPlan, String> {
    let words = std::iter::once("check").chain(arguments.iter().copied());
    let line = Line::try_parse_from(words).map_err(|error| error.to_string())?;
    line.check.plan(&[EVENTFD.facility]).map_err(|trouble| trouble.to_string())
}

#[test]
fn nothing_asked_for_is_everything_in_twenty_seconds() {
    let plan = plan(&[]).unwrap();
    assert_eq!(plan.rooms.len(), 1);
    assert!(plan.rooms.iter().all(|room| room.claims.is_none()));
    assert_eq!((plan.cases, plan.time), (None, Some(Duration::from_secs(20))));
}

#[test]
fn cases_without_a_time_have_no_time_bound() {
    let plan = plan(&["--cases", "2000", "--seed", "0x51f3"]).unwrap();
    assert_eq!((plan.seed, plan.cases, plan.time), (0x51f3, Some(2000), None));
}

#[test]
fn a_glob_selects_claims_of_a_room() {
    let plan = plan(&["eventfd.*past_maximum*"]).unwrap();
    let claims = plan.rooms[0].claims.as_ref().unwrap();
    let ids: Vec<String> = claims.iter().map(|claim| claim.id()).collect();
    assert_eq!(ids, ["eventfd.write_past_maximum", "eventfd.write_past_maximum_waits"]);
}

#[test]
fn the_name_of_a_facility_beats_a_glob_of_its_claims() {
    assert!(plan(&["eventfd.*write*", "eventfd"]).unwrap().rooms[0].claims.is_none());
}

#[rstest]
#[case(&["evenfd"], "no facility or claim matches `evenfd`; did you mean eventfd")]
#[case(&["zzz"], "no facility or claim matches `zzz`; see `bythebook list claims`")]
#[case(&["--seed", "51f3"], "a seed is 0x and up to 16 hexadecimal digits")]
#[case(&["--time", "20"], "a duration is a number and ms, s, m or h")]
#[case(&["--partition", "slice:3/2"], "a partition is slice:K/N or hash:K/N")]
#[case(&["--cases", "0"], "a whole number above zero")]
#[case(&["--assume-kernel", "six"], "a kernel version is X.Y or X.Y.Z")]
#[case(&["-j", "0"], "invalid value '0'")]
fn what_makes_no_sense_is_refused_with_the_mend(#[case] arguments: &[&str], #[case] says: &str) {
    let error = plan(arguments).unwrap_err();
    assert!(error.contains(says), "{error}");
}
