//! The comparison of two names.
//!
//! Unicode has several forms of one text: `ö` is one character, or an `o` and a mark. Terraform composes the text of a
//! configuration, and names that were made elsewhere may come in another form. The composed form (NFC) decides.

use unicode_normalization::UnicodeNormalization;

/// Whether two names are the same text.
pub fn is_same_name(one: &str, other: &str) -> bool {
    one == other || one.nfc().eq(other.nfc())
}

/// Whether two email addresses are the same: the case of ASCII letters does not count.
pub fn is_same_email(one: &str, other: &str) -> bool {
    let normal = |it: &str| it.nfc().collect::<String>().to_ascii_lowercase();
    one.eq_ignore_ascii_case(other) || normal(one) == normal(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_in_each_form() {
        for (one, other, is_same) in [
            ("red", "red", true),
            ("red", "Red", false),
            ("K\u{f6}ln", "Ko\u{308}ln", true),
            ("Ko\u{308}ln", "K\u{f6}ln", true),
            ("Koln", "K\u{f6}ln", false),
            // Compatible characters are not the same.
            ("\u{fb01}x", "fix", false),
            ("", "", true),
        ] {
            assert_eq!(is_same_name(one, other), is_same, "{one} {other}");
        }
    }

    #[test]
    fn an_address_is_the_same_in_each_form_and_case() {
        for (one, other, is_same) in [
            ("Ada@Example.com", "ada@example.com", true),
            ("J\u{f6}rg@example.com", "jo\u{308}rg@Example.com", true),
            ("jorg@example.com", "j\u{f6}rg@example.com", false),
        ] {
            assert_eq!(is_same_email(one, other), is_same, "{one} {other}");
        }
    }
}
