//! What is kept of a sentence: a hash by which it is known again, and a sketch by which something
//! like it is. Neither tells its words.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

const SKETCH_LENGTH: usize = 32;

/// A sentence without regard to case, fonts, spaces, line breaks and punctuation, hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(u64);

/// The set of a sentence's words as min-hashes of a byte each: the share of bytes that two sketches
/// have in common estimates the share of words that the two sentences have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sketch([u8; SKETCH_LENGTH]);

impl Fingerprint {
    pub fn of(text: &str) -> Self {
        Self(xxh3_64(tokens(text).join(" ").as_bytes()))
    }
}

impl Sketch {
    pub fn of(text: &str) -> Self {
        let words = tokens(text);
        Self(std::array::from_fn(|seed| {
            let hashes = words.iter().map(|word| xxh3_64_with_seed(word.as_bytes(), seed as u64));
            hashes.min().unwrap_or_default() as u8
        }))
    }

    /// How alike two sentences are, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        let shared = self.0.iter().zip(&other.0).filter(|(left, right)| left == right).count();
        shared as f64 / SKETCH_LENGTH as f64
    }
}

/// The words of a text in lower case, numbers and signs of comparison among them.
pub fn tokens(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !"_<>=^+".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let value = (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten();
        value.map(Self).ok_or_else(|| format!("`{text}` is no fingerprint of 16 digits"))
    }
}

impl fmt::Display for Sketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Sketch {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no sketch of {} digits", 2 * SKETCH_LENGTH);
        if text.len() != 2 * SKETCH_LENGTH || !text.is_ascii() {
            return Err(wrong());
        }
        let mut bytes = [0; SKETCH_LENGTH];
        for (index, byte) in bytes.iter_mut().enumerate() {
            let digits = &text[2 * index..2 * index + 2];
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl Serialize for Sketch {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Sketch {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, Sketch};

    const SENTENCE: &str = "A cat that sits on a mat fails with EAGAIN, if the mat is full.";

    #[test]
    fn spaces_case_and_punctuation_make_no_other_sentence() {
        let same = "a cat  that sits on a mat fails with EAGAIN if the `mat` is full";
        assert_eq!(Fingerprint::of(SENTENCE), Fingerprint::of(same));
        let other = SENTENCE.replace("EAGAIN", "EINVAL");
        assert_ne!(Fingerprint::of(SENTENCE), Fingerprint::of(&other));
    }

    #[test]
    fn a_sentence_with_one_word_changed_is_like_it_and_another_is_not() {
        let sketch = Sketch::of(SENTENCE);
        assert!(sketch.likeness(&Sketch::of(&SENTENCE.replace("EAGAIN", "EINVAL"))) > 0.6);
        assert!(sketch.likeness(&Sketch::of("Dogs never sleep where nobody looks.")) < 0.2);
        assert_eq!(sketch.to_string().parse(), Ok(sketch));
    }
}
