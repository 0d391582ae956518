//! The steps of `terraform plan`.

use std::fmt;

use crate::{
    diagnostics::Diagnostics,
    path::Path,
    protocol::generated::tfplugin5::ClientCapabilities,
    schema::Block,
    testing::{
        Config, Failure,
        instance::{
            ResourceInstance, Stored,
            change::{Before, Planned},
            written,
        },
        laws::{Action, action},
        wire,
    },
    value::{Type, Value},
};

/// A plan for one object.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What it amounts to.
    pub action: Action,
    /// The state before, null if there is no object.
    pub prior: Value,
    /// The planned state, null for a destruction; of a replacement, that of the new object.
    pub planned: Value,
    /// The identity of the object that there will be, as far as the provider knows it already.
    pub identity: Option<Value>,
    /// The attributes whose change takes a new object.
    pub replaces: Vec<Path>,
    /// What the provider has to say about it.
    pub warnings: Diagnostics,
    /// One line for each change, as in Terraform's output.
    changes: Vec<String>,
}

/// The action, then a line for each top-level attribute or block that changes.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.action.fmt(f)?;
        self.changes.iter().try_for_each(|it| write!(f, "\n{it}"))
    }
}

impl ResourceInstance {
    /// Plans without doing or saving anything.
    pub async fn plan(&self, config: impl Into<Config>) -> Result<Plan, Failure> {
        let config = self.config(config)?;
        let mut warnings = Diagnostics::new();
        let stored = self.refreshed(&mut warnings).await?;
        self.validate(&config, &mut warnings).await?;
        let (action, planned) = self
            .plan_from(stored.as_ref(), &config, &mut warnings)
            .await?;
        self.described(action, stored.as_ref(), planned, warnings)
    }

    /// The action and the plan for it. A replacement is planned twice: as a change, and as a new object. Terraform shows of the
    /// second plan errors only, with the warnings beside them, so a warning that comes there first is lost.
    pub(super) async fn plan_from(
        &self,
        stored: Option<&Stored>,
        config: &Value,
        warnings: &mut Diagnostics,
    ) -> Result<(Action, Planned), Failure> {
        self.plan_as(wire::CAPABILITIES, stored, config, warnings)
            .await
    }

    /// The same of a host that can do this.
    pub(super) async fn plan_as(
        &self,
        client: ClientCapabilities,
        stored: Option<&Stored>,
        config: &Value,
        warnings: &mut Diagnostics,
    ) -> Result<(Action, Planned), Failure> {
        if stored.is_some_and(|it| it.is_tainted) && !config.is_null() {
            let planned = self
                .plan_change(&Before::nothing(), config, client, warnings)
                .await?;
            return Ok((Action::DeleteThenCreate, planned));
        }
        let before = Before::from(stored);
        let change = self.plan_change(&before, config, client, warnings).await?;
        let action = action(&before.state, &change.state, &change.replaces);
        if action != Action::DeleteThenCreate {
            return Ok((action, change));
        }
        // Terraform sends the identity of the first plan along with the state of no object.
        let nothing = Before {
            state: Value::Null,
            private: change.private,
            identity: change.identity,
        };
        let mut lost = Diagnostics::new();
        let created = self
            .plan_change(&nothing, config, client, &mut lost)
            .await?;
        let planned = Planned {
            replaces: change.replaces,
            ..created
        };
        Ok((action, planned))
    }

    pub(super) fn described(
        &self,
        action: Action,
        stored: Option<&Stored>,
        planned: Planned,
        warnings: Diagnostics,
    ) -> Result<Plan, Failure> {
        let prior = stored.map_or(Value::Null, |it| it.state.clone());
        Ok(Plan {
            action,
            changes: changes(&self.schema()?.block, &prior, &planned),
            prior,
            planned: planned.state,
            identity: planned.identity,
            replaces: planned.replaces,
            warnings,
        })
    }
}

fn changes(block: &Block, prior: &Value, planned: &Planned) -> Vec<String> {
    let attributes = block.attributes.iter();
    let attributes = attributes.map(|it| (&it.name, it.ty.clone(), it.sensitive));
    let blocks = block.blocks.iter().map(|it| (&it.name, it.ty(), false));
    let changed = attributes
        .chain(blocks)
        .filter_map(|(name, ty, is_sensitive)| {
            let (before, after) = (member(prior, name), member(&planned.state, name));
            let show = |value: &Value| shown(&ty, value, is_sensitive);
            let is_cause = planned
                .replaces
                .iter()
                .any(|it| *it == Path::attribute(name));
            let cause = if is_cause {
                " # forces replacement"
            } else {
                ""
            };
            match (is_nothing(before), is_nothing(after)) {
                _ if before == after => None,
                (true, true) => None,
                (true, false) => Some(format!("+ {name} = {}{cause}", show(after))),
                (false, true) => Some(format!("- {name} = {}{cause}", show(before))),
                (false, false) => Some(format!(
                    "~ {name} = {} -> {}{cause}",
                    show(before),
                    show(after)
                )),
            }
        });
    changed.collect()
}

fn member<'a>(object: &'a Value, name: &str) -> &'a Value {
    match object {
        Value::Object(members) => members.get(name).unwrap_or(&Value::Null),
        _ => &Value::Null,
    }
}

/// Neither a value nor a block.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::List(elements) | Value::Set(elements) => elements.is_empty(),
        Value::Map(members) => members.is_empty(),
        _ => false,
    }
}

fn shown(ty: &Type, value: &Value, is_sensitive: bool) -> String {
    if is_sensitive {
        "(sensitive value)".to_owned()
    } else if value.is_unknown() {
        "(known after apply)".to_owned()
    } else {
        written(ty, value).to_string()
    }
}
