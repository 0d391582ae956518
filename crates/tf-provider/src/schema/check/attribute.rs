//! The rules for one attribute, and for the members of an object that it holds.

use std::collections::BTreeSet;

use super::{Checker, Kind, Scope, is_name};
use crate::{
    path::Path,
    schema::{Attribute, Keeps, Mode, Nesting},
    value::{Type, Value},
};

impl Checker {
    pub(super) fn attribute(
        &mut self,
        attribute: &Attribute,
        siblings: &[&str],
        scope: Scope,
        path: &Path,
    ) {
        let own = own_rules(attribute);
        for (is_broken, rule) in own
            .into_iter()
            .chain(rules_of_place(attribute, self.kind, scope))
        {
            if is_broken {
                self.refuse(path, rule);
            }
        }
        if let Some(default) = &attribute.default {
            self.default(attribute, default, path);
        }
        self.siblings(attribute, siblings, path);
        self.members(attribute, path);
    }

    fn default(&mut self, attribute: &Attribute, default: &Value, path: &Path) {
        if default.is_null() || default.has_unknown() || default.conforms(&attribute.ty).is_err() {
            return self.refuse(path, "has a default that is not a known value of its type");
        }
        if attribute.breaks_a_rule(default, path) {
            self.refuse(path, "has a default that breaks its own rules");
        }
    }

    fn siblings(&mut self, attribute: &Attribute, siblings: &[&str], path: &Path) {
        let follows = match attribute.keeps {
            Keeps::Unless(names) => names,
            Keeps::Never | Keeps::Always => &[],
        };
        let relations = attribute.relations.iter().flat_map(|it| it.others());
        for name in follows.iter().chain(relations) {
            if !siblings.contains(name) {
                self.refuse(
                    path,
                    &format!("depends on `{name}`, which is not beside it"),
                );
            } else if *name == attribute.name {
                self.refuse(path, "depends on itself");
            }
        }
    }

    /// Terraform knows the type of an object and nothing else of its members.
    fn members(&mut self, attribute: &Attribute, path: &Path) {
        if attribute.members.is_empty() {
            return;
        }
        let names: Vec<_> = attribute
            .members
            .iter()
            .map(|it| it.name.as_str())
            .collect();
        let in_type: Vec<_> = match innermost(&attribute.ty) {
            Type::Object(object) => object.attributes.keys().map(String::as_str).collect(),
            _ => Vec::new(),
        };
        let declared: BTreeSet<_> = names.iter().copied().collect();
        if !declared.into_iter().eq(in_type) {
            self.refuse(path, "has a type with other members than its model has attributes: blocks are for blocks only");
        }
        for member in &attribute.members {
            let path = path.child(&member.name);
            if !is_name(&member.name) {
                self.refuse(&path, "has a name that is not `^[a-z_][a-z0-9_]*$`");
            }
            if member.description.trim().is_empty() {
                self.refuse(&path, "has no description");
            }
            let has_flags = member.sensitive
                || member.write_only
                || member.replaces
                || member.deprecated.is_some();
            if has_flags {
                self.refuse(
                    &path,
                    "is a member of an object: such flags are for the whole attribute",
                );
            }
            if attribute.mode.is_configurable() && member.mode.is_computed() {
                self.refuse(
                    &path,
                    "is a member of a configured object, so it has no default and is not computed",
                );
            }
            self.siblings(member, &names, &path);
            self.members(member, &path);
        }
    }
}

/// Rules that look at nothing but the attribute, and whether each is broken.
fn own_rules(it: &Attribute) -> [(bool, &'static str); 8] {
    let computed = it.mode.is_computed();
    [
        (it.description.trim().is_empty(), "has no description"),
        (
            it.deprecated
                .as_ref()
                .is_some_and(|it| it.trim().is_empty()),
            "is deprecated without a word on what to use instead",
        ),
        (
            it.write_only && computed,
            "is write-only, so it is not computed",
        ),
        (
            it.default.is_some() && it.mode != Mode::OptionalComputed,
            "has a default, so it is optional and computed",
        ),
        (
            it.keeps != Keeps::Never && !computed,
            "is kept in updates, which is for computed attributes",
        ),
        (
            it.replaces && !it.mode.is_configurable(),
            "takes a new object when it changes, but nobody can change it",
        ),
        (
            it.ty != Type::Dynamic && has_dynamic(&it.ty),
            "has a type with the dynamic type in it, which is for whole attributes",
        ),
        (
            it.mode == Mode::Computed && !it.relations.is_empty(),
            "depends on what is configured beside it, but is never configured",
        ),
    ]
}

/// Rules for an attribute where it is, and whether each is broken.
fn rules_of_place(it: &Attribute, kind: Kind, scope: Scope) -> [(bool, &'static str); 7] {
    let is_resource = kind == Kind::Resource;
    [
        (
            it.write_only && !is_resource,
            "is write-only, which only resources have",
        ),
        (
            it.write_only && scope.in_set,
            "is write-only, which nothing in a set of blocks is",
        ),
        (
            it.mode.is_computed() && scope.in_set,
            "is in a set of blocks, so it has no default and is not computed",
        ),
        (
            it.replaces && !is_resource,
            "takes a new object when it changes, which only resources do",
        ),
        (
            it.ty == Type::Dynamic && scope.nesting.is_some(),
            "is of the dynamic type, which nothing in a block is",
        ),
        (
            kind == Kind::Provider && it.mode != Mode::Optional,
            "is in a provider's configuration, so it is optional",
        ),
        (
            it.mode == Mode::Required && scope.nesting == Some(Nesting::Group),
            "is required, but its group is there also when nobody writes it",
        ),
    ]
}

fn has_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_dynamic(element),
        Type::Tuple(types) => types.iter().any(has_dynamic),
        Type::Object(object) => object.attributes.values().any(has_dynamic),
    }
}

/// The type inside of all collections.
fn innermost(ty: &Type) -> &Type {
    match ty {
        Type::List(element) | Type::Set(element) | Type::Map(element) => innermost(element),
        ty => ty,
    }
}
