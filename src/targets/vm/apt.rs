//! Debian's suites through apt, with sources and state of our own: the host's apt is not touched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Where kernels are looked for, oldest first; a suite that is not reachable is done without.
const SUITES: [&str; 6] =
    ["bullseye", "bookworm", "bookworm-backports", "trixie", "trixie-backports", "sid"];
/// Debian's keys, where its keyring is installed.
const KEYRINGS: [&str; 2] = [
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
];

/// An apt of our own.
#[derive(Debug)]
pub struct Apt {
    config: PathBuf,
}

impl Apt {
    /// Makes one in a directory. The mirror is the host's, unless another is named.
    pub fn new(directory: &Path, mirror: Option<&str>) -> Result<Self> {
        let mirror = match mirror {
            Some(mirror) => mirror.to_owned(),
            None => host_mirror()?,
        };
        for part in ["lists/partial", "cache/archives/partial", "none"] {
            let path = directory.join(part);
            fs::create_dir_all(&path).with_context(|| format!("make {}", path.display()))?;
        }
        let apt = Self { config: directory.join("apt.conf") };
        fs::write(&apt.config, configuration(directory))
            .with_context(|| format!("write {}", apt.config.display()))?;
        apt.update(&directory.join("sources.list"), &mirror)?;
        Ok(apt)
    }

    /// Reads the lists of every suite that can be reached.
    fn update(&self, sources: &Path, mirror: &str) -> Result<()> {
        let write = |suites: &[&str]| {
            let lines: String = suites.iter().map(|suite| source(mirror, suite)).collect();
            fs::write(sources, lines).with_context(|| format!("write {}", sources.display()))
        };
        write(&SUITES)?;
        if self.get(&["update"]).is_ok() {
            return Ok(());
        }
        let mut reachable = vec![];
        let mut trouble = None;
        for suite in SUITES {
            write(&[suite])?;
            match self.get(&["update"]) {
                Ok(_) => reachable.push(suite),
                Err(error) => trouble = Some(error),
            }
        }
        write(&reachable)?;
        match trouble {
            Some(error) if reachable.is_empty() => Err(error),
            _ => self.get(&["update"]).map(drop),
        }
    }

    /// The names of all packages that match.
    pub fn names(&self, pattern: &str) -> Result<Vec<String>> {
        let out = self.run("apt-cache", &["search", "--names-only", pattern])?;
        Ok(out.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect())
    }

    /// Version and checksum of the newest package of this name.
    pub fn newest(&self, name: &str) -> Result<(String, String)> {
        let out = self.run("apt-cache", &["show", "--no-all-versions", name])?;
        let field = |field: &str| {
            let value = out.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(": "));
            value.map(str::to_owned).with_context(|| format!("find the {field} of {name}"))
        };
        Ok((field("Version")?, field("SHA256")?))
    }

    /// Puts a package of this version into a directory.
    pub fn download(&self, name: &str, version: &str, into: &Path) -> Result<PathBuf> {
        let asked = format!("{name}={version}");
        let mut command = self.command("apt-get", &["download", &asked]);
        output(command.current_dir(into))?;
        let listed = fs::read_dir(into).with_context(|| format!("read {}", into.display()))?;
        let prefix = format!("{name}_");
        let found = listed.filter_map(|entry| Some(entry.ok()?.path())).find(|path| {
            path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(&prefix))
        });
        found.with_context(|| format!("find what apt-get downloaded for {asked}"))
    }

    fn get(&self, words: &[&str]) -> Result<String> {
        self.run("apt-get", words)
    }

    fn run(&self, program: &str, words: &[&str]) -> Result<String> {
        output(&mut self.command(program, words))
    }

    fn command(&self, program: &str, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.arg("-c").arg(&self.config).args(words).env("LC_ALL", "C");
        command
    }
}

fn configuration(directory: &Path) -> String {
    let at = |part: &str| directory.join(part).display().to_string();
    let settings = [
        ("Dir::Etc::sourcelist", at("sources.list")),
        ("Dir::Etc::sourceparts", at("none")),
        ("Dir::Etc::preferences", "/dev/null".into()),
        ("Dir::Etc::preferencesparts", at("none")),
        ("Dir::State::lists", at("lists")),
        ("Dir::State::status", "/dev/null".into()),
        ("Dir::Cache", at("cache")),
        // Container images switch these off, and every call would read all lists anew.
        ("Dir::Cache::pkgcache", "pkgcache.bin".into()),
        ("Dir::Cache::srcpkgcache", "srcpkgcache.bin".into()),
        // The directory may be ours alone.
        ("APT::Sandbox::User", "root".into()),
        ("APT::Get::List-Cleanup", "false".into()),
        ("Acquire::Languages", "none".into()),
        ("Acquire::IndexTargets::deb::DEP-11::DefaultEnabled", "false".into()),
    ];
    settings.map(|(name, value)| format!("{name} \"{value}\";\n")).concat()
}

fn source(mirror: &str, suite: &str) -> String {
    let keyring = KEYRINGS.into_iter().find(|path| Path::new(path).exists());
    let signed = keyring.map(|path| format!(" signed-by={path}")).unwrap_or_default();
    format!("deb [arch=amd64{signed}] {mirror} {suite} main\n")
}

/// The first of the host's own sources that is Debian's archive.
fn host_mirror() -> Result<String> {
    let mut command = Command::new("apt-get");
    command.args(["indextargets", "--format", "$(REPO_URI) $(ORIGIN)"]).env("LC_ALL", "C");
    let out = output(&mut command)?;
    let sources = || out.lines().filter_map(|line| line.split_once(' '));
    let is_archive = |uri: &str| uri.trim_end_matches('/').ends_with("/debian");
    let found = sources()
        .find(|(uri, origin)| *origin == "Debian" && is_archive(uri))
        .or_else(|| sources().find(|(uri, _)| is_archive(uri)));
    match found {
        Some((uri, _)) => Ok(uri.trim_end_matches('/').to_owned()),
        None => bail!("find a mirror of Debian in this host's apt sources; name one with --mirror"),
    }
}

fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let words: Vec<_> = command.get_args().skip(2).map(|word| word.to_string_lossy()).collect();
    let doing = format!("{program} {}", words.join(" "));
    let done = command
        .output()
        .with_context(|| format!("run {program}; install apt, or name a bzImage or a .deb"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        let last = said.lines().rfind(|line| line.starts_with("E:")).unwrap_or_default().trim();
        bail!("do `{doing}` ({}): {last}; are Debian's suites reachable?", done.status);
    }
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}
