//! Templates: a text with `{name}` where an operand or part stands.
//!
//! `{name?yes|no}` stands for the one text or the other, by whether the first word is not zero.

/// The text, with what `value` gives for each name: how it is shown, and its first word. A name
/// that it does not know is left as it stands.
pub fn expand(template: &str, value: impl Fn(&str) -> Option<(String, u64)>) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        let (name, choice) = inside.split_once('?').map_or((inside, None), |(n, c)| (n, Some(c)));
        match (value(name), choice.and_then(|choice| choice.split_once('|'))) {
            (Some((_, first)), Some((yes, no))) => text.push_str(if first != 0 { yes } else { no }),
            (Some((shown, _)), None) => text.push_str(&shown),
            // Braces of C.
            (None, _) => {
                text.push('{');
                rest = after;
                continue;
            }
        }
        rest = behind;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn names_choices_and_braces_that_are_none() {
        let value = |name: &str| match name {
            "fd" => Some(("fd0".to_owned(), 0)),
            "on" => Some(("on".to_owned(), 1)),
            _ => None,
        };
        assert_eq!(expand("read {fd}", value), "read fd0");
        assert_eq!(expand("{on?yes|no} {fd?yes|no}", value), "yes no");
        assert_eq!(
            expand("{ struct flock l = {0}; f({fd}); }", value),
            "{ struct flock l = {0}; f(fd0); }"
        );
    }
}
