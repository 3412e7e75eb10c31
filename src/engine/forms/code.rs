//! Calls and outcomes as bytes, for the mailboxes of actors, and calls as JSON, for scripts.
//!
//! As bytes they name their room and form by number; in a script a call is named as its table
//! names it, and which room is meant the script says.

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};
use smallvec::SmallVec;

use super::call::{Form, Op};
use super::operand::{Put, WORDS_MAX};
use super::outcome::Outcome;
use super::part::Parts;
use crate::engine::content::Content;
use crate::engine::room::{self, Room};

impl Op {
    /// As a script has it.
    pub fn to_json(self) -> Value {
        let form = self.form();
        let mut words = self.take();
        let mut operands =
            form.operands.iter().map(|spec| (spec.name.to_owned(), (spec.is.to_json)(&mut words)));
        let mut path = form.path();
        let inner = if form.is_bare() {
            operands.next().map(|(_, value)| value).unwrap_or_default()
        } else if form.operands.is_empty() {
            Value::String(path.pop().unwrap_or_default())
        } else {
            Value::Object(operands.collect())
        };
        path.into_iter().rev().fold(inner, |inner, name| Value::Object(one(name, inner)))
    }

    /// Adds what tells it from every other call.
    pub fn write_to(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&[self.room().number(), self.form().index]);
        for word in self.used() {
            bytes.extend_from_slice(&word.to_le_bytes());
        }
    }

    /// The words up to the last that is not zero.
    fn used(&self) -> &[u64] {
        let words = self.words();
        let used = words.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1);
        &words[..used]
    }

    /// The call of this room that a script has there.
    pub fn of_json(value: &Value, room: &'static Room) -> Result<Self, String> {
        let found = room.calls.iter().find_map(|form| Some((form, inside(form, value)?)));
        let (form, operands) =
            found.ok_or_else(|| format!("{} has no call like {value}", room.facility.name))?;
        let mut put = Put::default();
        for spec in form.operands {
            let given = if form.is_bare() { Some(operands) } else { operands.get(spec.name) };
            let words = (spec.is.of_json)(given.unwrap_or(&Value::Null))
                .map_err(|error| format!("operand `{}` of {}: {error}", spec.name, form.kind))?;
            words.iter().for_each(|word| put.word(*word));
        }
        Ok(Self::new(form, put))
    }
}

fn one(name: String, value: Value) -> Map<String, Value> {
    std::iter::once((name, value)).collect()
}

/// The operands of a call, if it is of this form.
fn inside<'v>(form: &Form, value: &'v Value) -> Option<&'v Value> {
    let path = form.path();
    let (last, before) = path.split_last()?;
    let value = before.iter().try_fold(value, |value, name| value.get(name))?;
    if form.operands.is_empty() {
        return (value.as_str() == Some(last)).then_some(value);
    }
    let map = value.as_object().filter(|map| map.len() == 1)?;
    map.get(last)
}

/// `GetCapacity` as `get_capacity`.
pub fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for (place, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && place > 0 {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

impl Serialize for Op {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return self.to_json().serialize(serializer);
        }
        let form = self.form();
        (form.room.number(), form.index, self.used()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        type Coded = (u8, u8, SmallVec<[u64; WORDS_MAX]>);
        let (room, form, words) = Coded::deserialize(deserializer)?;
        let form = room::numbered(room).and_then(|room| room.calls.get(usize::from(form)));
        let form = form.ok_or_else(|| de::Error::custom("no room has this call"))?;
        let mut put = Put::default();
        words.iter().take(WORDS_MAX).for_each(|word| put.word(*word));
        Ok(Self::new(form, put))
    }
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let form = self.form();
        (form.room.number(), form.index, self.words(), self.content()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        type Coded = (u8, u8, SmallVec<[u64; 4]>, Content);
        let (room, form, words, content) = Coded::deserialize(deserializer)?;
        let form = room::numbered(room).and_then(|room| room.outcomes.get(usize::from(form)));
        let form = form.ok_or_else(|| de::Error::custom("no room has this outcome"))?;
        Ok(Self::new(form, Parts { words, content }))
    }
}
