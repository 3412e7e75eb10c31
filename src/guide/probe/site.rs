//! Where one probe works: names that nobody else uses, and what may be had there.

use std::ffi::CString;

use crate::engine::isolate::{Environment, Journal, Made, Part};
use crate::kernel;

/// A probe's place.
#[derive(Debug, Clone, Copy)]
pub struct Site<'e> {
    environment: &'e Environment,
    /// Of this probe among all of the run.
    serial: u32,
    pub other_uid: Option<u32>,
}

/// The first port of probes: in a network namespace of ours all are free.
const PORT_FIRST: u32 = 20_000;

impl<'e> Site<'e> {
    pub fn new(environment: &'e Environment, serial: u32) -> Self {
        let own_user = environment.isolation.has(Part::User);
        // A user namespace of ours has a single user.
        let may_become = !own_user && nix::unistd::geteuid().is_root();
        let other_uid = may_become.then(kernel::other_uid);
        Self { environment, serial, other_uid }
    }

    /// A place beside it, for what a probe asks first.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { serial: self.serial + 1, ..*self }
    }

    /// The path of a file that is not there yet.
    pub fn path(&self) -> String {
        format!("{}/{}", self.environment.scratch_directory, self.word())
    }

    /// A name for POSIX name spaces, with its slash.
    pub fn name(&self) -> CString {
        CString::new(format!("/{}", self.word())).expect("there is no null byte in it")
    }

    /// A key for System V objects, above those that people choose.
    pub fn key(&self) -> i32 {
        let tag = self.environment.tag.bytes();
        let hash = tag
            .fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        (hash.wrapping_add(self.serial) | 0x4000_0000) as i32 & i32::MAX
    }

    pub fn port(&self) -> u16 {
        (PORT_FIRST + self.serial) as u16
    }

    /// Writes down what may outlive a probe that is killed, where namespaces do not end it.
    pub fn note(&self, made: Made, name: &str) {
        self.environment.journal.as_ref().inspect(|journal: &&Journal| journal.note(made, name));
    }

    fn word(&self) -> String {
        format!("{}.{}", self.environment.tag, self.serial)
    }
}
