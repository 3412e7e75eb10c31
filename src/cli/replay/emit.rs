//! `replay --emit c`: the script as a program that needs no bythebook.

use serde_json::Value;

use super::Status;
use crate::cli::output;
use crate::cli::program::program;
use crate::cli::trouble::Trouble;
use crate::engine::fake::course::foresee;
use crate::engine::script::Script;
use crate::kernel::Facts;

/// Prints the only script there is as C.
pub fn emit(scripts: &[Value], typed: &str) -> Result<Status, Trouble> {
    let [script] = scripts else {
        let many = scripts.len();
        return Err(Trouble::usage(format!(
            "write {many} scripts as one program; name the one with --claim, or its file"
        )));
    };
    let script = Script::of_json(script).map_err(Trouble::usage)?;
    if let Some(room) = script.rooms.iter().find(|room| room.helpers_c.is_empty()) {
        let name = room.facility.name;
        return Err(Trouble::usage(format!(
            "write calls of {name} as C: its room has no C yet; replay the script without --emit"
        )));
    }
    let mut facts = Facts::gather(None);
    // The program makes namespaces of its own.
    facts.own_ipc = true;
    facts.own_ipc_limits = true;
    facts.mqueue = true;
    let course = foresee(&facts, &script)
        .map_err(|trouble| Trouble::Failed(format!("follow the script by the book: {trouble}")))?;
    output::print(&program(&script, &course, typed))?;
    Ok(Status::AsExpected)
}
