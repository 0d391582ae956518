//! Configurations: from the JSON of a test to a value, and what Terraform refuses before a provider sees it.
//!
//! `"${unknown}"` stands for a value that is not known yet, anywhere. Members that a test leaves out are null, blocks
//! absent. As in a configuration, numbers and truth values may be written as text, and the other way round.

use std::collections::BTreeMap;

use serde_json::Value as Written;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    path::{Path, Step},
    schema::{Attribute, Block, Mode, NestedBlock, Nesting},
    value::{Json, Type, Value, ValueError, decode_json},
};

/// What stands for an unknown value.
pub const UNKNOWN: &str = "${unknown}";

/// A configuration as a test writes it.
#[derive(Clone, Debug)]
pub enum Config {
    /// JSON in the shape of the schema.
    Json(Written),
    /// The finished value, with every attribute and block of the schema.
    Value(Value),
}

impl From<Written> for Config {
    fn from(json: Written) -> Self {
        Self::Json(json)
    }
}

impl From<Value> for Config {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl Config {
    /// The value of the block, if Terraform would take it.
    pub(super) fn into_value(self, block: &Block) -> Result<Value, Diagnostics> {
        let value = match self {
            Self::Json(json) => read(block, &json)?,
            Self::Value(value) => {
                value
                    .conforms(&block.ty())
                    .map_err(|error| wrong_type(&error))?;
                value
            }
        };
        let problem = check(block, &value);
        if problem.has_errors() {
            Err(problem)
        } else {
            Ok(value)
        }
    }
}

/// Reads a value of `block`, whoever may set its attributes; `null` is null.
pub(super) fn read(block: &Block, json: &Written) -> Result<Value, Diagnostic> {
    read_block(block, json, &Path::root())
}

/// Reads a value of type `ty`.
pub(super) fn read_value(ty: &Type, json: &Written) -> Result<Value, ValueError> {
    match (ty, json) {
        (_, Written::String(text)) if text == UNKNOWN => Ok(Value::Unknown),
        (Type::List(element), Written::Array(written)) => {
            Ok(Value::List(elements(element, written)?))
        }
        (Type::Set(element), Written::Array(written)) => {
            Ok(Value::set(elements(element, written)?))
        }
        (Type::Map(element), Written::Object(written)) => {
            let members = written.iter().map(|(key, it)| {
                let value = read_value(element, it).map_err(|error| error.in_key(key))?;
                Ok((key.clone(), value))
            });
            Ok(Value::Map(members.collect::<Result<_, ValueError>>()?))
        }
        (Type::Object(object), Written::Object(written)) => {
            // Terraform drops members that the type does not have.
            let members = object.attributes.iter().map(|(name, ty)| {
                let json = written.get(name).unwrap_or(&Written::Null);
                if json.is_null() && !written.contains_key(name) && !object.optional.contains(name)
                {
                    return Err(ValueError::new(format!("attribute {name:?} is required")));
                }
                let value = read_value(ty, json).map_err(|error| error.in_attribute(name))?;
                Ok((name.clone(), value))
            });
            Ok(Value::Object(members.collect::<Result<_, _>>()?))
        }
        _ => decode_json(ty, &Json::parse(json.to_string().as_bytes())?),
    }
}

fn elements(ty: &Type, written: &[Written]) -> Result<Vec<Value>, ValueError> {
    let numbered = written.iter().enumerate();
    let read =
        numbered.map(|(index, it)| read_value(ty, it).map_err(|error| error.in_index(index)));
    read.collect()
}

fn read_block(block: &Block, json: &Written, path: &Path) -> Result<Value, Diagnostic> {
    let written = match json {
        Written::Null => return Ok(Value::Null),
        Written::String(text) if text == UNKNOWN => return Ok(Value::Unknown),
        Written::Object(written) => written,
        _ => return Err(unsupported(path, "A block is written as a JSON object.")),
    };
    for name in written.keys() {
        if block.attribute(name).is_none() && !block.blocks.iter().any(|it| it.name == *name) {
            let detail = format!("An argument named {name:?} is not expected here.");
            return Err(unsupported(&path.child(name), &detail));
        }
    }
    let mut value = BTreeMap::new();
    for attribute in &block.attributes {
        let json = written.get(&attribute.name).unwrap_or(&Written::Null);
        let read = read_value(&attribute.ty, json).map_err(|error| {
            let error = error.in_attribute(&attribute.name);
            let path = error
                .path
                .steps()
                .iter()
                .fold(path.clone(), |path, it| path.with(it.clone()));
            wrong_type(&ValueError { path, ..error })
        });
        value.insert(attribute.name.clone(), read?);
    }
    for nested in &block.blocks {
        let path = path.child(&nested.name);
        let read = match written.get(&nested.name) {
            None | Some(Written::Null) => nested.absent(),
            Some(json) => read_blocks(nested, json, &path)?,
        };
        value.insert(nested.name.clone(), read);
    }
    Ok(Value::Object(value))
}

fn read_blocks(nested: &NestedBlock, json: &Written, path: &Path) -> Result<Value, Diagnostic> {
    let list = |written: &[Written]| {
        let numbered = written.iter().enumerate();
        let read = numbered
            .map(|(index, it)| read_block(&nested.block, it, &path.with(Step::Index(index))));
        read.collect::<Result<Vec<_>, _>>()
    };
    match (nested.nesting, json) {
        (_, Written::String(text)) if text == UNKNOWN => Ok(Value::Unknown),
        (Nesting::Single | Nesting::Group, json) => read_block(&nested.block, json, path),
        (Nesting::List, Written::Array(written)) => Ok(Value::List(list(written)?)),
        (Nesting::Set, Written::Array(written)) => Ok(Value::set(list(written)?)),
        (Nesting::Map, Written::Object(written)) => {
            let read = written.iter().map(|(key, it)| {
                let path = path.with(Step::Key(key.clone()));
                Ok((key.clone(), read_block(&nested.block, it, &path)?))
            });
            Ok(Value::Map(read.collect::<Result<_, _>>()?))
        }
        (Nesting::List | Nesting::Set, _) => Err(unsupported(
            path,
            "These blocks are written as a JSON array of objects.",
        )),
        (Nesting::Map, _) => Err(unsupported(
            path,
            "These blocks are written as a JSON object of objects.",
        )),
    }
}

/// What Terraform itself checks in a configuration.
fn check(block: &Block, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    check_block(block, config, &Path::root(), &mut diagnostics);
    diagnostics
}

fn check_block(block: &Block, config: &Value, path: &Path, diagnostics: &mut Diagnostics) {
    let Value::Object(members) = config else {
        return;
    };
    for attribute in &block.attributes {
        let is_set = members.get(&attribute.name).is_some_and(|it| !it.is_null());
        if let Some(problem) = check_attribute(attribute, is_set) {
            diagnostics.push(problem.at(path.child(&attribute.name)));
        }
    }
    for nested in &block.blocks {
        let path = path.child(&nested.name);
        let value = members.get(&nested.name).unwrap_or(&Value::Null);
        let objects: Vec<(Path, &Value)> = match value {
            Value::Object(_) => vec![(path.clone(), value)],
            Value::List(elements) => {
                let numbered = elements.iter().enumerate();
                numbered
                    .map(|(index, it)| (path.with(Step::Index(index)), it))
                    .collect()
            }
            Value::Set(elements) => elements.iter().map(|it| (path.clone(), it)).collect(),
            Value::Map(members) => {
                let keyed = members.iter();
                keyed
                    .map(|(key, it)| (path.with(Step::Key(key.clone())), it))
                    .collect()
            }
            _ => Vec::new(),
        };
        if !value.is_unknown()
            && let Some(problem) = check_count(nested, objects.len())
        {
            diagnostics.push(problem.at(path));
        }
        for (path, object) in objects {
            check_block(&nested.block, object, &path, diagnostics);
        }
    }
}

fn check_attribute(attribute: &Attribute, is_set: bool) -> Option<Diagnostic> {
    let name = &attribute.name;
    match (attribute.mode, is_set) {
        (Mode::Required, false) => Some(Diagnostic::error(
            "Missing required argument",
            format!("The argument {name:?} is required, but no definition was found."),
        )),
        (Mode::Computed, true) => Some(Diagnostic::error(
            "Value for unconfigurable attribute",
            format!(
                "Can't configure a value for {name:?}: its value will be decided automatically based on the result of applying this configuration."
            ),
        )),
        _ => None,
    }
}

fn check_count(nested: &NestedBlock, count: usize) -> Option<Diagnostic> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let name = &nested.name;
    if count < nested.min_items {
        let detail = format!(
            "At least {} {name:?} blocks are required.",
            nested.min_items
        );
        return Some(Diagnostic::error(
            format!("Insufficient {name} blocks"),
            detail,
        ));
    }
    if nested.max_items > 0 && count > nested.max_items {
        let detail = format!(
            "No more than {} {name:?} blocks are allowed",
            nested.max_items
        );
        return Some(Diagnostic::error(format!("Too many {name} blocks"), detail));
    }
    None
}

fn unsupported(path: &Path, detail: &str) -> Diagnostic {
    Diagnostic::error("Unsupported argument", detail).at(path.clone())
}

fn wrong_type(error: &ValueError) -> Diagnostic {
    Diagnostic::error("Incorrect attribute value type", format!("{error}.")).at(error.path.clone())
}
