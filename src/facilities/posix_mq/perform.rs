//! Makes the calls: raw, but where the C library is spoken of. It decides nothing.

use std::ffi::{CStr, CString};
use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nix::mount::{MntFlags, MsFlags, mount, umount2};
use nix::unistd::{SysconfVar, getegid, geteuid, getuid, sysconf};

use super::operations::{Given, NOTICE_SIGNALS, Name, Op, PLAIN_NAMES, Request, Until};
use super::seen::{Attributes, Notice, Saw, Who};
use crate::engine::content::{Content, Piece};
use crate::engine::isolate::Made;
use crate::engine::{Access, Answer, Errno, Hands, Limit};
use crate::sys::{self, MqAttr};

/// How far ahead a timeout is that must come.
const SOON: Duration = Duration::from_millis(1);
/// Longest line of a queue's file, and of a setting.
const LINE_BYTES: usize = 128;
/// `si_code` of a notice.
const SI_MESGQ: i32 = -3;

pub fn perform(op: &Op, hands: &mut Hands) -> Answer<Saw> {
    match *op {
        Op::Open { .. } => open(op, hands),
        Op::Unlink { name, library } => unlink(name, library, hands),
        Op::Send { fd, tag, bytes, priority, until } => {
            let message = Piece::of(tag, bytes);
            let (moment, deadline) = until.moment();
            let sent = sys::mq_timedsend(hands.fd(fd), message.as_slice().into(), priority, moment);
            sent.map(|_| Saw::Sent).or_else(|errno| timed_out(errno, deadline))
        }
        Op::Receive { fd, bytes, until } => {
            let fd = hands.fd(fd);
            let (moment, deadline) = until.moment();
            let buffer = &mut hands.scratch[..bytes as usize];
            match sys::mq_timedreceive(fd, (&mut *buffer).into(), moment) {
                Ok((length, priority)) => {
                    let content = Content::decode(buffer.get(..length).ok_or(Errno::EIO)?);
                    Ok(Saw::Received { content, priority })
                }
                Err(errno) => timed_out(errno, deadline),
            }
        }
        Op::GetAttributes { fd } => sys::mq_getsetattr(hands.fd(fd), None).map(attributes),
        Op::SetAttributes { fd, nonblocking, other_flag, junk } => {
            let flag = |on: bool, flag: i32| i64::from(if on { flag } else { 0 });
            let flags = flag(nonblocking, libc::O_NONBLOCK) | flag(other_flag, libc::O_APPEND);
            let rest = if junk { 77 } else { 0 };
            let new = MqAttr { flags, messages_max: rest, message_bytes_max: rest, messages: rest };
            sys::mq_getsetattr(hands.fd(fd), Some(&new)).map(attributes)
        }
        Op::Notify { fd, request, tag } => notify(request, tag, hands.fd(fd)),
        Op::Notices => Ok(notices(hands)),
        Op::NotifyThread => notify_thread(hands),
        Op::ReadFile { name } => read_file(name, hands),
        Op::RemoveFile { name } => {
            fs::remove_file(file_of(name, hands)).map(|()| Saw::Done).map_err(errno)
        }
        Op::Look { name } => look(name, hands),
        Op::Directory => sticky(&directory(hands)),
        Op::Mount => mount_another(hands),
        Op::Status { fd } => status(hands.fd(fd)),
        Op::GetSetting { setting } => read_setting(setting).map(Saw::Number),
        Op::TrySetting { setting, value } => try_setting(setting, value),
        Op::PriorityMax => sysconf(SysconfVar::MQ_PRIO_MAX)
            .map(|most| Saw::Number(most.unwrap_or(-1)))
            .map_err(Errno::from),
    }
}

/// Unlinks every queue that a case may have made, and forgets its notices.
pub fn clean(hands: &mut Hands) {
    sys::forget_notices();
    let plain = (0..PLAIN_NAMES).map(Name::Plain);
    for name in plain.chain([Name::Longest, Name::PastLongest, Name::TooLong]) {
        let _ = sys::mq_unlink(without_slash(&slashed(name, hands)).into());
    }
}

fn open(op: &Op, hands: &mut Hands) -> Answer<Saw> {
    let Op::Open { name, access, flags, mode, attributes, library } = *op else {
        return Err(Errno::EINVAL);
    };
    let mut bits = match access {
        Access::Read => libc::O_RDONLY,
        Access::Write => libc::O_WRONLY,
        Access::Both => libc::O_RDWR,
    };
    let with = [
        (flags.create, libc::O_CREAT),
        (flags.exclusive, libc::O_EXCL),
        (flags.nonblocking, libc::O_NONBLOCK),
        (flags.cloexec, libc::O_CLOEXEC),
    ];
    for (_, flag) in with.iter().filter(|(on, _)| *on) {
        bits |= flag;
    }
    let given = attributes.map(Given::structure);
    let whole = slashed(name, hands);
    if flags.create {
        hands.note(Made::Queue, &without_slash(&whole).to_string_lossy());
    }
    let fd = if library || name == Name::WithoutSlash {
        sys::library_mq_open(library_name(name, &whole), bits, mode, given.as_ref())?
    } else {
        sys::mq_open(without_slash(&whole).into(), bits, mode, given.as_ref())?
    };
    hands.keep(fd);
    let cloexec = sys::fcntl(fd, libc::F_GETFD, 0)? as i32 & libc::FD_CLOEXEC != 0;
    Ok(Saw::Opened { cloexec })
}

fn unlink(name: Name, library: bool, hands: &Hands) -> Answer<Saw> {
    let whole = slashed(name, hands);
    if library || name == Name::WithoutSlash {
        sys::library_mq_unlink(library_name(name, &whole))?;
    } else {
        sys::mq_unlink(without_slash(&whole).into())?;
    }
    Ok(Saw::Done)
}

/// The name with its slash. The kernel takes it without, but that a slash lies before it in memory,
/// as where the C library makes the call, is relied on by an emulator.
fn slashed(name: Name, hands: &Hands) -> CString {
    let tag = hands.tag();
    let long = |length: usize| format!("{tag:q<length$}");
    let raw = match name {
        Name::Plain(nth) => format!("{tag}{}", nth % PLAIN_NAMES),
        Name::Longest => long(254),
        Name::PastLongest => long(255),
        Name::TooLong => long(256),
        Name::Dot => ".".into(),
        Name::TwoDots => "..".into(),
        Name::TwoSlashes => format!("{tag}/q"),
        Name::Slash => String::new(),
        Name::WithoutSlash => tag.to_owned(),
    };
    CString::new(format!("/{raw}")).expect("a name of ours has no NUL")
}

/// The name as the library takes it.
fn library_name(name: Name, whole: &CStr) -> &CStr {
    if name == Name::WithoutSlash { without_slash(whole) } else { whole }
}

/// The name as the kernel takes it.
fn without_slash(whole: &CStr) -> &CStr {
    &whole[1..]
}

/// A timeout is up: whether before its time.
fn timed_out(errno: Errno, deadline: Option<SystemTime>) -> Answer<Saw> {
    match deadline {
        Some(deadline) if errno == Errno::ETIMEDOUT => {
            Ok(Saw::TimedOut { early: SystemTime::now() < deadline })
        }
        _ => Err(errno),
    }
}

fn attributes(told: MqAttr) -> Saw {
    let nonblocking = i64::from(libc::O_NONBLOCK);
    let flags = match told.flags {
        0 => 0,
        flags if flags == nonblocking => 1,
        foreign => foreign << 1,
    };
    let MqAttr { messages_max, message_bytes_max, messages, .. } = told;
    Saw::Attributes(Attributes { flags, messages_max, message_bytes_max, messages })
}

fn notify(request: Request, tag: u16, fd: i32) -> Answer<Saw> {
    let request = match (request, request.parts()) {
        (_, None) => sys::Notify::GiveUp,
        (Request::Nothing, _) => sys::Notify::Nothing,
        (Request::Method(method), _) => sys::Notify::Other(method),
        (_, Some((_, signal))) => {
            if NOTICE_SIGNALS.contains(&signal) {
                sys::catch(signal, true)?;
            }
            sys::Notify::Signal { signal, value: tag.into() }
        }
    };
    sys::mq_notify(fd, request)?;
    Ok(if request == sys::Notify::GiveUp { Saw::Done } else { Saw::Registered })
}

fn notify_thread(hands: &Hands) -> Answer<Saw> {
    let name = CString::new(format!("/{}.thread", hands.tag())).expect("a tag has no NUL");
    let name = without_slash(&name).into();
    let small = Given { messages_max: 1, message_bytes_max: 1, junk: false }.structure();
    let flags = libc::O_RDWR | libc::O_CREAT | libc::O_EXCL;
    let fd = sys::mq_open(name, flags, 0o600, Some(&small))?;
    sys::mq_unlink(name)?;
    let told = sys::notice_in_thread(fd);
    sys::close(fd)?;
    told.map(|(ran, apart)| Saw::Thread { ran, apart })
}

fn notices(hands: &Hands) -> Saw {
    // Any system call has what is pending delivered before it returns.
    let _ = nix::unistd::getppid();
    let (_, caught) = sys::notices();
    let ours = caught.iter().filter(|notice| NOTICE_SIGNALS.contains(&notice.signal));
    let notices = ours
        .map(|notice| Notice {
            signal: notice.signal,
            tag: notice.value as u16,
            coded: notice.code == SI_MESGQ,
            sender: who(notice.pid, hands),
            same_user: notice.uid.cast_unsigned() == getuid().as_raw(),
        })
        .collect();
    sys::forget_notices();
    Saw::Notices(notices)
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
    format!("{}/{}", directory(hands), without_slash(&slashed(name, hands)).to_string_lossy())
}

fn read_file(name: Name, hands: &Hands) -> Answer<Saw> {
    let text = fs::read_to_string(file_of(name, hands)).map_err(errno)?;
    let field = |key: &str| -> Answer<u64> {
        let word = text.split_whitespace().find_map(|word| word.strip_prefix(key));
        word.and_then(|word| word.parse().ok()).ok_or(Errno::EIO)
    };
    let by = who(field("NOTIFY_PID:")? as i32, hands);
    let (method, signal) = (field("NOTIFY:")? as i32, field("SIGNO:")? as i32);
    let registered = by != Who::Nobody;
    let method = if registered { method } else { 0 };
    let signal = if registered && method == libc::SIGEV_SIGNAL { signal } else { 0 };
    Ok(Saw::Line { bytes: field("QSIZE:")?, by, method, signal })
}

fn look(name: Name, hands: &Hands) -> Answer<Saw> {
    let whole = slashed(name, hands);
    let sought = without_slash(&whole);
    let entries = fs::read_dir(directory(hands)).map_err(errno)?;
    let mut names = entries.map_while(Result::ok).map(|entry| entry.file_name());
    Ok(Saw::Shown(names.any(|name| name.as_encoded_bytes() == sought.to_bytes())))
}

fn sticky(place: &str) -> Answer<Saw> {
    let mode = fs::metadata(place).map_err(errno)?.permissions().mode();
    Ok(Saw::Sticky(mode & libc::S_ISVTX != 0))
}

fn mount_another(hands: &Hands) -> Answer<Saw> {
    let place = format!("{}/mqueue-{}", hands.directory().to_string_lossy(), std::process::id());
    fs::create_dir(&place).map_err(errno)?;
    let kind = Some("mqueue");
    let mounted = mount(kind, place.as_str(), kind, MsFlags::empty(), None::<&str>);
    let saw = match mounted {
        Ok(()) => sticky(&place),
        Err(errno) => Err(errno.into()),
    };
    if mounted.is_ok() {
        umount2(place.as_str(), MntFlags::MNT_DETACH)?;
    }
    fs::remove_dir(&place).map_err(errno)?;
    saw
}

fn status(fd: i32) -> Answer<Saw> {
    let file = sys::fstat(fd)?;
    Ok(Saw::Status {
        mode: file.st_mode & 0o7777,
        owned: file.st_uid == geteuid().as_raw(),
        grouped: file.st_gid == getegid().as_raw(),
    })
}

fn path_of(setting: Limit) -> String {
    format!("/proc/sys/{}", setting.sysctl().unwrap_or_default())
}

fn read_setting(setting: Limit) -> Answer<i64> {
    let text = fs::read_to_string(path_of(setting)).map_err(errno)?;
    text.trim().parse().map_err(|_| Errno::EIO)
}

fn try_setting(setting: Limit, value: i64) -> Answer<Saw> {
    let before = read_setting(setting)?;
    let write = |value: i64| {
        let mut text = [0u8; LINE_BYTES];
        let mut rest = &mut text[..];
        write!(rest, "{value}")?;
        let length = LINE_BYTES - rest.len();
        let mut file = fs::File::options().write(true).open(path_of(setting))?;
        // One call, for a setting takes no value in parts.
        file.write(&text[..length]).map(drop)
    };
    write(value).map_err(errno)?;
    let told = read_setting(setting);
    write(before).map_err(errno)?;
    told.map(Saw::Number)
}

#[expect(clippy::needless_pass_by_value, reason = "so that it fits `map_err`")]
fn errno(error: io::Error) -> Errno {
    Errno(error.raw_os_error().unwrap_or(libc::EIO))
}

impl Given {
    fn structure(self) -> MqAttr {
        let Self { messages_max, message_bytes_max, junk } = self;
        let (flags, messages) = if junk { (libc::O_NONBLOCK.into(), 1) } else { (0, 0) };
        MqAttr { flags, messages_max, message_bytes_max, messages }
    }
}

impl Until {
    /// The moment, and when it comes if the call can see it come.
    fn moment(self) -> (sys::Until, Option<SystemTime>) {
        let at = |seconds, nanoseconds| (sys::Until::At { seconds, nanoseconds }, None);
        match self {
            Self::Forever => (sys::Until::Forever, None),
            Self::Past => at(1, 0),
            Self::Far => at(1 << 40, 0),
            Self::NegativeSeconds => at(-1, 0),
            Self::NegativeNanoseconds => at(1, -1),
            Self::ThousandMillion => at(1, 1_000_000_000),
            Self::PastThousandMillion => at(1, 1_000_000_001),
            Self::Soon => {
                let deadline = SystemTime::now() + SOON;
                let since = deadline.duration_since(UNIX_EPOCH).unwrap_or_default();
                let (moment, _) = at(since.as_secs() as i64, since.subsec_nanos().into());
                (moment, Some(deadline))
            }
        }
    }
}
