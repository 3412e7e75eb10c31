//! `completions`: what a shell must know to complete our arguments, and the manual page.

use std::fs;
use std::path::PathBuf;

use clap::{CommandFactory, ValueEnum};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::trouble::Trouble;
use super::{Status, args, output};

/// Print the completion script of a shell, or the manual page.
///
/// The script goes to where the shell looks for it, e.g.
/// `bythebook completions bash > /etc/bash_completion.d/bythebook`. With `man`, the page is
/// printed: `bythebook completions man | man -l -`. With --directory too, every page is written
/// there, one for each verb: `bythebook completions man --directory /usr/local/share/man/man1`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    shell: Reader,
    /// Write the pages of all verbs into this directory, which is made; for `man` only
    #[arg(long, value_name = "DIR")]
    directory: Option<PathBuf>,
}

/// Who is to read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Reader {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
    /// The manual page, for man(1)
    Man,
}

impl Reader {
    fn shell(self) -> Option<&'static dyn EnvCompleter> {
        Some(match self {
            Self::Bash => &Bash,
            Self::Elvish => &Elvish,
            Self::Fish => &Fish,
            Self::Powershell => &Powershell,
            Self::Zsh => &Zsh,
            Self::Man => return None,
        })
    }
}

pub fn run(arguments: &Arguments) -> Result<Status, Trouble> {
    let command = args::Arguments::command();
    let mut text = Vec::new();
    match (arguments.shell.shell(), &arguments.directory) {
        // What may come next is asked of the program itself: it knows claims and kernels.
        (Some(shell), None) => shell
            .write_registration("COMPLETE", "bythebook", "bythebook", "bythebook", &mut text)
            .expect("a script in memory"),
        (None, None) => {
            clap_mangen::Man::new(command).render(&mut text).expect("a page in memory");
        }
        (None, Some(directory)) => {
            let shown = directory.display();
            fs::create_dir_all(directory)
                .and_then(|()| clap_mangen::generate_to(command, directory))
                .map_err(|error| Trouble::usage(format!("write pages to {shown}: {error}")))?;
            text.extend(format!("{}\n", directory.join("bythebook.1").display()).into_bytes());
        }
        (Some(_), Some(_)) => {
            return Err(Trouble::usage(
                "--directory is for pages; name `man` instead of a shell, or redirect the script",
            ));
        }
    }
    output::print(&String::from_utf8_lossy(&text))?;
    Ok(Status::AsExpected)
}
