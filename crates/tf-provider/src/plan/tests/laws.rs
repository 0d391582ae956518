//! Terraform's demands on a plan before it shows it to anybody.

use crate::{
    path::{Path, Step},
    plan::walk::{Position, element, member},
    schema::{Attribute, Block, NestedBlock, Nesting},
    value::Value,
};

/// Where `planned` breaks Terraform's rules for plans, and how.
pub(super) fn broken(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Vec<String> {
    let mut court = Court::default();
    court.object(block, [prior, config, planned], &Path::root());
    court.found
}

#[derive(Default)]
struct Court {
    found: Vec<String>,
}

impl Court {
    fn blame(&mut self, path: &Path, why: &str) {
        self.found.push(format!("{path}: {why}"));
    }

    fn object(&mut self, block: &Block, values: [&Value; 3], path: &Path) {
        let [_, config, planned] = values;
        if config.is_null() != planned.is_null() {
            return self.blame(path, "planned for existence or absence, but config differs");
        }
        if config.is_null() {
            return;
        }
        for attribute in &block.attributes {
            let values = values.map(|it| member(it, &attribute.name));
            self.attribute(attribute, values, &path.child(&attribute.name));
        }
        for nested in &block.blocks {
            let values = values.map(|it| member(it, &nested.name));
            self.nested(nested, values, &path.child(&nested.name));
        }
    }

    fn attribute(&mut self, attribute: &Attribute, values: [&Value; 3], path: &Path) {
        let [prior, config, planned] = values;
        if attribute.write_only {
            if !planned.is_null() {
                self.blame(path, "planned value for write-only attribute is not null");
            }
            return;
        }
        let is_configured = planned == config;
        let is_kept = planned == prior && !prior.is_null() && !config.is_null();
        let is_decided = attribute.mode.is_computed() && config.is_null();
        if !(is_configured || is_kept || is_decided) {
            self.blame(path, "planned value does not match config value");
        }
    }

    fn nested(&mut self, nested: &NestedBlock, values: [&Value; 3], path: &Path) {
        let [_, config, planned] = values;
        if config.is_unknown() {
            if planned != config {
                self.blame(path, "planned value for unknown dynamic block");
            }
            return;
        }
        if planned.is_unknown() {
            return self.blame(path, "nested block must not be unknown itself");
        }
        let mut at = |position: Position<'_>, path: Path| {
            self.object(&nested.block, values.map(|it| element(it, position)), &path);
        };
        match (nested.nesting, config, planned) {
            (Nesting::Single | Nesting::Group, ..) => at(Position::Itself, path.clone()),
            (Nesting::List, Value::List(wanted), Value::List(got)) if wanted.len() == got.len() => {
                for index in 0..wanted.len() {
                    at(Position::Index(index), path.with(Step::Index(index)));
                }
            }
            (Nesting::Map, Value::Map(wanted), Value::Map(got)) if wanted.keys().eq(got.keys()) => {
                for key in wanted.keys() {
                    at(Position::Key(key), path.with(Step::Key(key.clone())));
                }
            }
            (Nesting::Set, Value::Set(_), Value::Set(got)) => {
                if got.iter().any(Value::is_unknown) {
                    self.blame(
                        path,
                        "element representing nested block must not be unknown",
                    );
                }
            }
            _ => self.blame(path, "blocks in the plan disagree with config"),
        }
    }
}
