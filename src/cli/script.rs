//! Scripts from outside: whether one is of a facility here, and can be run.

use serde_json::Value;

use crate::engine::Facility;
use crate::engine::script::{SCRIPT_SCHEMA, Script};

/// The facility of a script that can be run; or what is wrong with it, and the mend.
pub fn facility(script: &Value, facilities: &[Facility]) -> Result<Facility, String> {
    let Some(schema) = script.get("schema").and_then(Value::as_u64) else {
        return Err("no script: it has no `schema`; name one that `check` wrote".into());
    };
    if schema != u64::from(SCRIPT_SCHEMA) {
        return Err(format!(
            "a script of version {schema}, and this is bythebook for version {SCRIPT_SCHEMA}; \
             let `check` find it anew"
        ));
    }
    let name = script.get("facility").or_else(|| script.get("facilities")?.get(0));
    let name = name.and_then(Value::as_str).unwrap_or_default();
    let facility = facilities.iter().find(|facility| facility.name == name).ok_or_else(|| {
        format!("a script of `{name}`, no facility here; see `bythebook list facilities`")
    })?;
    match Script::of_json(script) {
        Err(why) => Err(format!(
            "a script that cannot be run: {}; let `check` find it anew",
            why.replace('\n', ", ")
        )),
        Ok(_) => Ok(*facility),
    }
}
