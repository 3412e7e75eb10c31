//! A small record of an imaginary run, that tests bend.

use bythebook::report::record::{
    Begin, ClaimLine, Deviation, Done, End, Kernel, LimitLine, Record, Run, SCHEMA, Silence,
    Verdict,
};
use serde_json::json;

pub const KEPT: Verdict = Verdict::Kept;

/// Seven claims of two facilities, each with another verdict.
pub fn record() -> Record {
    let mut record = Record::begun(run());
    record.begun = ["eventfd", "pipe"].map(begin).into();
    record.claims = vec![
        claim("eventfd.read_takes_all", Verdict::Kept),
        claim("eventfd.write_past_maximum", Verdict::Broken),
        claim("eventfd.poll_error", Verdict::Idle),
        claim("pipe.own_machine", Verdict::Skipped),
        claim("pipe.one_page", Verdict::Known),
        claim("pipe.capacity", Verdict::Unexpected),
        claim("pipe.set_up", Verdict::Failed),
    ];
    record.deviations = vec![deviation()];
    record.silences = vec![silence(&[("EINVAL", 3), ("8", 1)])];
    record.limits = vec![limit(Some(1_048_576))];
    record.end = End {
        scripts: 2_000,
        operations: 31_415,
        races: 12,
        races_overlapped: 7,
        seconds: 1.25,
        digest: format!("{:032x}", 0x51f3),
        status: 3,
        ..End::default()
    };
    record.count();
    record
}

/// One claim of one facility, kept.
pub fn kept() -> Record {
    let mut record = record();
    record.claims.truncate(1);
    record.begun.truncate(1);
    record.deviations.clear();
    record.end.status = 0;
    record.count();
    record
}

pub fn run() -> Run {
    Run {
        schema: SCHEMA,
        version: "0.1.0".into(),
        kernel: Kernel {
            release: "6.18.44-test".into(),
            version: "6.18.44".into(),
            machine: "x86_64".into(),
            linux: Some(true),
        },
        libc: "glibc 2.41".into(),
        target: "host".into(),
        detector: "full".into(),
        isolation: vec!["ipc".into(), "mount".into()],
        seed: "0x00000000000051f3".into(),
        cpus: 2,
        ..Run::default()
    }
}

fn begin(facility: &str) -> Begin {
    Begin { facility: facility.into() }
}

pub fn claim(id: &str, verdict: Verdict) -> ClaimLine {
    let (facility, _) = id.split_once('.').unwrap();
    let (kept, broken, reason) = match verdict {
        Verdict::Kept => (9, 0, None),
        Verdict::Broken => (4, 1, None),
        Verdict::Idle => (0, 0, Some("no case reached it")),
        Verdict::Skipped => (0, 0, Some("needs a machine of our own")),
        Verdict::Known => (0, 5, Some("the kernel takes four bytes")),
        Verdict::Unexpected => (5, 0, Some("the ledger says broken, and it was kept")),
        Verdict::Failed => (0, 0, Some("fork: resource temporarily unavailable")),
    };
    ClaimLine {
        id: id.into(),
        facility: facility.into(),
        aspect: "semantics".into(),
        verdict,
        reason: reason.map(Into::into),
        ruled: kept + broken,
        kept,
        broken,
        page: format!("{facility}(2)"),
        heading: "DESCRIPTION".into(),
        layer: "kernel".into(),
        statement: format!("This is what the manual says of {}.", id.replace('_', " ")),
        ..ClaimLine::default()
    }
}

pub fn deviation() -> Deviation {
    let steps =
        [vec![(0, "write 18446744073709551614".to_owned())], vec![(1, "write 1".to_owned())]];
    Deviation {
        claim: "eventfd.write_past_maximum".into(),
        allowed: vec!["EAGAIN".into()],
        observed: "added 1".into(),
        rate: 1.0,
        tries: 10,
        statement: "A non-blocking write past the maximum fails with EAGAIN.".into(),
        script: json!({"schema": 1, "facility": "eventfd", "actors": 2, "steps": []}),
        picture: bythebook::report::picture(2, &steps, Some(1)),
        replay: "bythebook replay record.jsonl --claim eventfd.write_past_maximum".into(),
        ..Deviation::default()
    }
}

pub fn silence(outcomes: &[(&str, u64)]) -> Silence {
    let done = |&(outcome, times): &(&str, u64)| Done { outcome: outcome.into(), times };
    Silence {
        id: "eventfd.write_longer_than_8_bytes".into(),
        facility: "eventfd".into(),
        situation: "write longer than 8 bytes".into(),
        outcomes: outcomes.iter().map(done).collect(),
    }
}

pub fn limit(value: Option<u64>) -> LimitLine {
    LimitLine {
        name: "fs.pipe-max-size".into(),
        value,
        source: "/proc/sys/fs/pipe-max-size".into(),
        binds: "machine".into(),
        measured: value,
        errno: Some("EPERM".into()),
    }
}
