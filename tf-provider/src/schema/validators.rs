//! Rules for configured values, and the vocabulary to declare them with.
//!
//! A rule sees known values only: what is not known yet is checked again when it is.

use std::{
    collections::BTreeMap,
    fmt,
    ops::{Bound, RangeBounds},
    sync::Arc,
};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Field, Slot},
    path::{Path, Step},
    schema::{Attr, Attribute, Block, Nesting},
    timeouts,
    value::Value,
};

/// A rule for a configured value.
#[derive(Clone)]
pub struct Validator {
    rule: String,
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
            Err(found) => Err(found.detail),
        };
        Self {
            rule,
            check: Arc::new(check),
        }
    }

    /// The rule, as it completes "must be …".
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Validator").field(&self.rule).finish()
    }
}

impl<S: Slot<Field = String>> Attr<S> {
    /// One of these words.
    pub fn one_of(self, words: &'static [&'static str]) -> Self {
        let list = words
            .iter()
            .map(|it| format!("`{it}`"))
            .collect::<Vec<_>>()
            .join(", ");
        self.check(format!("one of {list}"), move |value| {
            if words.contains(&value.as_str()) {
                return Ok(());
            }
            Err(format!("`{value}` is not one of {list}."))
        })
    }

    /// A number of characters.
    pub fn len(self, range: impl RangeBounds<usize> + Send + Sync + 'static) -> Self {
        let rule = describe(&range, "characters long");
        self.check(rule.clone(), move |value| {
            let length = value.chars().count();
            if range.contains(&length) {
                return Ok(());
            }
            Err(format!("It has {length} characters, but must be {rule}."))
        })
    }

    /// A length of time such as `30s`, `45m` or `1h30m`, as Go writes it.
    pub fn duration(self) -> Self {
        self.check("a duration such as `30s`, `45m` or `1h30m`", |value| {
            timeouts::parse(value).map(|_| ())
        })
    }
}

impl<S: Slot<Field = i64>> Attr<S> {
    /// A number within these bounds.
    pub fn range(self, range: impl RangeBounds<i64> + Send + Sync + 'static) -> Self {
        let rule = describe(&range, "");
        self.check(rule.clone(), move |value| {
            if range.contains(value) {
                return Ok(());
            }
            Err(format!("It is {value}, but must be {rule}."))
        })
    }
}

fn describe<T: fmt::Display>(range: &impl RangeBounds<T>, unit: &str) -> String {
    let text = match (range.start_bound(), range.end_bound()) {
        (Bound::Included(low), Bound::Included(high)) => format!("{low} to {high}"),
        (Bound::Included(low), _) => format!("at least {low}"),
        (_, Bound::Included(high)) => format!("at most {high}"),
        (_, Bound::Excluded(high)) => format!("less than {high}"),
        _ => "any".to_owned(),
    };
    format!("{text} {unit}").trim_end().to_owned()
}

/// Checks every rule of `block` against a configuration, which may hold unknown values anywhere.
pub(crate) fn validate(block: &Block, config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    validate_block(block, config, &Path::root(), &mut found);
    found
}

/// What to say about write-only values when Terraform is too old to keep them out of the state.
pub(crate) fn write_only_not_allowed(block: &Block, config: &Value) -> Diagnostics {
    let Value::Object(object) = config else {
        return Diagnostics::new();
    };
    let set = |it: &&Attribute| {
        it.write_only && object.get(&it.name).is_some_and(|value| !value.is_null())
    };
    let refuse = |it: &Attribute| {
        let detail = format!(
            "`{}` is never stored, which takes Terraform 1.11 or later.",
            it.name
        );
        Diagnostic::error("WriteOnly Attribute Not Allowed", detail).at(Path::attribute(&it.name))
    };
    block.attributes.iter().filter(set).map(refuse).collect()
}

fn validate_block(block: &Block, config: &Value, path: &Path, found: &mut Diagnostics) {
    let Value::Object(object) = config else {
        return;
    };
    validate_attributes(&block.attributes, object, path, found);
    for nested in &block.blocks {
        let Some(value) = object.get(&nested.name) else {
            continue;
        };
        let path = path.child(&nested.name);
        match (nested.nesting, value) {
            (Nesting::Single | Nesting::Group, _) => {
                validate_block(&nested.block, value, &path, found);
            }
            (_, value) => for_elements(value, &path, |element, path| {
                validate_block(&nested.block, element, path, found);
            }),
        }
    }
}

fn validate_attributes(
    attributes: &[Attribute],
    object: &BTreeMap<String, Value>,
    path: &Path,
    found: &mut Diagnostics,
) {
    for attribute in attributes {
        if let Some(value) = object.get(&attribute.name) {
            validate_value(attribute, value, &path.child(&attribute.name), found);
        }
    }
}

fn validate_value(attribute: &Attribute, value: &Value, path: &Path, found: &mut Diagnostics) {
    if value.is_null() {
        return;
    }
    if value.is_wholly_known() {
        let failed = attribute
            .validators
            .iter()
            .filter_map(|it| (it.check)(value, path).err());
        found.extend(failed.map(|why| {
            Diagnostic::error(format!("Invalid value for {}", attribute.name), why).at(path.clone())
        }));
    }
    if attribute.members.is_empty() {
        return;
    }
    match value {
        Value::Object(object) => validate_object(attribute, object, path, found),
        other => for_elements(other, path, |element, path| {
            if let Value::Object(object) = element {
                validate_object(attribute, object, path, found);
            }
        }),
    }
}

/// Terraform drops a misspelt member of an object before anybody sees it, so an object that sets nothing is an error.
fn validate_object(
    attribute: &Attribute,
    object: &BTreeMap<String, Value>,
    path: &Path,
    found: &mut Diagnostics,
) {
    if object.values().all(Value::is_null) {
        let names: Vec<_> = attribute
            .members
            .iter()
            .map(|it| format!("`{}`", it.name))
            .collect();
        let detail = format!(
            "None of its members is set. It has {}; Terraform ignores any other name without a word.",
            names.join(", ")
        );
        found.push(Diagnostic::error(format!("Empty {}", attribute.name), detail).at(path.clone()));
    }
    validate_attributes(&attribute.members, object, path, found);
}

fn for_elements(value: &Value, path: &Path, mut each: impl FnMut(&Value, &Path)) {
    match value {
        Value::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                each(element, &path.with(Step::Index(index)));
            }
        }
        Value::Map(elements) => {
            for (key, element) in elements {
                each(element, &path.with(Step::Key(key.clone())));
            }
        }
        Value::Set(elements) => elements.iter().for_each(|element| each(element, path)),
        _ => {}
    }
}
