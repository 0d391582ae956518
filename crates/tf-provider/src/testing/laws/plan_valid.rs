//! A plan may differ from the configuration only where the schema leaves it open.

use std::collections::BTreeMap;

use crate::{
    path::{Path, Step},
    schema::{Attribute, Block, NestedBlock, Nesting},
    testing::laws::{Violation, member, notation},
    value::Value,
};

/// What is wrong with the plan of a change from `prior` (null: create) to `config` (null: destroy).
pub fn plan_valid(block: &Block, prior: &Value, config: &Value, planned: &Value) -> Vec<Violation> {
    let mut check = Check(Vec::new());
    let change = PlanChange {
        prior,
        config,
        planned,
    };
    check.object(block, change, &Path::root());
    check.0
}

/// The three values of one place.
#[derive(Clone, Copy)]
struct PlanChange<'a> {
    prior: &'a Value,
    config: &'a Value,
    planned: &'a Value,
}

impl PlanChange<'_> {
    fn member(self, name: &str) -> Self {
        Self {
            prior: member(self.prior, name),
            config: member(self.config, name),
            planned: member(self.planned, name),
        }
    }
}

struct Check(Vec<Violation>);

impl Check {
    fn refuse(&mut self, path: &Path, reason: impl Into<String>) {
        self.0.push(Violation::new(path, reason));
    }

    fn object(&mut self, block: &Block, change: PlanChange<'_>, path: &Path) {
        if change.planned.is_null() && !change.config.is_null() {
            return self.refuse(path, "planned for absence but config wants existence");
        }
        if change.config.is_null() && !change.planned.is_null() {
            return self.refuse(path, "planned for existence but config wants absence");
        }
        if change.planned.is_null() {
            return;
        }
        for attribute in &block.attributes {
            if let Some(reason) = judge(attribute, change.member(&attribute.name)) {
                self.refuse(&path.child(&attribute.name), reason);
            }
        }
        for nested in &block.blocks {
            self.blocks(
                nested,
                change.member(&nested.name),
                &path.child(&nested.name),
            );
        }
    }

    fn blocks(&mut self, nested: &NestedBlock, change: PlanChange<'_>, path: &Path) {
        let PlanChange {
            prior,
            config,
            planned,
        } = change;
        if config.is_unknown() {
            if planned != config {
                let planned = notation(&nested.ty(), planned);
                self.refuse(
                    path,
                    format!("planned value {planned} for unknown dynamic block"),
                );
            }
            return;
        }
        if planned.is_unknown() {
            return self.refuse(
                path,
                "attribute representing nested block must not be unknown itself; set nested attribute values to unknown instead",
            );
        }
        let plural = match nested.nesting {
            Nesting::Single | Nesting::Group => return self.object(&nested.block, change, path),
            Nesting::List => "list",
            Nesting::Set => "set",
            Nesting::Map => "map",
        };
        match (planned, config) {
            (Value::Null, _) => self.refuse(
                path,
                format!("attribute representing a {plural} of nested blocks must be empty to indicate no blocks, not null"),
            ),
            (Value::List(planned), Value::List(config)) => {
                self.list(&nested.block, prior, config, planned, path);
            }
            (Value::Map(planned), Value::Map(config)) => {
                self.map(&nested.block, prior, config, planned, path);
            }
            (Value::Set(planned), _) => {
                for element in planned {
                    self.known_element(element, path);
                }
            }
            _ => {}
        }
    }

    fn list(
        &mut self,
        block: &Block,
        prior: &Value,
        config: &[Value],
        planned: &[Value],
        path: &Path,
    ) {
        if planned.len() != config.len() {
            let reason = format!(
                "block count in plan ({}) disagrees with count in config ({})",
                planned.len(),
                config.len()
            );
            return self.refuse(path, reason);
        }
        for (index, (planned, config)) in planned.iter().zip(config).enumerate() {
            let path = path.with(Step::Index(index));
            let prior = match prior {
                Value::List(prior) => prior.get(index).unwrap_or(&Value::Null),
                _ => &Value::Null,
            };
            if self.known_element(planned, &path) {
                self.object(
                    block,
                    PlanChange {
                        prior,
                        config,
                        planned,
                    },
                    &path,
                );
            }
        }
    }

    fn map(
        &mut self,
        block: &Block,
        prior: &Value,
        config: &BTreeMap<String, Value>,
        planned: &BTreeMap<String, Value>,
        path: &Path,
    ) {
        for (key, planned) in planned {
            let at = path.with(Step::Key(key.clone()));
            let Some(config) = config.get(key) else {
                self.refuse(
                    path,
                    format!("block key {key:?} from plan is not present in config"),
                );
                continue;
            };
            let prior = match prior {
                Value::Map(prior) => prior.get(key).unwrap_or(&Value::Null),
                _ => &Value::Null,
            };
            if self.known_element(planned, &at) {
                self.object(
                    block,
                    PlanChange {
                        prior,
                        config,
                        planned,
                    },
                    &at,
                );
            }
        }
        for key in config.keys().filter(|key| !planned.contains_key(*key)) {
            self.refuse(
                path,
                format!("block key {key:?} from config is not present in plan"),
            );
        }
    }

    fn known_element(&mut self, element: &Value, path: &Path) -> bool {
        let is_known = !element.is_unknown();
        if !is_known {
            self.refuse(
                path,
                "element representing nested block must not be unknown itself; set nested attribute values to unknown instead",
            );
        }
        is_known
    }
}

/// Why the planned value of an attribute is wrong, if it is.
fn judge(attribute: &Attribute, change: PlanChange<'_>) -> Option<String> {
    let PlanChange {
        prior,
        config,
        planned,
    } = change;
    // A provider may say that the old value means the same as the configured one.
    let keeps_prior = planned == prior && !prior.is_null() && !config.is_null();
    if attribute.write_only {
        let is_stored = !planned.is_null();
        return is_stored.then(|| "planned value for write-only attribute is not null".to_owned());
    }
    let is_open =
        attribute.mode.is_computed() && (config.is_null() || !attribute.mode.is_configurable());
    if planned == config || keeps_prior || is_open {
        return None;
    }
    let print = |value| notation(&attribute.ty, value);
    let reason = match (config.is_null(), attribute.sensitive, prior.is_null()) {
        (true, true, _) => "sensitive planned value for a non-computed attribute".to_owned(),
        (true, false, _) => format!(
            "planned value {} for a non-computed attribute",
            print(planned)
        ),
        (false, true, true) => "sensitive planned value does not match config value".to_owned(),
        (false, true, false) => {
            "sensitive planned value does not match config value nor prior value".to_owned()
        }
        (false, false, true) => format!(
            "planned value {} does not match config value {}",
            print(planned),
            print(config)
        ),
        (false, false, false) => format!(
            "planned value {} does not match config value {} nor prior value {}",
            print(planned),
            print(config),
            print(prior)
        ),
    };
    Some(reason)
}
