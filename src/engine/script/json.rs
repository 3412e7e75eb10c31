//! A script as JSON: what a file has, and what is left of an older one.
//!
//! A script of one room names it as its `facility`, and calls by their names alone; a script of
//! several names its `facilities`, and says of each call of another than the first whose it is.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Lane, SCRIPT_SCHEMA, Script, Step};
use crate::engine::room::{self, Room};
use crate::engine::world::Rooms;
use crate::engine::{Limits, Op};

/// The key under which a call names its room.
const OF: &str = "facility";

impl Serialize for Script {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl Script {
    /// As a file has it.
    pub fn to_json(&self) -> Value {
        let mut json = Map::new();
        let mut put = |key: &str, value: Value| drop(json.insert(key.to_owned(), value));
        put("schema", self.schema.into());
        let names: Vec<&str> = self.rooms.iter().map(|room| room.facility.name).collect();
        match names[..] {
            [name] => put("facility", name.into()),
            _ => put("facilities", names.into()),
        }
        put("actors", self.actors.into());
        put("solo", self.solo.into());
        if !self.limits.is_empty() {
            put("limits", plain(&self.limits));
        }
        put("steps", self.steps.iter().map(|step| self.step_to_json(step)).collect());
        Value::Object(json)
    }

    fn step_to_json(&self, step: &Step) -> Value {
        let call = |op: &Op| {
            let mut call = op.to_json();
            if !op.room().is(self.room()) {
                call = Value::Object(Map::from_iter([
                    (OF.to_owned(), op.room().facility.name.into()),
                    ("op".to_owned(), call),
                ]));
            }
            call
        };
        match step {
            Step::Call { by, op } => {
                serde_json::json!({ "call": { "by": by, "op": call(op) } })
            }
            Step::Deed { .. } => plain(step),
            Step::Race { windows } => {
                let lanes = windows.iter().map(|lane| {
                    let calls: Vec<Value> = lane.calls.iter().map(call).collect();
                    serde_json::json!({ "by": lane.by, "calls": calls })
                });
                serde_json::json!({ "race": { "windows": lanes.collect::<Vec<_>>() } })
            }
        }
    }

    /// The script that a file has, or why it is none that can be run.
    pub fn of_json(json: &Value) -> Result<Self, String> {
        let schema = json.get("schema").and_then(Value::as_u64).ok_or("it has no `schema`")?;
        if schema != u64::from(SCRIPT_SCHEMA) {
            return Err(format!(
                "its schema is {schema}, and this bythebook reads {SCRIPT_SCHEMA}"
            ));
        }
        let rooms = rooms(json)?;
        let steps = json.get("steps").and_then(Value::as_array).ok_or("it has no `steps`")?;
        let steps: Result<Vec<Step>, String> = (1..)
            .zip(steps)
            .map(|(nth, step)| step_of(step, &rooms).map_err(|why| format!("step {nth}: {why}")))
            .collect();
        let script = Self {
            schema: SCRIPT_SCHEMA,
            actors: field(json, "actors")?,
            solo: field(json, "solo")?,
            limits: match json.get("limits") {
                Some(_) => field(json, "limits")?,
                None => Limits::default(),
            },
            steps: steps?,
            rooms,
        };
        script.fault().map_or(Ok(script), Err)
    }
}

fn plain(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("plain data")
}

fn field<T: serde::de::DeserializeOwned>(json: &Value, name: &str) -> Result<T, String> {
    let value = json.get(name).ok_or_else(|| format!("it has no `{name}`"))?;
    T::deserialize(value).map_err(|error| format!("`{name}`: {error}"))
}

fn rooms(json: &Value) -> Result<Rooms, String> {
    let names = json.get("facilities").and_then(Value::as_array).cloned();
    let names = names.or_else(|| json.get("facility").cloned().map(|name| vec![name]));
    let names = names.filter(|names| !names.is_empty()).ok_or("it has no `facility`")?;
    names.iter().map(named).collect()
}

fn named(name: &Value) -> Result<&'static Room, String> {
    let room = name.as_str().and_then(room::named);
    room.ok_or_else(|| format!("there is no facility {name}"))
}

fn step_of(json: &Value, rooms: &Rooms) -> Result<Step, String> {
    if let Some(call) = json.get("call") {
        let op = call.get("op").ok_or("it has no `op`")?;
        return Ok(Step::Call { by: field(call, "by")?, op: call_of(op, rooms)? });
    }
    let Some(race) = json.get("race") else {
        let deed = json.get("deed").ok_or("it is no call, no deed and no race")?;
        return Ok(Step::Deed { by: field(deed, "by")?, deed: field(deed, "deed")? });
    };
    let lanes = race.get("windows").and_then(Value::as_array).ok_or("it has no `windows`")?;
    let lane = |lane: &Value| {
        let calls = lane.get("calls").and_then(Value::as_array).ok_or("it has no `calls`")?;
        let calls: Result<Vec<Op>, String> = calls.iter().map(|op| call_of(op, rooms)).collect();
        Ok::<Lane, String>(Lane { by: field(lane, "by")?, calls: calls? })
    };
    Ok(Step::Race { windows: lanes.iter().map(lane).collect::<Result<_, _>>()? })
}

fn call_of(json: &Value, rooms: &Rooms) -> Result<Op, String> {
    match (json.get(OF), json.get("op")) {
        (Some(name), Some(op)) => {
            let room = named(name)?;
            if !rooms.iter().any(|one| one.is(room)) {
                return Err(format!("{name} is not among its facilities"));
            }
            Op::of_json(op, room)
        }
        _ => Op::of_json(json, rooms[0]),
    }
}
