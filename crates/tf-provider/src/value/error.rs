//! Errors about a value, with the place inside it.
//!
//! Messages name types, attributes and lengths, never the value itself: it may be a secret.

use std::fmt;

use crate::path::{Path, Step};

/// Something is wrong inside a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// Where, from the root of the value.
    pub path: Path,
    /// What is required and what was found.
    pub message: String,
}

/// Bytes or text that are no value of the expected type.
pub type DecodeError = ValueError;

/// A value that its type does not allow.
pub type EncodeError = ValueError;

impl ValueError {
    /// An error about the whole value.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            path: Path::root(),
            message: message.into(),
        }
    }

    /// One kind of thing was found where another is required.
    pub(crate) fn mismatch(required: &str, actual: &str) -> Self {
        Self::new(format!("{required} is required, found {actual}"))
    }

    /// A list of types does not have as many elements as its value.
    pub(crate) fn tuple_length(required: usize, actual: usize) -> Self {
        Self::new(format!(
            "a tuple of {required} elements is required, found {actual}"
        ))
    }

    /// An object lacks the attribute `name`.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(format!("attribute {name:?} is missing"))
    }

    /// An object has an attribute `name` that its type lacks.
    pub(crate) fn unsupported(name: &str) -> Self {
        Self::new(format!("unsupported attribute {name:?}"))
    }

    /// A key occurs twice.
    pub(crate) fn duplicate(key: &str) -> Self {
        Self::new(format!("duplicate key {key:?}"))
    }

    /// Something nests deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    pub(crate) fn too_deep() -> Self {
        Self::new(format!("more than {} levels deep", super::MAX_DEPTH))
    }

    /// The same error, seen from one level further out.
    pub(crate) fn within(self, step: Step) -> Self {
        let outer = Path::root().with(step);
        let steps = self.path.steps().iter().cloned();
        Self {
            path: steps.fold(outer, |path, step| path.with(step)),
            message: self.message,
        }
    }

    /// The same error, seen from outside the attribute `name`.
    pub(crate) fn in_attribute(self, name: &str) -> Self {
        self.within(Step::Attribute(name.to_owned()))
    }

    /// The same error, seen from outside the map that holds `key`.
    pub(crate) fn in_key(self, key: &str) -> Self {
        self.within(Step::Key(key.to_owned()))
    }

    /// The same error, seen from outside the list that holds `index`.
    pub(crate) fn in_index(self, index: usize) -> Self {
        self.within(Step::Index(index))
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_root() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for ValueError {}
