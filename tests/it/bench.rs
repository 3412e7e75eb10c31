//! `bench`: the figures, their shape, and that they are measured.

use assert_cmd::Command;
use serde_json::Value;

fn bench(arguments: &[&str]) -> String {
    let run = Command::cargo_bin("bythebook")
        .expect("the binary was built")
        .arg("bench")
        .args(arguments)
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&run.stdout).into_owned();
    assert_eq!(run.status.code(), Some(0), "{text}{}", String::from_utf8_lossy(&run.stderr));
    text
}

fn figures(arguments: &[&str]) -> Value {
    let text = bench(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&text).expect("one JSON object")
}

fn number(figures: &Value, path: &str) -> f64 {
    figures.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path}: {figures}"))
}

#[test]
fn its_figures_are_numbers_that_were_measured() {
    let first = figures(&["eventfd", "--time", "4s"]);
    for name in [
        "solo_ratio",
        "lockstep_ratio",
        "generation_ratio",
        "blocked_p50_us",
        "blocked_wrong",
        "blocked_trials",
    ] {
        assert!(first[name].is_number(), "{name}: {first}");
    }
    assert!(first["scaling_2"].is_number() || first["scaling_2"].is_null(), "{first}");
    assert!(number(&first, "/blocked_trials") > 100.0, "{first}");
    assert!(number(&first, "/blocked_under_hogs") > 0.0, "{first}");
    assert!(number(&first, "/blocked_wrong") == 0.0, "{first}");
    assert!(number(&first, "/blocked_p50_us") > 0.0, "{first}");
    for lane in ["solo", "lockstep"] {
        assert!(number(&first, &format!("/{lane}/rounds")) >= 5.0, "{first}");
        // A system call takes its time, and judging is not free.
        assert!(number(&first, &format!("/{lane}/bare_ns_per_operation")) > 50.0, "{first}");
        let ratio = number(&first, &format!("/{lane}/ratio"));
        let [bare, drawing, judging, performing] = ["bare", "generation", "judging", "performing"]
            .map(|name| number(&first, &format!("/{lane}/profile/{name}")));
        assert!(ratio > 0.5 && judging > 0.0, "{first}");
        // The profile explains the ratio, to the last place.
        let parts = bare + drawing + judging + performing;
        assert!((ratio - parts).abs() < 0.003, "{lane}: {first}");
    }
    let waiting = number(&first, "/lockstep/waited_percent");
    assert!((4.0..11.0).contains(&waiting), "{waiting} % wait");
    // What is measured twice is never the same.
    assert_ne!(first, figures(&["eventfd", "--time", "4s"]));
}

#[test]
fn a_person_sees_each_figure_with_its_aim() {
    let text = bench(&["eventfd", "--time", "3s", "--trials", "200"]);
    for word in ["solo_ratio", "lockstep_ratio", "aim 1.15", "blocked_wrong", "drawing"] {
        assert!(text.contains(word), "{word}:\n{text}");
    }
}

#[test]
fn no_more_known_calls_are_made_than_asked_for() {
    let figures = figures(&["eventfd", "--time", "3s", "--trials", "200"]);
    assert!(number(&figures, "/blocked_trials") <= 200.0, "{figures}");
}
