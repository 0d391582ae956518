//! Checking a configuration against the rules of its schema.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::Object,
    path::{Path, Step},
    schema::{Attribute, Block, Mode, Nesting, Validator, text},
    value::Value,
};

/// Checks every rule of `block` against a configuration, which may hold unknown values anywhere.
pub(crate) fn validate(block: &Block, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for_blocks(block, config, &Path::root(), &mut |block, object, path| {
        validate_attributes(&block.attributes, object, path, false, &mut diagnostics);
        for attribute in &block.attributes {
            validate_relations(attribute, Some(block), object, path, &mut diagnostics);
        }
    });
    diagnostics
}

/// What to say about write-only values when Terraform is too old to keep them out of the state.
pub(crate) fn write_only_not_allowed(block: &Block, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    for_blocks(block, config, &Path::root(), &mut |block, object, path| {
        let is_set = |it: &&Attribute| object.get(&it.name).is_some_and(|value| !value.is_null());
        for attribute in block
            .attributes
            .iter()
            .filter(|it| it.write_only)
            .filter(is_set)
        {
            let path = path.child(&attribute.name);
            let detail = format!("`{path}` is never stored, which takes Terraform 1.11 or later.");
            diagnostics.push(Diagnostic::error("WriteOnly Attribute Not Allowed", detail).at(path));
        }
    });
    diagnostics
}

/// Calls `each` on a block and on all blocks in it, as far as they are known.
fn for_blocks(
    block: &Block,
    config: &Value,
    path: &Path,
    each: &mut impl FnMut(&Block, &Object, &Path),
) {
    let Value::Object(object) = config else {
        return;
    };
    each(block, object, path);
    for nested in &block.blocks {
        let Some(value) = object.get(&nested.name) else {
            continue;
        };
        let path = path.child(&nested.name);
        match nested.nesting {
            Nesting::Single | Nesting::Group => for_blocks(&nested.block, value, &path, each),
            Nesting::List | Nesting::Set | Nesting::Map => {
                for_elements(value, &path, &mut |element, path| {
                    for_blocks(&nested.block, element, path, each);
                });
            }
        }
    }
}

fn validate_attributes(
    attributes: &[Attribute],
    object: &Object,
    path: &Path,
    hidden: bool,
    diagnostics: &mut Diagnostics,
) {
    for attribute in attributes {
        let Some(value) = object.get(&attribute.name) else {
            continue;
        };
        let path = path.child(&attribute.name);
        if attribute.mode == Mode::Computed && !value.is_null() {
            // Terraform drops such a value without a word.
            let detail =
                format!("The provider decides `{path}`, so it cannot be configured. Remove it.");
            diagnostics.push(Diagnostic::error("Read-only attribute", detail).at(path));
            continue;
        }
        if attribute.mode == Mode::Required && value.is_null() {
            let detail = format!("`{path}` must be set, and it is null.");
            diagnostics.push(Diagnostic::error("Missing required argument", detail).at(path));
            continue;
        }
        let mut problems = Diagnostics::new();
        // Terraform lets null be an element of anything, and few models have a place for it.
        if !value.is_null() && !value.has_unknown() && attribute.members.is_empty() {
            problems.extend(misread(attribute, value, &path, hidden));
        }
        if problems.is_empty() {
            validate_value(attribute, value, &path, hidden, &mut problems);
        }
        // Of objects, it is better told which members there are.
        if problems.is_empty() && !value.is_null() && !value.has_unknown() {
            problems.extend(misread(attribute, value, &path, hidden));
        }
        diagnostics.extend(problems);
    }
}

/// Why a value cannot be read. Of a number it says what else its rules want, and shows it unless it is `hidden`.
fn misread(attribute: &Attribute, value: &Value, path: &Path, hidden: bool) -> Option<Diagnostic> {
    let mut problem = attribute.reads.and_then(|reads| reads(value, path))?;
    let Value::Number(_) = value else {
        return Some(problem);
    };
    let rules: Vec<_> = attribute.validators.iter().map(Validator::rule).collect();
    if hidden || attribute.sensitive || attribute.write_only {
        let wanted = problem.detail.split(", but").next().unwrap_or_default();
        problem.detail = format!("{wanted}. What was given is not shown, because it is sensitive.");
    } else if !rules.is_empty() {
        let allowed = format!(", {}, but", rules.join(", "));
        problem.detail = problem.detail.replacen(", but", &allowed, 1);
    }
    Some(problem)
}

/// `hidden` values are inside a sensitive one.
pub(super) fn validate_value(
    attribute: &Attribute,
    value: &Value,
    path: &Path,
    hidden: bool,
    diagnostics: &mut Diagnostics,
) {
    let hidden = hidden || attribute.sensitive || attribute.write_only;
    let mut problems = text::check_ends(attribute, value, path, hidden);
    if problems.is_empty() {
        validate_rules(attribute, value, path, hidden, &mut problems);
    }
    if problems.is_empty() {
        problems = text::check_empty(attribute, value, path);
    }
    diagnostics.extend(problems);
    if attribute.members.is_empty() {
        return;
    }
    match value {
        Value::Object(object) => validate_object(attribute, object, path, hidden, diagnostics),
        other => for_elements(other, path, &mut |element, path| {
            if let Value::Object(object) = element {
                validate_object(attribute, object, path, hidden, diagnostics);
            }
        }),
    }
}

fn validate_rules(
    attribute: &Attribute,
    value: &Value,
    path: &Path,
    hidden: bool,
    diagnostics: &mut Diagnostics,
) {
    for validator in &attribute.validators {
        at_depth(validator.depth(), value, path, &mut |value, path| {
            if value.is_null() || value.has_unknown() {
                return;
            }
            if let Some(why) = validator.problem(value, path, hidden) {
                diagnostics.push(
                    Diagnostic::error(format!("Invalid value for {path}"), why).at(path.clone()),
                );
            }
        });
    }
}

/// Calls `each` on the elements that are inside as many collections as `depth` says.
fn at_depth(depth: usize, value: &Value, path: &Path, each: &mut dyn FnMut(&Value, &Path)) {
    if depth == 0 {
        each(value, path);
    } else {
        for_elements(value, path, &mut |element, path| {
            at_depth(depth - 1, element, path, each);
        });
    }
}

fn validate_relations(
    attribute: &Attribute,
    block: Option<&Block>,
    object: &Object,
    path: &Path,
    diagnostics: &mut Diagnostics,
) {
    let is_set = |name: &str| {
        let value = object.get(name).unwrap_or(&Value::Null);
        let nested = block.and_then(|it| it.nested(name));
        let is_absent = value.is_null() || nested.is_some_and(|it| it.absent() == *value);
        (!value.is_unknown()).then_some(!is_absent)
    };
    for relation in &attribute.relations {
        if let Some((blamed, why)) = relation.problem(&attribute.name, is_set) {
            let path = blamed.map_or_else(|| path.clone(), |it| path.child(it));
            diagnostics.push(Diagnostic::error("Invalid combination of arguments", why).at(path));
        }
    }
}

/// Terraform drops a misspelt member of an object before anybody sees it, so an object that sets nothing is an error.
fn validate_object(
    attribute: &Attribute,
    object: &Object,
    path: &Path,
    hidden: bool,
    diagnostics: &mut Diagnostics,
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
        diagnostics.push(Diagnostic::error(format!("Empty {path}"), detail).at(path.clone()));
    }
    validate_attributes(&attribute.members, object, path, hidden, diagnostics);
    for member in &attribute.members {
        validate_relations(member, None, object, path, diagnostics);
    }
}

fn for_elements(value: &Value, path: &Path, each: &mut dyn FnMut(&Value, &Path)) {
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
