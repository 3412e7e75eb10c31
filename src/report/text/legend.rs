//! What the signs in the scripts that are shown mean.

use super::{Look, style};

/// A sign, and its meaning.
const SIGNS: [(&str, &str); 4] = [
    ("fd0", "`fd0` the first descriptor that the actor opened or was passed"),
    ("(#", "`(#7)` the bytes are marked with 7, to be known again"),
    ("|| ", "`||` these calls overlap"),
    ("? ", "`?` asks for a setting and changes nothing"),
];

/// One sentence about those signs that occur; nothing if none does.
pub fn of<'p>(pictures: impl Iterator<Item = &'p str>, look: Look) -> String {
    let pictures: Vec<&str> = pictures.collect();
    let occurs = |sign: &str| pictures.iter().any(|picture| picture.contains(sign));
    let meanings: Vec<&str> =
        SIGNS.iter().filter(|(sign, _)| occurs(sign)).map(|(_, meaning)| *meaning).collect();
    if meanings.is_empty() {
        return String::new();
    }
    let sentence = format!("{}.", meanings.join("; "));
    super::headed("in scripts", style::FAINT, &sentence, look) + "\n"
}
