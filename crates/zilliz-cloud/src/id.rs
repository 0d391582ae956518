//! Identifiers, before they become part of an address.
//!
//! The URL library drops tabs and line breaks, and takes slashes and dots for structure: the object asked for would be another
//! one than the object meant.

use super::foreign::ForeignText;

/// More than any identifier of the service has.
const LONGEST: usize = 255;
/// What identifiers may hold besides letters and digits. Some platforms identify a person by an email address.
const MARKS: &str = "-_.~:@+=";

/// Checks an identifier; the error says why it cannot be one.
pub(super) fn check(id: &str) -> Result<(), String> {
    let why = if id.is_empty() {
        "it is empty".to_owned()
    } else if matches!(id, "." | "..") {
        "it is a step in a path".to_owned()
    } else if id.len() > LONGEST {
        format!("it has more than {LONGEST} characters")
    } else if !id
        .chars()
        .all(|it| it.is_ascii_alphanumeric() || MARKS.contains(it))
    {
        format!("it may hold letters, digits and {MARKS} only")
    } else {
        return Ok(());
    };
    let shown: String = id.chars().take(LONGEST).collect();
    Err(format!(
        "\"{}\" is no identifier: {why}",
        ForeignText::from(shown)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_the_service_pass() {
        for id in [
            "in01-0123456789abcde",
            "proj-20e13e974c7d659a83xxxx",
            "org-abc",
            "r-abcdefghijklmnopqrstuvwxyzabcd",
            "aws-us-west-2",
            "ada+test@example.com",
            "createDedicated",
        ] {
            assert_eq!(check(id), Ok(()), "{id}");
        }
    }

    #[test]
    fn whatever_an_address_would_take_for_something_else_is_refused() {
        let long = "a".repeat(LONGEST + 1);
        for id in [
            "",
            ".",
            "..",
            " ",
            "in01-\tabc",
            "in01-abc\n",
            "in01-abc\r",
            "a b",
            "a/b",
            "a\\b",
            "a?b",
            "a#b",
            "a%2fb",
            "a;b",
            "é",
            "a\u{200b}",
            "a\u{202e}b",
            "\u{ff0e}\u{ff0e}",
            "a\0",
            &long,
        ] {
            let why = check(id).unwrap_err();
            assert!(why.len() < 400 && !why.contains(char::is_control), "{why}");
        }
        let why = check("in01-\tabc").unwrap_err();
        assert!(why.starts_with("\"in01-\\tabc\" is no identifier"), "{why}");
    }
}
