//! Makes the calls: raw, but where the C library is spoken of. It decides nothing.

use std::ffi::{CStr, CString};
use std::fs;
use std::os::unix::fs::PermissionsExt;

use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::unistd::{SysconfVar, getegid, geteuid, getuid, sysconf};

use super::calls::{CREATE, Call, Given, NONBLOCK, NOTICE_SIGNALS, Name, Notice, Request};
use super::calls::{Seen, Who};
use crate::engine::content::{Content, Piece};
use crate::engine::forms::{Rest, Tag};
use crate::engine::isolate::Made;
use crate::engine::{Answer, Errno, Hands, Limit, Op};
use crate::sys::{self, MqAttr};

/// `si_code` of a notice.
const SI_MESGQ: i32 = -3;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer {
    seen(Call::of(op), hands).map(Into::into)
}

/// Makes a call, and says what came back as the room's own code reads it.
pub fn seen(call: Call, hands: &mut Hands) -> Answer<Seen> {
    match call {
        Call::Open { .. } => open(call, hands),
        Call::Unlink { name, library } => unlink(name, library, hands),
        Call::Send { fd, tag, bytes, priority, until } => {
            let message = Piece::of(tag.0, bytes);
            let moment = until.moment();
            let source = message.as_slice().into();
            match sys::mq_timedsend(hands.fd(fd), source, priority, moment.at) {
                Ok(_) => Ok(Seen::Sent),
                Err(errno) => timed_out(errno, moment.is_early(errno)),
            }
        }
        Call::Receive { fd, bytes, until } => {
            let fd = hands.fd(fd);
            let moment = until.moment();
            let buffer = &mut hands.scratch[..bytes as usize];
            match sys::mq_timedreceive(fd, (&mut *buffer).into(), moment.at) {
                Ok((length, priority)) => {
                    let content = Content::decode(buffer.get(..length).ok_or(Errno::EIO)?);
                    Ok(Seen::Received { priority, content })
                }
                Err(errno) => timed_out(errno, moment.is_early(errno)),
            }
        }
        Call::GetAttributes { fd } => sys::mq_getsetattr(hands.fd(fd), None).map(attributes),
        Call::SetAttributes { fd, nonblocking, other_flag, junk } => {
            let flag = |on: bool, flag: i32| i64::from(if on { flag } else { 0 });
            let flags = flag(nonblocking, NONBLOCK) | flag(other_flag, libc::O_APPEND);
            let rest = if junk { 77 } else { 0 };
            let new = MqAttr { flags, messages_max: rest, message_bytes_max: rest, messages: rest };
            sys::mq_getsetattr(hands.fd(fd), Some(&new)).map(attributes)
        }
        Call::Notify { fd, request, tag } => notify(request, tag, hands.fd(fd)),
        Call::Notices => Ok(notices(hands)),
        Call::NotifyThread => notify_thread(hands),
        Call::ReadFile { name } => read_file(name, hands),
        Call::RemoveFile { name } => {
            fs::remove_file(file_of(name, hands))?;
            Ok(Seen::Done)
        }
        Call::Look { name } => look(name, hands),
        Call::Directory => sticky(&directory(hands)),
        Call::Mount => mount_another(hands),
        Call::Status { fd } => {
            let file = sys::fstat(hands.fd(fd))?;
            let owned = file.st_uid == geteuid().as_raw();
            let grouped = file.st_gid == getegid().as_raw();
            Ok(Seen::Status { mode: file.st_mode & 0o7777, owned, grouped })
        }
        Call::GetSetting { setting } => setting_of(setting),
        Call::TrySetting { setting, value } => try_setting(setting, value),
        Call::PriorityMax => {
            Ok(Seen::Number { number: sysconf(SysconfVar::MQ_PRIO_MAX)?.unwrap_or(-1) })
        }
    }
}

/// Unlinks every queue that a case may have made, and forgets its notices.
pub fn clean(hands: &mut Hands) {
    sys::forget_notices();
    for name in Name::lasting() {
        let _ = sys::mq_unlink(without_slash(&text(name, hands)).into());
    }
}

fn open(call: Call, hands: &mut Hands) -> Answer<Seen> {
    let Call::Open { name, access, flags, mode, attributes, library } = call else {
        return Err(Errno::EINVAL);
    };
    let bits = access.bits() | flags.bits();
    let given = attributes.map(Given::structure);
    let whole = text(name, hands);
    if flags.has(CREATE) {
        hands.note(Made::Queue, &without_slash(&whole).to_string_lossy());
    }
    let fd = if library || name == Name::WithoutSlash {
        sys::library_mq_open(&whole, bits, mode.0, given.as_ref())?
    } else {
        sys::mq_open(without_slash(&whole).into(), bits, mode.0, given.as_ref())?
    };
    hands.keep(fd);
    let cloexec = sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0;
    Ok(Seen::Opened { cloexec })
}

fn unlink(name: Name, library: bool, hands: &Hands) -> Answer<Seen> {
    let whole = text(name, hands);
    if library || name == Name::WithoutSlash {
        sys::library_mq_unlink(&whole)?;
    } else {
        sys::mq_unlink(without_slash(&whole).into())?;
    }
    Ok(Seen::Done)
}

/// The name as the library takes it. The kernel takes it without the slash, but that a slash lies
/// before it in memory, as where the C library makes the call, is relied on by an emulator.
fn text(name: Name, hands: &Hands) -> CString {
    CString::new(name.text(hands.tag())).expect("a name of ours has no NUL")
}

/// The name as the kernel takes it.
fn without_slash(whole: &CStr) -> &CStr {
    if whole.to_bytes().starts_with(b"/") { &whole[1..] } else { whole }
}

/// A timeout that was seen to end is an outcome.
fn timed_out(errno: Errno, early: Option<bool>) -> Answer<Seen> {
    early.map(|early| Seen::TimedOut { early }).ok_or(errno)
}

fn attributes(told: MqAttr) -> Seen {
    let flags = match told.flags {
        0 => 0,
        flags if flags == i64::from(NONBLOCK) => 1,
        foreign => foreign << 1,
    };
    let MqAttr { messages_max, message_bytes_max, messages, .. } = told;
    Seen::Attributes { flags, messages_max, message_bytes_max, messages }
}

fn notify(request: Request, tag: Tag, fd: i32) -> Answer<Seen> {
    let request = match (request, request.parts()) {
        (_, None) => sys::Notify::GiveUp,
        (Request::Nothing, _) => sys::Notify::Nothing,
        (Request::Method(method), _) => sys::Notify::Other(method),
        (_, Some((_, signal))) => {
            if NOTICE_SIGNALS.contains(&signal) {
                sys::catch(signal, true)?;
            }
            sys::Notify::Signal { signal, value: tag.0.into() }
        }
    };
    sys::mq_notify(fd, request)?;
    Ok(if request == sys::Notify::GiveUp { Seen::Done } else { Seen::Registered })
}

fn notify_thread(hands: &Hands) -> Answer<Seen> {
    let name = CString::new(format!("/{}.thread", hands.tag())).expect("a tag has no NUL");
    let name = without_slash(&name).into();
    let small = Given::of(1, 1).structure();
    let flags = libc::O_RDWR | libc::O_CREAT | libc::O_EXCL;
    let fd = sys::mq_open(name, flags, 0o600, Some(&small))?;
    sys::mq_unlink(name)?;
    let told = sys::notice_in_thread(fd);
    sys::close(fd)?;
    told.map(|(ran, apart)| Seen::Thread { ran, apart })
}

fn notices(hands: &Hands) -> Seen {
    // Any system call has what is pending delivered before it returns.
    let _ = nix::unistd::getppid();
    let (_, caught) = sys::notices();
    let ours = caught.iter().filter(|notice| NOTICE_SIGNALS.contains(&notice.signal));
    let notices = ours.map(|notice| Notice {
        signal: notice.signal,
        tag: notice.value as u16,
        coded: notice.code == SI_MESGQ,
        sender: who(notice.pid, hands),
        same_user: notice.uid.cast_unsigned() == getuid().as_raw(),
    });
    let notices = Rest(notices.collect());
    sys::forget_notices();
    Seen::Notices { notices }
}

fn who(pid: i32, hands: &Hands) -> Who {
    match hands.actor_of(pid) {
        _ if pid == 0 => Who::Nobody,
        Some(actor) => Who::An(actor),
        None => Who::Stranger,
    }
}

/// Where an mqueue file system of ours is mounted.
fn directory(hands: &Hands) -> String {
    let beside = format!("{}/.mqueue", hands.directory().to_string_lossy());
    if fs::exists(&beside).unwrap_or(false) { beside } else { "/dev/mqueue".into() }
}

fn file_of(name: Name, hands: &Hands) -> String {
    format!("{}/{}", directory(hands), without_slash(&text(name, hands)).to_string_lossy())
}

fn read_file(name: Name, hands: &Hands) -> Answer<Seen> {
    let text = fs::read_to_string(file_of(name, hands))?;
    let field = |key: &str| -> Answer<u64> {
        let word = text.split_whitespace().find_map(|word| word.strip_prefix(key));
        word.and_then(|word| word.parse().ok()).ok_or(Errno::EIO)
    };
    let by = who(field("NOTIFY_PID:")? as i32, hands);
    let (method, signal) = (field("NOTIFY:")? as i32, field("SIGNO:")? as i32);
    let registered = by != Who::Nobody;
    let method = if registered { method } else { 0 };
    let signal = if registered && method == libc::SIGEV_SIGNAL { signal } else { 0 };
    Ok(Seen::Line { bytes: field("QSIZE:")?, by, method, signal })
}

fn look(name: Name, hands: &Hands) -> Answer<Seen> {
    let whole = text(name, hands);
    let sought = without_slash(&whole).to_bytes();
    let mut entries = fs::read_dir(directory(hands))?.map_while(Result::ok);
    let shown = entries.any(|entry| entry.file_name().as_encoded_bytes() == sought);
    Ok(Seen::Shown { shown })
}

fn sticky(place: &str) -> Answer<Seen> {
    let mode = fs::metadata(place)?.permissions().mode();
    Ok(Seen::Sticky { sticky: mode & libc::S_ISVTX != 0 })
}

fn mount_another(hands: &Hands) -> Answer<Seen> {
    let place = format!("{}/mqueue-{}", hands.directory().to_string_lossy(), std::process::id());
    fs::create_dir(&place)?;
    let kind = Some("mqueue");
    let mounted = mount(kind, place.as_str(), kind, MsFlags::empty(), None::<&str>);
    let seen = mounted.map_err(Errno::from).and_then(|()| sticky(&place));
    if mounted.is_ok() {
        umount2(place.as_str(), MntFlags::MNT_DETACH)?;
    }
    fs::remove_dir(&place)?;
    seen
}

fn path_of(setting: Limit) -> String {
    format!("/proc/sys/{}", setting.sysctl().unwrap_or_default())
}

fn setting_of(setting: Limit) -> Answer<Seen> {
    let text = fs::read_to_string(path_of(setting))?;
    Ok(Seen::Number { number: text.trim().parse().map_err(|_| Errno::EIO)? })
}

fn try_setting(setting: Limit, value: i64) -> Answer<Seen> {
    let before = fs::read_to_string(path_of(setting))?;
    // One call, for a setting takes no value in parts.
    let write = |text: &str| fs::write(path_of(setting), text);
    write(&value.to_string())?;
    let told = setting_of(setting);
    write(before.trim())?;
    told
}
