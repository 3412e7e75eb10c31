//! Targets by name, from `bythebook.toml`: the command that runs us there, and what holds there.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde::Deserialize;

use crate::claim::Version;
use crate::report::version;

/// Where a check can run: a command that runs what is added to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub name: String,
    /// The command's words; never empty.
    pub via: Vec<String>,
    /// Where our binary lies there; none is where it lies here.
    pub program: Option<String>,
    pub assume_kernel: Option<Version>,
    /// Ledgers that hold there.
    pub expect: Vec<String>,
    /// Further arguments of the check.
    pub args: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    target: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    via: String,
    program: Option<String>,
    assume_kernel: Option<String>,
    #[serde(default)]
    expect: Vec<String>,
    #[serde(default)]
    args: Vec<String>,
}

/// The target that is this command, called by it.
pub fn of_command(command: &str) -> Result<Target> {
    Ok(Target {
        name: command.trim().to_owned(),
        via: words(command)?,
        program: None,
        assume_kernel: None,
        expect: vec![],
        args: vec![],
    })
}

/// The targets that the file names.
pub fn names(path: &Path) -> Result<Vec<String>> {
    Ok(parse(path)?.target.into_keys().collect())
}

/// The target of this name in the file; ledgers are looked for beside the file.
pub fn read(path: &Path, name: &str) -> Result<Target> {
    let shown = path.display();
    let mut file = parse(path)?;
    let Some(entry) = file.target.remove(name) else {
        let known: Vec<&str> = file.target.keys().map(String::as_str).collect();
        let has = if known.is_empty() { "none".into() } else { known.join(", ") };
        bail!("find the target {name} in {shown}; it has {has}");
    };
    let beside = path.parent().unwrap_or(Path::new(""));
    let ledger = |name: String| match name.as_str() {
        "none" => name,
        _ => beside.join(name).to_string_lossy().into_owned(),
    };
    let assumed = |text: &String| {
        version::parse(text)
            .with_context(|| format!("read assume_kernel = \"{text}\" of {name}; it is X.Y"))
    };
    Ok(Target {
        name: name.to_owned(),
        via: words(&entry.via).with_context(|| format!("read `via` of {name} in {shown}"))?,
        program: entry.program,
        assume_kernel: entry.assume_kernel.as_ref().map(assumed).transpose()?,
        expect: entry.expect.into_iter().map(ledger).collect(),
        args: entry.args,
    })
}

fn parse(path: &Path) -> Result<File> {
    let shown = path.display();
    let text = fs::read_to_string(path).with_context(|| {
        format!("read {shown}, which names targets; write it, or name another with --config FILE")
    })?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
        let why = error.message().replace('\n', ", ");
        anyhow!("read {shown}: line {line}: {why}; see ci/targets.toml for the form")
    })
}

/// A command's words, by the rules of a shell.
fn words(command: &str) -> Result<Vec<String>> {
    let words = shell_words::split(command)
        .with_context(|| format!("split the command `{command}`; close its quotes"))?;
    if words.is_empty() {
        bail!("run an empty command; name one that runs what is added to it, such as 'unshare -r'");
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{of_command, read};

    #[test]
    fn a_command_is_split_as_a_shell_would() {
        let target = of_command("ssh -o 'ProxyJump a' host").unwrap();
        assert_eq!(target.via, ["ssh", "-o", "ProxyJump a", "host"]);
        assert!(of_command("  ").is_err());
        assert!(of_command("bwrap 'half").is_err());
    }

    #[test]
    fn a_named_target_has_its_ledgers_beside_the_configuration() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("bythebook.toml");
        let text =
            "[target.gvisor]\nvia = 'runsc do'\nassume_kernel = '4.4'\nexpect = ['g.toml']\n";
        fs::write(&path, text).unwrap();
        let target = read(&path, "gvisor").unwrap();
        assert_eq!(target.assume_kernel, Some((4, 4, 0)));
        assert_eq!(target.expect, [directory.path().join("g.toml").to_string_lossy()]);
        let error = read(&path, "gvisr").unwrap_err().to_string();
        assert!(error.ends_with("it has gvisor"), "{error}");
    }
}
