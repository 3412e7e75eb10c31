//! What a machine must have for claims and calls of shared memory.

use crate::claim::{Capability, Need};

pub const OWN_IPC: &[Need] = &[Need::OwnIpc];
pub const OTHER_UID: &[Need] = &[Need::OtherUid];
pub const PROC: &[Need] = &[Need::Proc];
pub const OTHER_PROC: &[Need] = &[Need::Proc, Need::OtherUid];
pub const IPC_OWNER: &[Need] = &[Need::Has(Capability::IPC_OWNER)];
pub const ADMIN: &[Need] = &[Need::Has(Capability::SYS_ADMIN)];
pub const OTHER_ADMIN: &[Need] = &[Need::OtherUid, Need::Has(Capability::SYS_ADMIN)];
/// A new IPC namespace, and a look at its limits.
pub const NEW_SPACE: &[Need] = &[Need::Has(Capability::SYS_ADMIN), Need::Proc];
