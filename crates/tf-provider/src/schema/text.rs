//! White space around configured texts, and texts of no characters.
//!
//! A text from a file ends in a line break, and a variable that nobody set is empty. A service looks for such a thing in vain, or
//! trims it and answers something else than was planned. So both are refused, unless an attribute says that they may be meant.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    path::{Path, Step},
    schema::Attribute,
    value::Value,
};

/// What the texts of an attribute are: its value, its elements, and the keys of a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Text {
    /// Identifiers, addresses, words: without white space around them, and as an element or a key never empty.
    #[default]
    Code,
    /// Names. People leave blanks around them in forms, but no line breaks or tabs.
    Name,
    /// Anything, such as prose. What reads it may trim it.
    Free,
}

impl Text {
    /// Why nobody means `text`, for the white space around it.
    fn ends(self, text: &str) -> Option<&'static str> {
        let inside = match self {
            Self::Code => text,
            Self::Name => text.trim_matches(' '),
            Self::Free => return None,
        };
        if text.is_empty() {
            return None;
        }
        if text.trim().is_empty() {
            return Some("is empty but for white space. Remove it, or write what is meant.");
        }
        (inside.trim() != inside).then_some(
            "begins or ends in white space, such as the line break at the end of a file. Remove that, for example with \
             `trimspace(...)`.",
        )
    }
}

/// What is wrong with the white space around the texts of `value`, as far as they are known.
pub(super) fn check_ends(
    attribute: &Attribute,
    value: &Value,
    path: &Path,
    hidden: bool,
) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for_texts(value, path, Part::Value, &mut |text, path, part| {
        if let Some(why) = attribute.text.ends(text) {
            diagnostics.push(problem(&part.title(text, hidden), why, path));
        }
    });
    diagnostics
}

/// What is wrong with the elements and keys of `value` that are empty. A text by itself may be as good as none, and a rule of its
/// attribute says so otherwise; the values of a map have keys that say what is meant.
pub(super) fn check_empty(attribute: &Attribute, value: &Value, path: &Path) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if attribute.text == Text::Free {
        return diagnostics;
    }
    for_texts(value, path, Part::Value, &mut |text, path, part| {
        let what = match part {
            _ if !text.is_empty() => return,
            Part::Value | Part::MapValue => return,
            Part::Element => "An element",
            Part::Key => "A key",
        };
        let why = "is empty. Remove it, for example with `compact(...)`, or write what is meant.";
        diagnostics.push(problem(what, why, path));
    });
    diagnostics
}

fn problem(what: &str, why: &str, path: &Path) -> Diagnostic {
    Diagnostic::error(format!("Invalid value for {path}"), format!("{what} {why}")).at(path.clone())
}

/// Which part of a value a text is.
#[derive(Clone, Copy)]
enum Part {
    Value,
    Element,
    Key,
    MapValue,
}

/// The most characters of a text that a message shows: a whole file says nothing.
const SHOWN: usize = 80;

impl Part {
    fn title(self, text: &str, hidden: bool) -> String {
        let noun = match self {
            Self::Value | Self::MapValue => "The text",
            Self::Element => "The element",
            Self::Key => "The key",
        };
        if hidden || text.chars().count() > SHOWN {
            return noun.to_owned();
        }
        format!("{noun} {text:?}")
    }
}

/// Calls `each` on every known text in `value` that is not in an object: members have rules of their own.
fn for_texts(value: &Value, path: &Path, part: Part, each: &mut dyn FnMut(&str, &Path, Part)) {
    match value {
        Value::String(text) => each(text, path, part),
        Value::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                for_texts(element, &path.with(Step::Index(index)), Part::Element, each);
            }
        }
        Value::Set(elements) => {
            for element in elements {
                for_texts(element, path, Part::Element, each);
            }
        }
        Value::Map(elements) => {
            for (key, element) in elements {
                each(key, path, Part::Key);
                for_texts(
                    element,
                    &path.with(Step::Key(key.clone())),
                    Part::MapValue,
                    each,
                );
            }
        }
        _ => {}
    }
}
