//! What a shell may offer for an argument: facilities and claims, kernels that were fetched,
//! targets that the configuration names.

use std::ffi::OsStr;
use std::path::Path;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::engine::Facility;
use crate::facilities;
use crate::targets::named;
use crate::targets::vm::{fetch, kernel};

/// Facilities, and, once a dot is typed, the claims of one.
pub fn claims() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let all = facilities::open();
        if !typed.contains('.') {
            let facilities = all.iter().map(|facility| (facility.name, facility.summary));
            let dotted = all.iter().map(|facility| (format!("{}.", facility.name), "its claims"));
            let plain = facilities.map(|(name, summary)| (name.to_owned(), summary));
            return matching(&typed, plain.chain(dotted));
        }
        let claims = all.iter().flat_map(Facility::all_claims);
        matching(&typed, claims.map(|claim| (claim.id(), claim.statement())))
    })
}

/// Versions of the kernels in the cache. A file is the shell's to offer.
pub fn kernels() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let fetched = kernel::find(&fetch::cache(), &fetch::cache()).unwrap_or_default();
        let releases = fetched.into_iter().map(|kernel| (kernel.release, "fetched"));
        matching(&typed.to_string_lossy(), releases)
    })
}

/// Targets of the configuration that is looked up where none is named.
pub fn targets() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let names = named::names(Path::new(super::elsewhere::CONFIG)).unwrap_or_default();
        let names = names.into_iter().map(|name| (name, super::elsewhere::CONFIG));
        matching(&typed.to_string_lossy(), names)
    })
}

fn matching<'a>(
    typed: &str,
    all: impl Iterator<Item = (String, &'a str)>,
) -> Vec<CompletionCandidate> {
    let candidate = |(name, help): (String, &str)| {
        CompletionCandidate::new(name).help(Some(help.to_owned().into()))
    };
    all.filter(|(name, _)| name.starts_with(typed)).map(candidate).collect()
}
