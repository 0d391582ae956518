//! The rules for blocks, and for the names in them.

use std::collections::BTreeSet;

use super::{Checker, Kind, Scope, is_name};
use crate::{
    path::Path,
    schema::{Block, NestedBlock, Nesting},
};

impl Checker {
    pub(super) fn block(&mut self, block: &Block, scope: Scope, path: &Path) {
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
