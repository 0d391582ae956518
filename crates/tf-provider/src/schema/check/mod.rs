//! The check that Terraform can work with a schema.
//!
//! Terraform refuses a whole provider for some mistakes, does not notice others (it checks neither a provider's own schema
//! nor a write-only value that is computed), and crashes on a few. So these rules are stricter than Terraform's, and a
//! provider runs them as a test.

mod attribute;
mod block;
mod kind;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::{
    path::Path,
    schema::{Block, Nesting, Schema},
    value::Type,
};

pub use kind::Kind;

/// The rules that the schema of the type `name` breaks, each with the place.
pub fn check_schema(kind: Kind, name: &str, schema: &Schema) -> Vec<String> {
    let mut checker = Checker::new(kind, name);
    let root = Path::root();
    if !is_name(name) {
        checker.refuse(
            &root,
            "its type has a name that is not `^[a-z_][a-z0-9_]*$`",
        );
    }
    if schema.version > 0 && kind != Kind::Resource {
        checker.refuse(&root, "only a resource has versions");
    }
    if i64::try_from(schema.version).is_err() {
        checker.refuse(&root, "its version does not fit the protocol");
    }
    checker.block(&schema.block, Scope::default(), &root);
    checker.problems
}

/// The rules that an identity of the resource `name` breaks, made up of these top-level attributes of `block`.
pub fn check_identity(name: &str, identity: &[&str], block: &Block) -> Vec<String> {
    let mut checker = Checker::new(Kind::Resource, name);
    let mut seen = BTreeSet::new();
    for part in identity {
        let path = Path::attribute(*part);
        if !seen.insert(part) {
            checker.refuse(&path, "is in the identity twice");
        }
        match block.attribute(part).map(|it| &it.ty) {
            None => checker.refuse(&path, "is in the identity, but no attribute"),
            Some(ty) if !is_identifying(ty) => {
                checker.refuse(
                    &path,
                    "is in the identity, so it must be primitive or a list of primitives",
                );
            }
            Some(_) => {}
        }
    }
    checker.problems
}

fn is_identifying(ty: &Type) -> bool {
    let is_primitive = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
    match ty {
        Type::List(element) => is_primitive(element),
        ty => is_primitive(ty),
    }
}

/// What is around an attribute or a block.
#[derive(Clone, Copy, Default)]
struct Scope {
    /// The nesting of the block that it is in; none at the root.
    nesting: Option<Nesting>,
    /// Whether one of the blocks around it is of a set.
    in_set: bool,
}

struct Checker {
    kind: Kind,
    place: String,
    problems: Vec<String>,
}

impl Checker {
    fn new(kind: Kind, name: &str) -> Self {
        Self {
            kind,
            place: format!("{} {name}", kind.noun()),
            problems: Vec::new(),
        }
    }

    fn refuse(&mut self, path: &Path, rule: &str) {
        let place = &self.place;
        self.problems.push(if path.is_root() {
            format!("{place}: {rule}")
        } else {
            format!("{place}: `{path}` {rule}")
        });
    }
}

fn is_name(name: &str) -> bool {
    let is_part = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    let starts_well = !name.is_empty() && !name.as_bytes()[0].is_ascii_digit();
    starts_well && name.bytes().all(is_part)
}
