//! As much of man(7)'s language as it takes to read a page as plain paragraphs under headings.

use std::mem;

use crate::report::passage::Paragraph;

/// Requests that begin a paragraph; a tag (`TP`) and its paragraph are one.
const BREAKS: [&str; 7] = ["PP", "P", "LP", "TP", "HP", "sp", "IP"];

/// The paragraphs of a page, each with the headings that it stands under.
pub fn paragraphs(page: &str) -> Vec<Paragraph> {
    let mut paragraphs = Vec::new();
    let mut here = Paragraph::default();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let (request, rest) = split(line);
        let depth = Depth::of(request);
        if depth.is_some() || BREAKS.contains(&request) {
            let next = Paragraph { text: String::new(), ..here.clone() };
            paragraphs.push(mem::replace(&mut here, next));
        }
        let Some(depth) = depth else {
            append(&mut here.text, &words(request, rest));
            continue;
        };
        // The heading may stand on the next line.
        let title = if rest.is_empty() { lines.next().unwrap_or_default() } else { rest };
        here.heading = plain(&arguments(title).join(" "));
        if depth == Depth::Section {
            here.section.clone_from(&here.heading);
        }
    }
    paragraphs.push(here);
    paragraphs.retain(|paragraph| !paragraph.text.is_empty());
    paragraphs
}

/// What a page says that it belongs to, and the day of its last change.
pub fn title(page: &str) -> (String, String) {
    let title = page.lines().map(split).find(|(request, _)| *request == "TH");
    let mut words = arguments(title.map(|(_, rest)| rest).unwrap_or_default()).into_iter().skip(2);
    let date = words.next().unwrap_or_default();
    (plain(&words.next().unwrap_or_default()), plain(&date))
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

/// What a line adds to its paragraph.
fn words(request: &str, rest: &str) -> String {
    plain(&match request {
        "" => rest.to_owned(),
        // One font for all: spaces stay.
        "B" | "I" | "SM" | "SB" => arguments(rest).join(" "),
        // Two fonts in turn: no spaces between.
        "BR" | "RB" | "IR" | "RI" | "BI" | "IB" => arguments(rest).concat(),
        // Another page: its name, its section, and what follows.
        "MR" => match &arguments(rest)[..] {
            [name, section, after @ ..] => format!("{name}({section}){}", after.concat()),
            other => other.concat(),
        },
        "IP" => arguments(rest).into_iter().next().unwrap_or_default(),
        _ => String::new(),
    })
}

fn append(paragraph: &mut String, words: &str) {
    if !words.is_empty() && !paragraph.is_empty() {
        paragraph.push(' ');
    }
    paragraph.push_str(words.trim());
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
    use super::{paragraphs, title};

    const PAGE: &str = r#".\" a comment
.TH pipe 7 2022-12-04 "Linux man-pages 6.03"
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
    fn paragraphs_stand_under_their_headings() {
        let found = paragraphs(PAGE);
        let found: Vec<[&str; 3]> = found
            .iter()
            .map(|found| [&found.section, &found.heading, &found.text].map(String::as_str))
            .collect();
        let expected = [
            ["NAME", "NAME", "pipe - overview"],
            ["DESCRIPTION", "DESCRIPTION", "A pipe has a read end and a write end."],
            ["DESCRIPTION", "DESCRIPTION", "See fork(2) and 2^64."],
            ["DESCRIPTION", "I/O on pipes", "Nothing to lseek(2)."],
            ["DESCRIPTION", "I/O on pipes", "EAGAIN Try again."],
            ["BUGS", "BUGS", "None."],
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn the_title_has_the_release_and_the_day() {
        let expected = ("Linux man-pages 6.03".to_owned(), "2022-12-04".to_owned());
        assert_eq!(title(PAGE), expected);
    }
}
