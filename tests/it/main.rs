//! One test binary: the command line and the reports, from outside.

mod record;
mod sample;
mod text;
