//! fifo: clients that know only a name send lines to a server.
//!
//! Relies on:
//! - `fifo.open_read_waits` and `fifo.open_woken`: the server sleeps until there is a client;
//! - `fifo.open_both`: the server has a write end too, so that it sees no end of file between
//!   clients;
//! - `fifo.write_small_atomic`: a line of at most `PIPE_BUF` bytes, written by one call, is whole;
//! - `fifo.unlink_leaves_open`: once all have come the name can go, and nothing is left behind.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::Command;

use nix::sys::stat::Mode;
use nix::unistd::mkfifo;

const CLIENTS: usize = 3;
const LINES_EACH: usize = 200;

fn main() -> io::Result<()> {
    match &std::env::args().skip(1).collect::<Vec<_>>()[..] {
        [path, name] => send(Path::new(path), name),
        _ => serve(),
    }
}

fn send(path: &Path, name: &str) -> io::Result<()> {
    let mut server = File::options().write(true).open(path)?;
    for line in 0..LINES_EACH {
        server.write_all(format!("{name} {line}\n").as_bytes())?;
    }
    Ok(())
}

fn serve() -> io::Result<()> {
    let path = std::env::temp_dir().join(format!("bythebook-fifo-{}", std::process::id()));
    mkfifo(&path, Mode::S_IRUSR | Mode::S_IWUSR)?;
    let mut children = Vec::new();
    for name in 0..CLIENTS {
        let mut command = Command::new(std::env::current_exe()?);
        children.push(command.arg(&path).arg(name.to_string()).spawn()?);
    }
    let first = File::open(&path)?;
    let _stays = File::options().read(true).write(true).open(&path)?;
    let mut next = [0; CLIENTS];
    let mut lines = BufReader::new(first).lines();
    while next != [LINES_EACH; CLIENTS] {
        let line = lines.next().expect("we have a write end")?;
        let (name, number) = line.split_once(' ').expect("a whole line");
        let name: usize = name.parse().expect("a whole line");
        assert_eq!(number.parse(), Ok(next[name]), "in order");
        next[name] += 1;
        if path.exists() && next.iter().all(|next| *next > 0) {
            fs::remove_file(&path)?;
        }
    }
    for mut child in children {
        child.wait()?;
    }
    println!("{} lines of {CLIENTS} clients, in order", CLIENTS * LINES_EACH);
    Ok(())
}
