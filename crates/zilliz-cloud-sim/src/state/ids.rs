//! Identifiers in the forms of the service, repeatable from a seed.

use serde::{Deserialize, Serialize};

/// A source of identifiers: the splitmix64 generator, whose whole state is one number.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ids(u64);

impl Ids {
    /// Identifiers that depend on this seed only.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// `prefix` followed by `length` lowercase hexadecimal characters.
    pub(crate) fn hex(&mut self, prefix: &str, length: usize) -> String {
        self.text(prefix, length, b"0123456789abcdef")
    }

    /// `prefix` followed by `length` lowercase letters.
    pub(crate) fn letters(&mut self, prefix: &str, length: usize) -> String {
        self.text(prefix, length, b"abcdefghijklmnopqrstuvwxyz")
    }

    /// A password of 16 characters from all four classes.
    pub(crate) fn password(&mut self) -> String {
        const ALPHANUMERIC: &[u8] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let upper = self.text("", 1, &ALPHANUMERIC[..26]);
        let lower = self.text(&upper, 1, &ALPHANUMERIC[26..52]);
        let digit = self.text(&lower, 1, &ALPHANUMERIC[52..]);
        let special = self.text(&digit, 1, b"!@#$%^&*");
        self.text(&special, 12, ALPHANUMERIC)
    }

    fn text(&mut self, prefix: &str, length: usize, alphabet: &[u8]) -> String {
        let characters = u64::try_from(alphabet.len()).expect("an alphabet is short");
        let mut text = prefix.to_owned();
        for _ in 0..length {
            let at = usize::try_from(self.next() % characters).expect("an index is small");
            text.push(char::from(alphabet[at]));
        }
        text
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        let mut ids = Ids::seeded(1_234_567);
        assert_eq!(ids.next(), 6_457_827_717_110_365_317);
        assert_eq!(ids.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn passwords_have_sixteen_characters_of_four_classes() {
        let password = Ids::seeded(1).password();
        assert_eq!(password.len(), 16);
        assert!(password.contains(|character: char| character.is_ascii_uppercase()));
        assert!(password.contains(|character: char| character.is_ascii_lowercase()));
        assert!(password.contains(|character: char| character.is_ascii_digit()));
        assert!(password.contains(|character: char| character.is_ascii_punctuation()));
    }
}
