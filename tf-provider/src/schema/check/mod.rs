//! Whether schemas are such that Terraform can work with them.
//!
//! Terraform refuses a whole provider for some mistakes, does not notice others (it checks neither a provider's own schema
//! nor a write-only value that is computed), and crashes on a few. So these rules are stricter than Terraform's, and a
//! provider runs them as a test.

mod attribute;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::{
    model::Model,
    path::Path,
    provider::Provider,
    schema::{Block, NestedBlock, Nesting, Schema},
    value::Type,
};

/// What a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The configuration of the provider itself.
    Provider,
    /// Something that Terraform manages.
    Resource,
    /// Something that Terraform reads.
    DataSource,
    /// Something that Terraform opens and closes, and never stores.
    Ephemeral,
    /// A search for resources.
    List,
    /// Something that Terraform triggers.
    Action,
}

/// The rules that the schemas of `P` break, each with the place; nothing if all is well.
pub fn check<P: Provider>() -> Vec<String> {
    let provider = Schema {
        version: 0,
        block: P::Config::block().clone(),
    };
    let mut found = check_schema(Kind::Provider, P::NAME, &provider);
    let registry = P::registry();
    let resources = registry
        .resources
        .iter()
        .map(|it| (Kind::Resource, &it.name, &it.schema));
    let data_sources = registry
        .data_sources
        .iter()
        .map(|it| (Kind::DataSource, &it.name, &it.schema));
    let types: Vec<_> = resources.chain(data_sources).collect();
    for (kind, name, schema) in &types {
        found.extend(check_schema(*kind, name, schema));
    }
    found.extend(twice(
        types.iter().map(|(kind, name, _)| (*kind, name.as_str())),
    ));
    found
}

/// What is registered more than once.
fn twice<'a>(types: impl Iterator<Item = (Kind, &'a str)>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let again = types
        .map(|(kind, name)| (kind.noun(), name))
        .filter(|it| !seen.insert(*it));
    again
        .map(|(noun, name)| format!("{noun} {name}: it is registered twice"))
        .collect()
}

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
    checker.found
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
    checker.found
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
    found: Vec<String>,
}

impl Checker {
    fn new(kind: Kind, name: &str) -> Self {
        Self {
            kind,
            place: format!("{} {name}", kind.noun()),
            found: Vec::new(),
        }
    }

    fn refuse(&mut self, path: &Path, rule: &str) {
        let place = &self.place;
        self.found.push(if path.is_root() {
            format!("{place}: {rule}")
        } else {
            format!("{place}: `{path}` {rule}")
        });
    }

    fn block(&mut self, block: &Block, scope: Scope, path: &Path) {
        if block.description.trim().is_empty() {
            self.refuse(path, "has no description");
        }
        let attributes: Vec<_> = block.attributes.iter().map(|it| it.name.as_str()).collect();
        let blocks: Vec<_> = block.blocks.iter().map(|it| it.name.as_str()).collect();
        self.unique(&attributes, &blocks, path);
        for name in attributes.iter().chain(&blocks) {
            self.name(name, scope, &path.child(*name));
        }
        let siblings = [attributes, blocks].concat();
        for attribute in &block.attributes {
            self.attribute(attribute, &siblings, scope, &path.child(&attribute.name));
        }
        for nested in &block.blocks {
            self.nested(nested, scope, &path.child(&nested.name));
        }
    }

    fn unique(&mut self, attributes: &[&str], blocks: &[&str], path: &Path) {
        for names in [attributes, blocks] {
            let mut seen = BTreeSet::new();
            for name in names.iter().filter(|it| !seen.insert(**it)) {
                self.refuse(&path.child(*name), "is declared twice");
            }
        }
        for name in attributes.iter().filter(|it| blocks.contains(it)) {
            self.refuse(&path.child(*name), "is both an attribute and a block");
        }
    }

    fn name(&mut self, name: &str, scope: Scope, path: &Path) {
        if !is_name(name) {
            self.refuse(path, "has a name that is not `^[a-z_][a-z0-9_]*$`");
        }
        if scope.nesting.is_none() && self.kind.reserved().contains(&name) {
            self.refuse(path, "has a name that Terraform reserves");
        }
    }

    fn nested(&mut self, nested: &NestedBlock, scope: Scope, path: &Path) {
        let (min, max) = (nested.min_items, nested.max_items);
        match nested.nesting {
            Nesting::Single if !matches!((min, max), (0, 0) | (1, 1)) => {
                self.refuse(
                    path,
                    "is a single block, whose limits are 0 and 0 or 1 and 1",
                );
            }
            Nesting::Group | Nesting::Map if (min, max) != (0, 0) => {
                self.refuse(path, "is a group or a map of blocks, which has no limits");
            }
            Nesting::List | Nesting::Set if max != 0 && min > max => {
                self.refuse(path, "must appear more often than it may");
            }
            _ => {}
        }
        if self.kind == Kind::Provider && min > 0 {
            self.refuse(
                path,
                "is required, but everything in a provider's configuration is optional",
            );
        }
        let scope = Scope {
            nesting: Some(nested.nesting),
            in_set: scope.in_set || nested.nesting == Nesting::Set,
        };
        self.block(&nested.block, scope, path);
    }
}

impl Kind {
    fn noun(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Resource => "resource",
            Self::DataSource => "data source",
            Self::Ephemeral => "ephemeral resource",
            Self::List => "list resource",
            Self::Action => "action",
        }
    }

    /// Names that mean something to Terraform at the top of such a block.
    fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Provider => &["alias", "version"],
            _ => &[
                "connection",
                "count",
                "depends_on",
                "for_each",
                "lifecycle",
                "provider",
                "provisioner",
            ],
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_part = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    let starts_well = !name.is_empty() && !name.as_bytes()[0].is_ascii_digit();
    starts_well && name.bytes().all(is_part)
}
