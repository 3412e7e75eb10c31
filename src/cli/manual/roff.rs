//! As much of man(7)'s language as it takes to read a section of a page as plain paragraphs.

/// The paragraphs under a heading: of a section with all its subsections, or of one subsection.
pub fn section(page: &str, heading: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut inside: Option<Depth> = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let (request, rest) = split(line);
        if let Some(depth) = Depth::of(request) {
            // The heading may stand on the next line.
            let title = if rest.is_empty() { lines.next().unwrap_or_default() } else { rest };
            let here = plain(&arguments(title).join(" ")) == heading;
            inside = match inside {
                Some(outer) if depth > outer => Some(outer),
                _ => here.then_some(depth),
            };
            paragraphs.push(String::new());
        } else if inside.is_some() {
            add(&mut paragraphs, request, rest);
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// The paragraphs of a whole page, without its headings.
pub fn whole(page: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in page.lines() {
        let (request, rest) = split(line);
        match Depth::of(request) {
            Some(_) => paragraphs.push(String::new()),
            None => add(&mut paragraphs, request, rest),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// How deep a heading is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Depth {
    Section,
    Subsection,
}

impl Depth {
    fn of(request: &str) -> Option<Self> {
        match request {
            "SH" => Some(Self::Section),
            "SS" => Some(Self::Subsection),
            _ => None,
        }
    }
}

/// The request of a line, without its dot, and what follows; no request on a line of text.
fn split(line: &str) -> (&str, &str) {
    let Some(rest) = line.strip_prefix(['.', '\'']) else { return ("", line) };
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    (&rest[..end], rest[end..].trim_start())
}

fn add(paragraphs: &mut Vec<String>, request: &str, rest: &str) {
    let words = match request {
        "" => rest.to_owned(),
        // One font for all: spaces stay.
        "B" | "I" | "SM" | "SB" => arguments(rest).join(" "),
        // Two fonts in turn: no spaces between.
        "BR" | "RB" | "IR" | "RI" | "BI" | "IB" => arguments(rest).concat(),
        "PP" | "P" | "LP" | "TP" | "TQ" | "HP" | "sp" => {
            paragraphs.push(String::new());
            return;
        }
        "IP" => {
            paragraphs.push(String::new());
            arguments(rest).into_iter().next().unwrap_or_default()
        }
        _ => return,
    };
    let words = plain(&words);
    if let Some(paragraph) = paragraphs.last_mut().filter(|_| !words.is_empty()) {
        if !paragraph.is_empty() {
            paragraph.push(' ');
        }
        paragraph.push_str(words.trim());
    }
}

/// Arguments of a request: words, or what stands between double quotes.
fn arguments(rest: &str) -> Vec<String> {
    let mut arguments = Vec::new();
    let mut rest = rest.trim_start();
    while !rest.is_empty() {
        let quoted = rest.strip_prefix('"');
        let body = quoted.unwrap_or(rest);
        let end = match quoted {
            Some(body) => body.find('"').unwrap_or(body.len()),
            None => word_end(body),
        };
        arguments.push(body[..end].to_owned());
        rest = body[end..].strip_prefix('"').unwrap_or(&body[end..]).trim_start();
    }
    arguments
}

/// A space behind a backslash does not end a word.
fn word_end(body: &str) -> usize {
    let mut escaped = false;
    for (index, c) in body.char_indices() {
        if c.is_whitespace() && !escaped {
            return index;
        }
        escaped = c == '\\' && !escaped;
    }
    body.len()
}

/// Text without roff's escapes.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            shown.push(c);
            continue;
        }
        match chars.next() {
            Some('-') => shown.push('-'),
            Some('e') => shown.push('\\'),
            Some(' ' | '~' | '0') => shown.push(' '),
            Some('"') => break,
            Some('f') => {
                font(&mut chars);
            }
            Some('(') => shown.push_str(glyph(&chars.by_ref().take(2).collect::<String>())),
            Some('[') => {
                let name: String = chars.by_ref().take_while(|&c| c != ']').collect();
                shown.push_str(glyph(&name));
            }
            // `\&`, `\:`, `\%`, `\c` and the like print nothing.
            _ => {}
        }
    }
    shown
}

/// Passes over the name of a font: one letter, `(XX`, or `[name]`.
fn font(chars: &mut std::str::Chars<'_>) {
    match chars.next() {
        Some('(') => {
            let _ = chars.by_ref().take(2).count();
        }
        Some('[') => {
            let _ = chars.by_ref().take_while(|&c| c != ']').count();
        }
        _ => {}
    }
}

fn glyph(name: &str) -> &'static str {
    match name {
        "aq" | "oq" | "cq" => "'",
        "dq" | "lq" | "rq" => "\"",
        "rs" => "\\",
        "ha" => "^",
        "ti" => "~",
        "bu" => "*",
        "em" => " - ",
        "en" | "mi" => "-",
        "->" => "->",
        "<=" => "<=",
        ">=" => ">=",
        "+-" => "+/-",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::section;

    const PAGE: &str = r#".\" a comment
.SH NAME
pipe \- overview
.SH DESCRIPTION
A pipe has a
.I read end
and a
.IR "write end" .
.PP
See \fBfork\fP(2) and 2\[ha]64.
.SS "I/O on pipes"
Nothing to
.BR lseek (2).
.TP
.B EAGAIN
Try again.
.SH BUGS
None."#;

    #[test]
    fn a_section_has_its_subsections() {
        let expected = [
            "A pipe has a read end and a write end.",
            "See fork(2) and 2^64.",
            "Nothing to lseek(2).",
            "EAGAIN Try again.",
        ];
        assert_eq!(section(PAGE, "DESCRIPTION"), expected);
    }

    #[test]
    fn a_subsection_ends_where_the_next_heading_begins() {
        let expected = ["Nothing to lseek(2).", "EAGAIN Try again."];
        assert_eq!(section(PAGE, "I/O on pipes"), expected);
    }

    #[test]
    fn a_heading_that_is_not_there_has_nothing() {
        assert!(section(PAGE, "ERRORS").is_empty());
    }
}
