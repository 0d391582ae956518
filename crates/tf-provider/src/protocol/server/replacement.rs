//! Replacements. Terraform plans them in two calls: the change of the old object, then the new object. Of the second answer it
//! shows the errors only.

use crate::{
    diagnostics::{Diagnostics, Severity},
    plan::{self, Proposal},
    resource::{Context, DynResource, Journal, PlanHook, ResourceType, identity_of},
    value::Value,
};

/// Says in the plan of a change that replaces what the plan of the new object will warn of, and tells that plan which object
/// goes.
pub(super) async fn prepare<C>(
    kind: &ResourceType<C>,
    resource: &dyn DynResource,
    proposal: Proposal<'_>,
    hook: &mut PlanHook,
    context: Context,
) {
    let id = predecessor(kind, proposal.prior);
    hook.private.set_predecessor(id);
    if hook.diagnostics.has_errors() {
        return;
    }
    let context = Context {
        journal: Journal::new(hook.private.clone()),
        ..context
    };
    let warnings = warnings_of_new(kind, resource, proposal.config, context).await;
    hook.diagnostics.extend(warnings);
}

/// The warnings about a new object. Its errors are left to the second call: only that one has the configuration without
/// `ignore_changes`.
async fn warnings_of_new<C>(
    kind: &ResourceType<C>,
    resource: &dyn DynResource,
    config: &Value,
    context: Context,
) -> Diagnostics {
    let proposal = Proposal {
        prior: &Value::Null,
        config,
        proposed: config,
    };
    let mut planned = plan::propose(&kind.schema.block, proposal);
    let hook = resource.modify_plan(proposal, &mut planned, context).await;
    let warnings = hook.diagnostics.into_iter();
    warnings
        .filter(|it| it.severity == Severity::Warning)
        .collect()
}

/// The identifier of an object that is replaced; empty where objects have none.
fn predecessor<C>(kind: &ResourceType<C>, prior: &Value) -> String {
    let Value::Object(prior) = prior else {
        return String::new();
    };
    let identity = identity_of(kind.identity, prior);
    let id = identity.and_then(|it| (kind.import_id)(&it).ok());
    id.unwrap_or_default()
}
