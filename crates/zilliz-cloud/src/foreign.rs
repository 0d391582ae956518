//! Text from outside: what the service, a gateway or a header says, and identifiers that a user gives.
//!
//! Such a text can hold the API key, line breaks, commands to a terminal, and characters that change the order in which the
//! rest is read. Errors and log lines take it as a [`ForeignText`] only.

use std::fmt;

use super::secret::Secret;

const MASK: &str = "***";
/// The longest text that an error shows, in characters.
const LONGEST: usize = 1000;

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

/// Text from outside, made to be printed: one line of limited length, in which what cannot be seen is an escape such as
/// `\u{202e}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignText(String);

impl ForeignText {
    /// The text without the key. Runs of white space become one space.
    pub(super) fn message(text: &str, key: &Secret) -> Self {
        Self::excerpt(text, key, LONGEST)
    }

    /// The same, with at most `longest` characters.
    pub(super) fn excerpt(text: &str, key: &Secret, longest: usize) -> Self {
        let text = hide(text, key);
        let words = text.split(|it: char| it.is_ascii_whitespace());
        let words: Vec<_> = words.filter(|it| !it.is_empty()).collect();
        Self(printable(&words.join(" "), longest))
    }

    /// The text to the letter, without the key, with at most `longest` characters.
    pub(super) fn verbatim(text: &str, key: &Secret, longest: usize) -> Self {
        Self(printable(&hide(text, key), longest))
    }

    /// The same text without the key.
    pub(super) fn without(&self, key: &Secret) -> Self {
        Self(hide(&self.0, key))
    }

    /// Adds words of this program.
    pub(super) fn push(&mut self, words: &'static str) {
        self.0.push_str(words);
    }

    /// Puts words of this program before it.
    pub(super) fn push_front(&mut self, words: &'static str) {
        self.0.insert_str(0, words);
    }

    /// The text as it may be printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ForeignText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text to the letter. Where it may hold the key, `ForeignText::message` is right.
impl From<&str> for ForeignText {
    fn from(text: &str) -> Self {
        Self(printable(text, LONGEST))
    }
}

impl From<String> for ForeignText {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for ForeignText {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

/// The text with a mask in place of the key.
pub(super) fn hide(text: &str, key: &Secret) -> String {
    match key.expose() {
        "" => text.to_owned(),
        key => text.replace(key, MASK),
    }
}

fn printable(text: &str, longest: usize) -> String {
    let mut printable = String::new();
    for (length, it) in text.chars().enumerate() {
        if length == longest {
            printable.push('…');
            break;
        }
        match it {
            ' '..='~' => printable.push(it),
            it if INVISIBLE.iter().any(|range| range.contains(&it)) => {
                printable.extend(it.escape_unicode());
            }
            // After a letter, the standard library takes a combining mark for what it is.
            it => printable.extend(String::from_iter(['a', it]).escape_debug().skip(1)),
        }
    }
    printable
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> Secret {
        Secret::new("key-1234")
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        for (text, expected) in [
            (
                "red 'a' \"b\" \\ é e\u{301} 東 🚗",
                "red 'a' \"b\" \\ é e\u{301} 東 🚗",
            ),
            ("in01-\tabc\r\n", "in01-\\tabc\\r\\n"),
            ("\u{1b}[31m\u{9b}\0", "\\u{1b}[31m\\u{9b}\\0"),
            ("a\u{202e}b\u{2067}", "a\\u{202e}b\\u{2067}"),
            ("a\u{2028}b\u{2029}", "a\\u{2028}b\\u{2029}"),
            ("a\u{200b}\u{2060}\u{feff}", "a\\u{200b}\\u{2060}\\u{feff}"),
            (
                "a\u{3164}\u{fe0f}\u{e0101}",
                "a\\u{3164}\\u{fe0f}\\u{e0101}",
            ),
        ] {
            assert_eq!(ForeignText::from(text).as_str(), expected);
        }
    }

    #[test]
    fn a_message_is_one_line_without_the_key() {
        let text = ForeignText::message(" Bearer key-1234\r\n\tis \u{2028}bad ", &key());
        assert_eq!(text.as_str(), "Bearer *** is \\u{2028}bad");
        let text = ForeignText::verbatim("key-1234\n", &key(), 50);
        assert_eq!(text.as_str(), "***\\n");
        assert_eq!(
            ForeignText::from("key-1234").without(&key()).as_str(),
            "***"
        );
    }

    #[test]
    fn a_cut_shows_no_part_of_the_key() {
        let text = format!("{}key-1234", "é".repeat(17));
        let text = ForeignText::excerpt(&text, &key(), 20);
        assert_eq!(text.as_str(), format!("{}***", "é".repeat(17)));
        let long = ForeignText::from("é".repeat(5000));
        assert_eq!(long.as_str().chars().count(), LONGEST + 1);
    }
}
