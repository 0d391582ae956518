//! The life of a managed resource: validate, plan, apply, read.

use crate::{
    diagnostics::Result,
    plan::{self, Proposal},
    protocol::{
        convert,
        generated::tfplugin5::{
            DynamicValue, apply_resource_change as apply, plan_resource_change as plan_change,
            read_resource, validate_resource_type_config as validate_config,
        },
        server::{
            Server, decode, decode_required, encode,
            supervise::{Watched, supervise},
        },
    },
    provider::Provider,
    resource::{self, Apply, Journal, PlanHook},
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
        let mut found = validate(block, &config);
        if !request
            .client_capabilities
            .is_some_and(|it| it.write_only_attributes_allowed)
        {
            found.extend(write_only_not_allowed(block, &config));
        }
        found.extend((resource.validate)(&config));
        Ok(validate_config::Response {
            diagnostics: convert::diagnostics(found),
        })
    }

    pub(super) async fn plan_resource(
        &self,
        request: plan_change::Request,
    ) -> Result<plan_change::Response> {
        let resource = self.resource(&request.type_name)?;
        let block = &self.resource_type(&request.type_name)?.schema.block;
        let ty = block.ty();
        let prior = decode("prior state", &ty, request.prior_state.as_ref())?;
        let config = decode("configuration", &ty, request.config.as_ref())?;
        let proposed = decode_required("proposed state", &ty, request.proposed_new_state.as_ref())?;
        let proposal = Proposal {
            prior: &prior,
            config: &config,
            proposed: &proposed,
        };

        let mut planned = plan::propose(block, proposal);
        let PlanHook {
            decided,
            replaces,
            found,
        } = resource.modify_plan(&prior, &config, &mut planned).await;
        plan::mark(block, proposal, &decided, &mut planned);
        plan::forget_write_only(block, &mut planned);

        let mut replaced = plan::replacements(block, &prior, &planned);
        if !prior.is_null() {
            replaced.extend(replaces);
        }
        replaced.sort();
        replaced.dedup();
        Ok(plan_change::Response {
            planned_state: Some(encode(&ty, &planned)?),
            requires_replace: replaced.iter().map(convert::path).collect(),
            planned_private: request.prior_private,
            diagnostics: convert::diagnostics(found),
            ..Default::default()
        })
    }

    /// Carries a change out. Whatever happens, the answer holds what is known to exist.
    pub(super) async fn apply_resource(&self, request: apply::Request) -> Result<apply::Response> {
        let prior = request.prior_state.clone();
        let private = request.planned_private.clone();
        let failed = |found| apply::Response {
            new_state: prior,
            private,
            diagnostics: convert::diagnostics(found),
            ..Default::default()
        };
        Ok(self.try_apply(request).await.unwrap_or_else(failed))
    }

    async fn try_apply(&self, request: apply::Request) -> Result<apply::Response> {
        let resource = self.resource(&request.type_name)?;
        let block = &self.resource_type(&request.type_name)?.schema.block;
        let ty = block.ty();
        let prior = decode("prior state", &ty, request.prior_state.as_ref())?;
        let planned = decode_required("planned state", &ty, request.planned_state.as_ref())?;
        let config = decode("configuration", &ty, request.config.as_ref())?;

        let journal = Journal::default();
        let change = Apply {
            prior: prior.clone(),
            planned: planned.clone(),
            config,
        };
        let work = resource.apply(change, self.stop_token(), journal.clone());
        let watched = Watched::new(&request.type_name, block, journal.clone());
        let outcome = supervise(work, watched).await;

        let (saved, mut found) = {
            let mut entries = journal.lock();
            (entries.saved.take(), std::mem::take(&mut entries.warnings))
        };
        let state = match outcome {
            Ok(state) => settle(block, &planned, state),
            Err(problems) => {
                found.extend(problems);
                resource::salvaged(
                    block,
                    saved,
                    if planned.is_null() { &prior } else { &planned },
                    prior.clone(),
                )
            }
        };
        let private = if state.is_null() {
            Vec::new()
        } else {
            request.planned_private
        };
        Ok(apply::Response {
            new_state: Some(encode(&ty, &state)?),
            private,
            diagnostics: convert::diagnostics(found),
            ..Default::default()
        })
    }

    /// Reads an object back. An error keeps the state as it was.
    pub(super) async fn read_resource(
        &self,
        request: read_resource::Request,
    ) -> Result<read_resource::Response> {
        let current: Option<DynamicValue> = request.current_state.clone();
        let private = request.private.clone();
        let failed = |found| read_resource::Response {
            new_state: current,
            private,
            diagnostics: convert::diagnostics(found),
            ..Default::default()
        };
        let read = self.unless_stopped(self.try_read(request)).await;
        Ok(read.unwrap_or_else(failed))
    }

    async fn try_read(&self, request: read_resource::Request) -> Result<read_resource::Response> {
        let resource = self.resource(&request.type_name)?;
        let block = &self.resource_type(&request.type_name)?.schema.block;
        let ty = block.ty();
        let state = decode_required("state", &ty, request.current_state.as_ref())?;
        let read = resource.read(state.clone()).await?;
        let state = if read.is_null() {
            read
        } else {
            resource::refreshed(block, &state, read)
        };
        Ok(read_resource::Response {
            new_state: Some(encode(&ty, &state)?),
            private: request.private,
            ..Default::default()
        })
    }
}

fn settle(block: &Block, planned: &Value, state: Value) -> Value {
    let mut state = resource::settled(planned, state);
    plan::forget_write_only(block, &mut state);
    state
}
