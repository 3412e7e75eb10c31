//! Kernel versions as records and ledgers write them: `5.10`, `6.18.44`.

use crate::claim::Version;

/// Reads `X.Y` or `X.Y.Z`; none for anything else.
pub fn parse(text: &str) -> Option<Version> {
    let parts: Vec<u16> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    match parts[..] {
        [major, minor] => Some((major, minor, 0)),
        [major, minor, patch] => Some((major, minor, patch)),
        _ => None,
    }
}

/// As people write it: without a patch level of zero.
pub fn show((major, minor, patch): Version) -> String {
    if patch == 0 { format!("{major}.{minor}") } else { format!("{major}.{minor}.{patch}") }
}
