//! The page on which a worker of a machine that is ours notes what it is about to do: whoever runs
//! that machine finds it in its memory when the machine has died.
//!
//! This is the page's form alone; what its notes mean, the rooms know.

/// One page: it lies whole wherever the kernel puts it.
pub const PAGE_BYTES: usize = 4096;
/// Where the notes begin.
pub const NOTES_AT: usize = 64;
/// The head, in words of four bytes: state, bytes of notes, offset of the last one in them, whether
/// earlier ones had to go.
pub const STATE_AT: usize = 16;
pub const BYTES_AT: usize = 20;
pub const LAST_AT: usize = 24;
pub const CUT_AT: usize = 28;
/// When the script began, in microseconds since the boot.
pub const SINCE_AT: usize = 32;
/// The facility's place in the list of all.
pub const FACILITY_AT: usize = 40;
pub const IN_FLIGHT: u32 = 0x0f11_6877;

/// Put together at run time: the text of this program must not look like a page.
pub fn mark() -> [u8; 16] {
    let mut mark = *b"THGILF-KOOBEHTYB";
    mark.reverse();
    mark
}

/// A script in flight.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flight {
    pub since_us: u64,
    pub facility: u32,
    pub notes: Vec<u8>,
    /// Where in them the last one begins.
    pub last: usize,
    /// Not all steps are there.
    pub cut: bool,
}

impl Flight {
    /// What a page of memory says; none if it is no such page, or nothing was in flight.
    pub fn of(page: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u32::from_le_bytes(page.get(at..at + 4)?.try_into().ok()?));
        if page.get(..16)? != mark() || word(STATE_AT)? != IN_FLIGHT {
            return None;
        }
        let (bytes, last) = (word(BYTES_AT)? as usize, word(LAST_AT)? as usize);
        let notes = page.get(NOTES_AT..NOTES_AT + bytes)?.to_vec();
        Some(Self {
            since_us: u64::from_le_bytes(page.get(SINCE_AT..SINCE_AT + 8)?.try_into().ok()?),
            facility: word(FACILITY_AT)?,
            notes,
            last: (last < bytes).then_some(last)?,
            cut: word(CUT_AT)? != 0,
        })
    }
}
