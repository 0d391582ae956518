//! Private data beside the state: a JSON object that only the provider reads.
//!
//! Terraform stores it in the clear. Keys that begin with a dot are the framework's own. What is not a JSON object was
//! not written by this provider and counts as nothing.

use std::collections::BTreeMap;

use crate::value::json::Json;

/// Says that an object was imported and not yet read.
const IMPORTED: &str = ".import_before_read";

/// Names the object that a new one replaces, between the two plans of a replacement.
const PREDECESSOR: &str = ".predecessor";

/// What is kept about one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Private(BTreeMap<String, Json>);

impl Private {
    pub(crate) fn decode(bytes: &[u8]) -> Self {
        match Json::parse(bytes) {
            Ok(Json::Object(entries)) => Self(entries),
            _ => Self::default(),
        }
    }

    pub(crate) fn encode(self) -> Vec<u8> {
        if self.0.is_empty() {
            return Vec::new();
        }
        Json::Object(self.0).to_string().into_bytes()
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        self.0.get(key)
    }

    /// Null removes the key.
    pub(crate) fn set(&mut self, key: &str, value: Json) {
        if value == Json::Null {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), value);
        }
    }

    /// Tells the second plan of a replacement which object goes.
    pub(crate) fn set_predecessor(&mut self, id: String) {
        self.set(PREDECESSOR, Json::String(id));
    }

    /// What a plan has left for its apply.
    pub(crate) fn decode_planned(bytes: &[u8]) -> Self {
        let mut private = Self::decode(bytes);
        private.take_predecessor();
        private
    }

    /// What the first plan of a replacement said to the second one. It is for nobody else, so it is not kept.
    pub(crate) fn take_predecessor(&mut self) -> Option<String> {
        match self.0.remove(PREDECESSOR) {
            Some(Json::String(id)) => Some(id),
            _ => None,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What goes with an object that was just imported.
    pub(crate) fn imported() -> Self {
        Self([(IMPORTED.to_owned(), Json::Bool(true))].into())
    }

    /// Whether the object was just imported. It is not anymore once this was asked.
    pub(crate) fn take_imported(&mut self) -> bool {
        self.0.remove(IMPORTED).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_survives_a_round_trip_with_every_digit() {
        let text = r#"{"etag":"a","big":12345678901234567890123,"of":{"others":[null]}}"#;
        let mut kept = Private::decode(text.as_bytes());
        kept.set("etag", Json::String("b".to_owned()));
        let written = String::from_utf8(kept.encode()).unwrap();
        assert_eq!(
            written,
            r#"{"big":12345678901234567890123,"etag":"b","of":{"others":[null]}}"#
        );
    }

    #[test]
    fn garbage_counts_as_nothing() {
        for garbage in ["", "null", "[1]", "{", "\u{0}", "\u{feff}{}", "\"text\""] {
            assert_eq!(
                Private::decode(garbage.as_bytes()),
                Private::default(),
                "{garbage:?}"
            );
        }
        assert_eq!(Private::decode(&[0xff, 0xfe]).encode(), b"");
    }

    #[test]
    fn removing_the_last_key_leaves_nothing() {
        let mut kept = Private::decode(br#"{"a":1}"#);
        kept.set("a", Json::Null);
        assert_eq!(kept.encode(), b"");
    }

    #[test]
    fn an_import_is_over_once_asked_for() {
        let mut kept = Private::decode(&Private::imported().encode());
        assert!(kept.take_imported());
        assert!(!kept.take_imported());
        assert_eq!(kept.encode(), b"");
    }
}
