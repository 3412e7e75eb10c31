//! A manual page that claims cite.

/// A manual page and its citable headings.
#[derive(Debug)]
pub struct Page {
    /// `name(section)`.
    pub name: &'static str,
    headings: &'static [&'static str],
}

impl Page {
    /// Whether the page has this heading.
    pub const fn has(&self, heading: &str) -> bool {
        let mut index = 0;
        while index < self.headings.len() {
            if same(self.headings[index], heading) {
                return true;
            }
            index += 1;
        }
        false
    }
}

/// Whether two texts are one, where that must be known at compile time.
pub const fn same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}

/// A page of that name.
pub const fn page(name: &'static str, headings: &'static [&'static str]) -> Page {
    Page { name, headings }
}
