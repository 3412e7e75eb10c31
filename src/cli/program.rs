//! A script as one C program that stands alone: it performs the steps by processes and threads of
//! its own, prints what came of each, and ends with 1 where the book does not allow it.
//!
//! What the calls look like is in the rows of their rooms; what the calls need is in the rooms'
//! `helpers.c`; who does them and who judges is in `runtime.c` and `director.c`.

mod deeds;
mod happens;

use std::fmt::Write as _;

use crate::engine::fake::course::{Allowed, Foreseen};
use crate::engine::script::{Script, Step};
use crate::engine::{Actor, Deed, Limit, Limits};
use deeds::Written;
use happens::Happens;

const RUNTIME: &str = include_str!("program/runtime.c");
const DIRECTOR: &str = include_str!("program/director.c");

/// The program. `replayed` is the command that performs the script as bythebook does.
pub fn program(script: &Script, course: &[Foreseen], replayed: &str) -> String {
    let rooms: Vec<_> = script.rooms.iter().map(|room| room.facility.name).collect();
    let mut text = format!(
        "/* A script of {}, written by `{replayed} --emit c`.\n \
         * Compile it with: cc -static -Wall -Wextra -pthread -o script script.c\n \
         * It ends with 0 if nothing deviates, 1 if something does, 2 if it cannot be done here.\n \
         */\n{RUNTIME}\n",
        rooms.join(" and ")
    );
    let mut helpers: Vec<&str> = vec![];
    for part in script.rooms.iter().flat_map(|room| room.helpers_c) {
        if !helpers.contains(part) {
            helpers.push(part);
            text.push_str(part);
        }
    }
    text.push_str(&limits(&script.limits));
    let mut table = String::new();
    // Processes and threads are numbered as they come to be.
    let mut actors = script.actors;
    for (number, foreseen) in course.iter().enumerate() {
        let written = written(&foreseen.step, &mut actors);
        let shown = shown(&foreseen.step);
        let _ = write!(text, "\n/* {shown} */\nstatic void step_{number}(void)\n{{\n");
        let _ = write!(text, "    {}\n}}\n", written.first);
        if let Some((_, second)) = &written.second {
            let _ = write!(text, "static void second_of_{number}(void)\n{{\n    {second}\n}}\n");
        }
        table.push_str(&row(number, foreseen, &written, &shown));
    }
    let _ = write!(
        text,
        "\nenum {{ STEPS = {}, ACTORS_AT_FIRST = {} }};\n\
         static const struct step all_steps[] = {{\n\
         {table}}};\n\n{DIRECTOR}",
        course.len(),
        script.actors
    );
    text
}

/// The statements that do a step, by whom.
fn written(step: &Step, actors: &mut u8) -> Written {
    match step {
        Step::Call { by, op } => Written::by(*by, op.c()),
        Step::Deed { by, deed } => {
            let written = deeds::written(*by, deed, Actor(*actors));
            *actors += u8::from(matches!(deed, Deed::Fork | Deed::Thread));
            written
        }
        // Of what overlaps, the first part is done and not judged; there the program ends.
        Step::Race { windows } => {
            let lane = &windows[0];
            let calls: Vec<_> = lane.calls.iter().map(crate::engine::Op::c).collect();
            Written::by(lane.by, calls.join("\n    "))
        }
    }
}

fn shown(step: &Step) -> String {
    let texts: Vec<_> = step.show().into_iter().map(|(_, text)| text).collect();
    texts.join(" ").replace("*/", "* /").replace(['"', '\\'], "'")
}

/// The step's line of the table.
fn row(number: usize, foreseen: &Foreseen, written: &Written, shown: &str) -> String {
    let (allowed, own): (Vec<Happens>, _) = match &foreseen.allowed {
        Allowed::Call(allowed) => (allowed.iter().flat_map(Happens::of_call).collect(), None),
        Allowed::Deed(allowed, answer) => {
            (allowed.iter().map(Happens::of_deed).collect(), Some(Happens::of_told(answer)))
        }
        Allowed::Anything => (vec![], None),
    };
    let is_judged = !matches!(foreseen.allowed, Allowed::Anything);
    let is_call = matches!(foreseen.step, Step::Call { .. });
    let by = written.by;
    let mut stands: Vec<(Actor, Happens)> = vec![];
    if !is_call && let Some(own) = own.filter(|_| !allowed.is_empty()) {
        stands.push((by, own));
    }
    for (actor, fate) in &foreseen.settled {
        stands.push((*actor, Happens::of_fate(fate)));
    }
    let list = |all: &[Happens]| {
        all.iter().map(|one| format!("{one}")).collect::<Vec<_>>().join(",\n            ")
    };
    let standing: Vec<_> =
        stands.iter().map(|(actor, happens)| format!("{{ {}, {happens} }}", actor.0)).collect();
    let second = written.second.as_ref().map_or(String::new(), |(actor, _)| {
        format!("\n        .second = {}, .act_second = second_of_{number},", actor.0)
    });
    let mut text = format!(
        "    {{\n        .shown = \"{shown}\", .actor = {}, .act = step_{number},{second}\n        \
         .is_call = {}, .is_judged = {},\n",
        by.0,
        u8::from(is_call),
        u8::from(is_judged)
    );
    if !allowed.is_empty() {
        let _ = write!(
            text,
            "        .allowed_count = {},\n        .allowed = {{\n            {} }},\n",
            allowed.len(),
            list(&allowed)
        );
    }
    if !standing.is_empty() {
        let _ = write!(
            text,
            "        .stands_count = {},\n        .stands = {{\n            {} }},\n",
            standing.len(),
            standing.join(",\n            ")
        );
    }
    text.push_str("    },\n");
    text
}

/// Sets the limits in force, in each actor.
fn limits(limits: &Limits) -> String {
    let lines: String = limits
        .0
        .iter()
        .map(|(limit, value)| match (limit, limit.sysctl()) {
            (Limit::NofileRoom, _) => format!("    limit_descriptors({value});\n"),
            (_, Some(name)) => {
                format!("    limit_setting(\"{name}\", {}, {value}u);\n", limit.field())
            }
            _ => format!("    limit_resource(RLIMIT_MSGQUEUE, {value});\n"),
        })
        .collect();
    format!("\nstatic void set_limits(void)\n{{\n{lines}}}\n")
}
