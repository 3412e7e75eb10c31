//! How an entry's versions and scripts are written in TOML.
#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde calls them so")]

/// A kernel version as a string.
pub mod kernel {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::claim::Version;
    use crate::report::version;

    pub fn serialize<S: Serializer>(value: &Option<Version>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.serialize_str(&version::show(*value)),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Version>, D::Error> {
        let text = String::deserialize(from)?;
        let mend = || D::Error::custom(format!("`{text}` is no kernel version such as 5.10"));
        version::parse(&text).map(Some).ok_or_else(mend)
    }
}

/// A script as a string of JSON, or as a table.
pub mod script {
    use serde::de::Error as _;
    use serde::{Deserialize, Deserializer, Serializer};
    use serde_json::Value;

    pub fn serialize<S: Serializer>(value: &Option<Value>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => to.serialize_str(&value.to_string()),
            None => to.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
        match toml::Value::deserialize(from)? {
            toml::Value::String(text) => serde_json::from_str(&text)
                .map(Some)
                .map_err(|error| D::Error::custom(format!("the script is not JSON: {error}"))),
            table => serde_json::to_value(table).map(Some).map_err(D::Error::custom),
        }
    }
}
