//! The crew and its surroundings, tested without a test harness: that has threads, and processes
//! are forked here. Run with a name to run the tests whose names contain it.
#![expect(clippy::print_stdout, reason = "it is its own test harness")]

mod races;
mod relays;
mod scripts;
mod surroundings;
mod toy;

use bythebook::engine::crew::exec;
use bythebook::engine::room;
use bythebook::sys::Arguments;

/// A test, by its name.
type Test = (&'static str, fn());

/// Tests by the names of their functions.
macro_rules! tests {
    ($($name:ident),+ $(,)?) => { &[$((stringify!($name), $name)),+] };
}
pub(crate) use tests;

fn enter(arguments: &Arguments) {
    exec::enter_if_actor(arguments, toy::ROOMS);
}
bythebook::before_std!(enter);

fn main() {
    room::know(toy::ROOMS);
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [role, rest @ ..] = arguments.as_slice()
        && role == "--victim"
    {
        surroundings::victim(rest);
    }
    let wanted = arguments.iter().find(|argument| !argument.starts_with('-'));
    for (name, test) in [surroundings::TESTS, scripts::TESTS, relays::TESTS, races::TESTS].concat()
    {
        if wanted.is_none_or(|wanted| name.contains(wanted.as_str())) {
            test();
            println!("test {name} ... ok");
        }
    }
}
