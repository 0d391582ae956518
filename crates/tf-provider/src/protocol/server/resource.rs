//! The life of a managed resource: validate and plan. `apply` and `read` go on from here.

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    path::{Path, Step},
    plan::{self, Proposal},
    protocol::{
        convert,
        generated::tfplugin5::{
            plan_resource_change as plan_change, validate_resource_type_config as validate_config,
        },
        server::{
            Server, decode, decode_required, deferral, encode,
            identity::{encode_identity, known_identity},
            replacement, unplanned,
        },
    },
    provider::Provider,
    resource::{Context, Journal, PlanHook, Private, identity},
    schema::{Block, validate, write_only_not_allowed},
    value::Value,
};

impl<P: Provider> Server<P> {
    pub(super) fn validate_resource(
        &self,
        request: &validate_config::Request,
    ) -> Result<validate_config::Response> {
        let resource = self.resource_type(&request.type_name)?;
        let block = &resource.schema.block;
        let config = decode_required("configuration", &block.ty(), request.config.as_ref())?;
        let mut problems = validate(block, &config);
        if !request
            .client_capabilities
            .is_some_and(|it| it.write_only_attributes_allowed)
        {
            problems.extend(write_only_not_allowed(block, &config));
        }
        problems.extend_new((resource.validate)(&config));
        Ok(validate_config::Response {
            diagnostics: convert::diagnostics(problems),
        })
    }

    pub(super) async fn plan_resource(
        &self,
        request: plan_change::Request,
    ) -> Result<plan_change::Response> {
        let resource = self.resource(&request.type_name)?;
        let kind = self.resource_type(&request.type_name)?;
        let block = &kind.schema.block;
        let ty = block.ty();
        let prior = decode("prior state", &ty, request.prior_state.as_ref())?;
        let config = decode("configuration", &ty, request.config.as_ref())?;
        let proposed = decode_required("proposed state", &ty, request.proposed_new_state.as_ref())?;
        let proposal = Proposal {
            prior: &prior,
            config: &config,
            proposed: &proposed,
        };
        // What is sent for an object that is to be replaced is the identity of the one that goes.
        let prior_identity = if prior.is_null() {
            None
        } else {
            known_identity(kind, request.prior_identity.as_ref(), &prior)?
        };
        if let Some(deferred) = self.deferred(request.client_capabilities)? {
            let answer = plan_change::Response {
                planned_private: request.prior_private,
                planned_identity: encode_identity(kind, prior_identity)?,
                deferred: Some(deferred),
                ..Default::default()
            };
            return plan_later(block, proposed, answer);
        }

        let context = Context {
            stop: self.stop_token(),
            journal: Journal::new(Private::decode(&request.prior_private)),
            meta: self.meta(request.provider_meta.as_ref())?,
        };
        let mut planned = plan::propose(block, proposal);
        let mut hook = resource
            .modify_plan(proposal, &mut planned, context.clone())
            .await;
        let mut replaced = conclude(block, proposal, &mut hook, &mut planned);
        let is_replaced = !replaced.is_empty();
        let moment = self.moment(&request, &ty, &prior)?;
        let diagnostics = &mut hook.diagnostics;
        unplanned::check(block, proposal, moment, &mut replaced, diagnostics);
        if !replaced.is_empty() {
            replacement::prepare(kind, &*resource, proposal, &mut hook, context).await;
        }
        let identity = identity::planned(kind.identity, prior_identity, &planned, is_replaced);
        let identity = push_problem(identity, &mut hook.diagnostics);
        let deferred = deferral::of_resource(hook.deferral, request.client_capabilities);
        let deferred = push_problem(deferred, &mut hook.diagnostics);
        Ok(plan_change::Response {
            planned_state: Some(encode(&ty, &planned)?),
            requires_replace: replaced.iter().map(convert::path).collect(),
            planned_private: hook.private.encode(),
            diagnostics: convert::diagnostics(hook.diagnostics),
            deferred,
            planned_identity: encode_identity(kind, identity)?,
            ..Default::default()
        })
    }
}

/// What there is, if nothing is wrong with it.
fn push_problem<T>(
    answer: std::result::Result<Option<T>, Diagnostic>,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    answer.unwrap_or_else(|problem| {
        diagnostics.push(problem);
        None
    })
}

/// Plans what is configured, for a change whose plan has to wait.
fn plan_later(
    block: &Block,
    mut proposed: Value,
    answer: plan_change::Response,
) -> Result<plan_change::Response> {
    plan::forget_write_only(block, &mut proposed);
    let planned_state = Some(encode(&block.ty(), &proposed)?);
    Ok(plan_change::Response {
        planned_state,
        ..answer
    })
}

/// Finishes a plan after the resource's say; answers with what takes a new object.
fn conclude(
    block: &Block,
    proposal: Proposal<'_>,
    hook: &mut PlanHook,
    planned: &mut Value,
) -> Vec<Path> {
    plan::mark(block, proposal, &hook.decided, planned);
    plan::forget_write_only(block, planned);
    let contradicted = plan::contradictions(block, proposal, planned);
    hook.diagnostics
        .extend(contradicted.into_iter().map(contradiction));

    let mut replaced = plan::replacements(block, proposal.prior, planned);
    if !proposal.prior.is_null() && !planned.is_null() {
        let names = |it: &Path| matches!(it.steps(), [Step::Attribute(name), ..] if block.attribute(name).is_some());
        let mut there = |paths: &mut Vec<Path>| {
            let (there, absent): (Vec<_>, Vec<_>) = paths.drain(..).partition(names);
            hook.diagnostics
                .extend(absent.iter().map(no_such_attribute));
            there
        };
        replaced.extend(there(&mut hook.replaces_anyway));
        let there = there(&mut hook.replaces);
        let is_certain = |it: &Path| match it.steps() {
            [Step::Attribute(name), ..] => {
                !plan::may_be_same(name, proposal.prior, proposal.config)
            }
            _ => true,
        };
        replaced.extend(there.into_iter().filter(is_certain));
    }
    replaced.sort();
    replaced.dedup();
    replaced
}

fn contradiction(path: Path) -> Diagnostic {
    let detail = format!(
        "The provider planned a value for {path} that goes against the configuration. This is a bug in the provider."
    );
    Diagnostic::error("Inconsistent plan made by the provider", detail).at(path)
}

fn no_such_attribute(path: &Path) -> Diagnostic {
    let detail = format!(
        "The provider said that a change of {path} takes a new object, but there is no such attribute. This is a bug in the provider."
    );
    Diagnostic::error("Inconsistent plan made by the provider", detail)
}
