//! Text as a terminal may show it.
//!
//! Names and answers come from outside. A terminal obeys the control characters in them, and the invisible ones change the
//! order in which the rest is read. So each of them is written as an escape, such as `\u{1b}`.

/// Characters that nobody sees, although the standard library takes them for printable.
const INVISIBLE: [std::ops::RangeInclusive<char>; 9] = [
    '\u{34f}'..='\u{34f}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{180b}'..='\u{180f}',
    '\u{2800}'..='\u{2800}',
    '\u{3164}'..='\u{3164}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{e0100}'..='\u{e01ef}',
];

/// The text in one line.
pub(crate) fn line(text: String) -> String {
    escaped(text, false)
}

/// The text with its line breaks.
pub(crate) fn lines(text: String) -> String {
    escaped(text, true)
}

fn escaped(text: String, keeps_line_breaks: bool) -> String {
    let is_plain = |it: char| matches!(it, ' '..='~') || (it == '\n' && keeps_line_breaks);
    if text.chars().all(is_plain) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            it if is_plain(it) => escaped.push(it),
            it if INVISIBLE.iter().any(|range| range.contains(&it)) => {
                escaped.extend(it.escape_unicode());
            }
            // After a letter, the standard library takes a combining mark for what it is.
            _ => escaped.extend(String::from_iter(['a', it]).escape_debug().skip(1)),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_invisible_ones_are_escaped() {
        for (text, expected) in [
            ("red \"a\" \\ 'b' é 東 🚗", "red \"a\" \\ 'b' é 東 🚗"),
            ("e\u{301} हिन्दी", "e\u{301} हिन्दी"),
            (
                "\u{1b}[2J\u{7}\u{9b}\r\t\0",
                "\\u{1b}[2J\\u{7}\\u{9b}\\r\\t\\0",
            ),
            (
                "a\u{202e}b\u{2066}c\u{200f}",
                "a\\u{202e}b\\u{2066}c\\u{200f}",
            ),
            ("a\u{200b}b\u{feff}c\u{ad}", "a\\u{200b}b\\u{feff}c\\u{ad}"),
            (
                "a\u{61c}b\u{2060}c\u{3164}",
                "a\\u{61c}b\\u{2060}c\\u{3164}",
            ),
            ("a\u{2028}b\u{2029}c\u{85}", "a\\u{2028}b\\u{2029}c\\u{85}"),
        ] {
            assert_eq!(line(text.to_owned()), expected);
        }
        assert_eq!(line("a\nb".to_owned()), "a\\nb");
        assert_eq!(lines("a\nb\u{1b}".to_owned()), "a\nb\\u{1b}");
    }
}
