//! Gets what namespaces and mounts may be had; each that is refused is said and done without.

use std::fs;
use std::path::Path;

use nix::mount::{MsFlags, mount};
use nix::sched::{CloneFlags, unshare};

use super::{Got, Isolation, Part, Wanted};
use crate::claim::Capability;
use crate::sys::{self, Errno, Fork};

/// Where the scratch file system may be mounted: any directory that nobody needs here.
const SCRATCH_PLACES: [&str; 4] = ["/mnt", "/media", "/srv", "/tmp"];

/// Clones init, as process 1 of a namespace where that may be had, and in a user namespace where
/// that is needed for it.
pub fn clone_init(wanted: &Wanted) -> Result<(Fork, Isolation), Errno> {
    let mut isolation = Isolation::default();
    if !wanted.namespaces {
        for part in PARTS {
            isolation.0.insert(part, Got::Shared("not wanted".into()));
        }
        return Ok((sys::fork()?, isolation));
    }
    let held = sys::capabilities().map_or(0, |[effective, ..]| effective);
    let privileged = held >> Capability::SYS_ADMIN.number & 1 == 1;
    let user = if privileged { 0 } else { libc::CLONE_NEWUSER };
    match sys::clone(user | libc::CLONE_NEWPID) {
        Ok(fork) => {
            isolation.0.insert(Part::Pid, Got::Ours);
            let user = if privileged { Got::Unneeded } else { Got::Ours };
            isolation.0.insert(Part::User, user);
            Ok((fork, isolation))
        }
        Err(errno) => {
            isolation.0.insert(Part::Pid, refused(errno));
            isolation.0.insert(Part::User, refused(errno));
            Ok((sys::fork()?, isolation))
        }
    }
}

const PARTS: [Part; 11] = [
    Part::User,
    Part::Pid,
    Part::Mount,
    Part::Ipc,
    Part::Uts,
    Part::Net,
    Part::Proc,
    Part::Mqueue,
    Part::Shm,
    Part::Devpts,
    Part::Scratch,
];

/// User and group of the harness.
pub type Ids = (u32, u32);

/// What init found itself in.
pub struct Inside {
    pub isolation: Isolation,
    pub scratch_directory: Option<String>,
    pub mqueue_directory: Option<String>,
}

/// In init: gets the rest.
pub fn enter(wanted: &Wanted, mut isolation: Isolation, outer: Ids) -> Inside {
    let mut inside =
        Inside { isolation: Isolation::default(), scratch_directory: None, mqueue_directory: None };
    if !wanted.namespaces {
        inside.isolation = isolation;
        return inside;
    }
    let had = &mut isolation.0;
    if had.get(&Part::User) == Some(&Got::Ours)
        && let Err(error) = map_single_user(outer)
    {
        had.insert(Part::User, refused(format!("no user could be mapped: {error}")));
    }
    for (part, flag) in [
        (Part::Ipc, CloneFlags::CLONE_NEWIPC),
        (Part::Uts, CloneFlags::CLONE_NEWUTS),
        (Part::Net, CloneFlags::CLONE_NEWNET),
        (Part::Mount, CloneFlags::CLONE_NEWNS),
    ] {
        had.insert(part, unshare(flag).map_or_else(refused, |()| Got::Ours));
    }
    if isolation.has(Part::Uts) {
        let _ = nix::unistd::sethostname("bythebook");
    }
    if isolation.has(Part::Net)
        && let Err(errno) = sys::loopback_up()
    {
        isolation.0.insert(Part::Net, refused(format!("loopback does not come up: {errno}")));
    }
    if isolation.has(Part::Mount) {
        mount_all(&mut isolation, &mut inside);
    } else {
        for part in [Part::Proc, Part::Mqueue, Part::Shm, Part::Devpts, Part::Scratch] {
            isolation.0.insert(part, refused("no mount namespace"));
        }
    }
    inside.isolation = isolation;
    inside
}

fn mount_all(isolation: &mut Isolation, inside: &mut Inside) {
    // Nothing that we mount may travel to the host.
    let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
    if let Err(errno) = mount(NOTHING, "/", NOTHING, private, NOTHING) {
        isolation.0.insert(Part::Mount, refused(format!("mounts stay shared: {errno}")));
        return;
    }
    let quiet = MsFlags::MS_NOSUID | MsFlags::MS_NODEV;
    let proc_mounted = if isolation.has(Part::Pid) {
        fresh("proc", "/proc", quiet | MsFlags::MS_NOEXEC, "")
    } else {
        refused("no process namespace")
    };
    isolation.0.insert(Part::Proc, proc_mounted);
    isolation.0.insert(Part::Shm, fresh("tmpfs", "/dev/shm", quiet, "mode=1777"));
    let options = "newinstance,ptmxmode=0666,mode=0620";
    let terminals = MsFlags::MS_NOSUID | MsFlags::MS_NOEXEC;
    isolation.0.insert(Part::Devpts, fresh("devpts", "/dev/pts", terminals, options));
    let mut scratch = refused("no directory to mount it on");
    for place in SCRATCH_PLACES.into_iter().filter(|place| Path::new(place).is_dir()) {
        scratch = fresh("tmpfs", place, quiet, "mode=1777");
        if scratch == Got::Ours {
            inside.scratch_directory = Some(place.to_owned());
            break;
        }
    }
    isolation.0.insert(Part::Scratch, scratch);
    let mqueue =
        if isolation.has(Part::Ipc) { mount_mqueue(inside) } else { refused("no IPC namespace") };
    isolation.0.insert(Part::Mqueue, mqueue);
}

/// At its usual place, or else beside the scratch directory.
fn mount_mqueue(inside: &mut Inside) -> Got {
    let mut places = vec!["/dev/mqueue".to_owned()];
    if let Some(scratch) = &inside.scratch_directory {
        places.push(format!("{scratch}/.mqueue"));
    }
    let mut got = refused("no directory to mount it on");
    for place in places {
        if place.ends_with(".mqueue") && fs::create_dir(&place).is_err() {
            continue;
        }
        got = fresh("mqueue", &place, MsFlags::empty(), "");
        if got == Got::Ours {
            inside.mqueue_directory = Some(place);
            break;
        }
    }
    got
}

/// Puts a new mqueue file system, of the IPC namespace that we are in now, over the old one.
pub fn remount_mqueue(place: &str) -> bool {
    // The old one may be busy; a new one over it serves as well.
    let _ = nix::mount::umount2(place, nix::mount::MntFlags::MNT_DETACH);
    fresh("mqueue", place, MsFlags::empty(), "") == Got::Ours
}

const NOTHING: Option<&str> = None;

#[expect(clippy::needless_pass_by_value, reason = "errors and texts alike")]
fn refused(why: impl ToString) -> Got {
    Got::Shared(why.to_string())
}

/// Mounts a new file system of its own.
fn fresh(kind: &str, place: &str, flags: MsFlags, options: &str) -> Got {
    if !Path::new(place).is_dir() {
        return refused(format!("no directory {place}"));
    }
    mount(Some(kind), place, Some(kind), flags, Some(options))
        .map_or_else(|errno| refused(format!("mount {kind} on {place}: {errno}")), |()| Got::Ours)
}

/// Maps our user and group to root, and no other.
fn map_single_user((uid, gid): Ids) -> std::io::Result<()> {
    // Without this an unprivileged process may not map groups; old kernels do not know it.
    let _ = fs::write("/proc/self/setgroups", "deny");
    fs::write("/proc/self/uid_map", format!("0 {uid} 1"))?;
    fs::write("/proc/self/gid_map", format!("0 {gid} 1"))
}
