//! Globs: `*` is any run of characters, `?` is any one, letters match in either case.

/// Whether the whole of `text` matches.
pub fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut from) = (0, 0);
    // Where to go on after the last star: what follows it, and how much text it has taken.
    let mut retry: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                retry = Some((at, from));
            }
            Some(&byte) if byte == b'?' || byte.eq_ignore_ascii_case(&text[from]) => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some((after, taken)) = retry else { return false };
                (at, from) = (after, taken + 1);
                retry = Some((after, taken + 1));
            }
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::matches;

    #[rstest]
    #[case("pipe", "pipe", true)]
    #[case("pipe", "pipe.capacity", false)]
    #[case("PIPE.*", "pipe.capacity", true)]
    #[case("posix_mq.*priority*", "posix_mq.receive_by_priority", true)]
    #[case("*a*b*c", "xaxbxbxc", true)]
    #[case("*a*b*c", "xaxbxbxcd", false)]
    #[case("p?pe", "pipe", true)]
    #[case("*", "", true)]
    #[case("?", "", false)]
    fn a_star_is_any_run_of_characters(
        #[case] pattern: &str,
        #[case] text: &str,
        #[case] expected: bool,
    ) {
        assert_eq!(matches(pattern, text), expected);
    }
}
