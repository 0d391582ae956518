//! Rules for configured values: of one value, and of an attribute and its siblings.

use std::{fmt, sync::Arc};

use crate::{model::Field, path::Path, value::Value};

/// A rule for a configured value.
///
/// It sees known values only: what is not known yet is checked again when it is.
#[derive(Clone)]
pub struct Validator {
    rule: String,
    /// What the value, or the element at `depth`, must be.
    expected: String,
    /// How many collections are around what it checks.
    depth: usize,
    check: Arc<Check>,
}

type Check = dyn Fn(&Value, &Path) -> Result<(), String> + Send + Sync;

impl Validator {
    pub(crate) fn typed<T: Field>(
        rule: String,
        check: impl Fn(&T) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        let check = move |value: &Value, path: &Path| match T::from_value(value, path) {
            Ok(typed) => check(&typed),
            Err(problem) => Err(problem.detail),
        };
        Self {
            expected: rule.clone(),
            rule,
            depth: 0,
            check: Arc::new(check),
        }
    }

    /// The same rule for each element of a collection.
    pub(crate) fn for_each(self) -> Self {
        Self {
            rule: format!("made of elements that are {}", self.rule),
            depth: self.depth + 1,
            ..self
        }
    }

    /// The rule, as it completes "must be …".
    pub fn rule(&self) -> &str {
        &self.rule
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Why `value` is wrong. A value that is `hidden` does not show in the answer.
    pub(crate) fn problem(&self, value: &Value, path: &Path, hidden: bool) -> Option<String> {
        let problem = (self.check)(value, path).err()?;
        Some(if hidden {
            format!(
                "It must be {}. What was given is not shown, because it is sensitive.",
                self.expected
            )
        } else {
            problem
        })
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Validator").field(&self.rule).finish()
    }
}

/// A rule for an attribute and the attributes and blocks beside it, by their names.
///
/// It is not checked while one of them is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// None of these may be set beside it.
    ConflictsWith(&'static [&'static str]),
    /// Of it and these, one must be set, and no more.
    ExactlyOneOf(&'static [&'static str]),
    /// Of it and these, one or more must be set.
    AtLeastOneOf(&'static [&'static str]),
    /// All of these must be set beside it.
    RequiredWith(&'static [&'static str]),
}

impl Relation {
    /// The other members that it is about.
    pub fn others(self) -> &'static [&'static str] {
        match self {
            Self::ConflictsWith(others)
            | Self::ExactlyOneOf(others)
            | Self::AtLeastOneOf(others)
            | Self::RequiredWith(others) => others,
        }
    }

    /// The rule of the attribute `name`, as a sentence without its period.
    pub fn rule(self, name: &str) -> String {
        let others = list(self.others());
        let all = list(&self.group(name));
        match self {
            Self::ConflictsWith(_) => format!("`{name}` must not be set together with {others}"),
            Self::ExactlyOneOf(_) => format!("Exactly one of {all} must be set"),
            Self::AtLeastOneOf(_) => format!("At least one of {all} must be set"),
            Self::RequiredWith(_) => format!("`{name}` must be set together with {others}"),
        }
    }

    /// The member to blame and why, or nobody to blame if one is missing. `is_set` knows whether a member is set, if that
    /// is known.
    pub(crate) fn problem(
        self,
        name: &str,
        is_set: impl Fn(&str) -> Option<bool>,
    ) -> Option<(Option<String>, String)> {
        let group = self.group(name);
        let mut set = Vec::new();
        for member in &group {
            if is_set(member)? {
                set.push(*member);
            }
        }
        let is_given = set.contains(&name);
        let broken = match self {
            Self::ConflictsWith(_) => is_given && set.len() > 1,
            Self::ExactlyOneOf(_) => set.len() != 1,
            Self::AtLeastOneOf(_) => set.is_empty(),
            Self::RequiredWith(_) => is_given && set.len() < group.len(),
        };
        let given = if set.is_empty() {
            "none of them is".to_owned()
        } else {
            let verb = if set.len() == 1 { "is" } else { "are" };
            format!("{} {verb}", list(&set))
        };
        let detail = format!("{}, but {given}.", self.rule(name));
        let blamed = match self {
            Self::ConflictsWith(_) | Self::RequiredWith(_) => Some(name),
            Self::ExactlyOneOf(_) | Self::AtLeastOneOf(_) => set.first().copied(),
        };
        broken.then(|| (blamed.map(str::to_owned), detail))
    }

    /// All members in the same order, whichever of them has the rule.
    fn group(self, name: &str) -> Vec<&str> {
        let mut group = self.others().to_vec();
        group.push(name);
        group.sort_unstable();
        group.dedup();
        group
    }
}

fn list(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|it| format!("`{it}`")).collect();
    names.join(", ")
}
