//! Carrying out a change to a managed resource.

use crate::{
    diagnostics::Result,
    model::Object,
    plan,
    protocol::{
        convert,
        generated::tfplugin5::{ResourceIdentityData, apply_resource_change as apply},
        server::{
            Server,
            account::Subject,
            decode, decode_required, encode,
            identity::{encode_identity, known_identity},
            supervise::{Watched, supervise},
            unplanned,
        },
    },
    provider::Provider,
    resource::{self, Apply, Context, Journal, Private, identity},
    schema::Block,
    value::{Type, Value},
};

impl<P: Provider> Server<P> {
    /// Carries a change out. Whatever happens, the answer holds what is known to exist.
    pub(super) async fn apply_resource(&self, request: apply::Request) -> Result<apply::Response> {
        let (prior, private) = (request.prior_state.clone(), request.planned_private.clone());
        let untouched = self.identity_if_untouched(&request);
        let failed = |problems| apply::Response {
            new_state: prior,
            private,
            new_identity: untouched,
            diagnostics: convert::diagnostics(problems),
            ..Default::default()
        };
        Ok(self.try_apply(request).await.unwrap_or_else(failed))
    }

    async fn try_apply(&self, request: apply::Request) -> Result<apply::Response> {
        let resource = self.resource(&request.type_name)?;
        let kind = self.resource_type(&request.type_name)?;
        let block = &kind.schema.block;
        let ty = block.ty();
        let prior = decode("prior state", &ty, request.prior_state.as_ref())?;
        let planned = decode_required("planned state", &ty, request.planned_state.as_ref())?;
        let config = decode("configuration", &ty, request.config.as_ref())?;
        let identity = known_identity(kind, request.planned_identity.as_ref(), &prior)?;
        unplanned::refuse_update(block, &prior, &planned)?;

        let journal = Journal::new(Private::decode_planned(&request.planned_private));
        let context = Context {
            stop: self.stop_token(),
            journal: journal.clone(),
            meta: self.meta(request.provider_meta.as_ref())?,
        };
        let mut change = Apply {
            prior: prior.clone(),
            planned: planned.clone(),
        };
        plan::restore_write_only(block, &config, &mut change.planned);
        let watched = Watched::new(Subject::new(kind, &change), journal.clone());
        // It is on the list until the whole answer is made.
        let under_way = self.changes().begin(watched.account())?;
        let work = resource.apply(change, context);
        let outcome = supervise(work, watched, under_way.clone()).await;

        let entries = std::mem::take(&mut *journal.lock());
        let mut entry = entries.warnings;
        let rest = if planned.is_null() { &prior } else { &planned };
        let saved = resource::salvaged(block, entries.saved, rest, prior.clone());
        let mut state = match outcome {
            Ok(state) => settle(block, &planned, state),
            Err(problems) => {
                entry.extend(problems);
                saved.clone()
            }
        };
        let mut new_state = encode(&ty, &state);
        if let Err(problems) = new_state {
            // The work is done: what of it can be told is.
            entry.extend(problems);
            state = tellable(block, state, saved);
            new_state = encode(&ty, &state);
        }
        let (identity, changed) = identity::confirmed(kind.identity, identity, &state);
        entry.extend(changed);
        let private = if state.is_null() {
            Vec::new()
        } else {
            entries.private.encode()
        };
        let answer = apply::Response {
            new_state: Some(new_state?),
            private,
            new_identity: encode_identity(kind, identity)?,
            diagnostics: convert::diagnostics(entry),
            ..Default::default()
        };
        drop(under_way);
        Ok(answer)
    }

    /// The identity to answer with when nothing was even tried: that of the object that there is.
    fn identity_if_untouched(&self, request: &apply::Request) -> Option<ResourceIdentityData> {
        let kind = self.resource_type(&request.type_name).ok()?;
        let ty = kind.schema.block.ty();
        let prior = decode("prior state", &ty, request.prior_state.as_ref()).ok()?;
        let identity = known_identity(kind, request.planned_identity.as_ref(), &prior).ok()?;
        let (identity, _) = identity::confirmed(kind.identity, identity, &prior);
        encode_identity(kind, identity).ok()?
    }
}

/// The attributes of `state` that fit the schema, and for those that do not what is on record of them, if that fits.
fn tellable(block: &Block, state: Value, saved: Value) -> Value {
    let (Value::Object(mut state), Type::Object(ty)) = (state, block.ty()) else {
        return saved;
    };
    let mut saved = match saved {
        Value::Object(saved) => saved,
        _ => Object::new(),
    };
    let members = ty.attributes.into_iter().map(|(name, ty)| {
        let candidates = [state.remove(&name), saved.remove(&name)];
        let mut fitting = candidates.into_iter().flatten();
        let value = fitting.find(|it| encode(&ty, it).is_ok());
        (name, value.unwrap_or(Value::Null))
    });
    block.complete(Value::Object(members.collect()))
}

fn settle(block: &Block, planned: &Value, state: Value) -> Value {
    let mut state = resource::settled(planned, state);
    plan::forget_write_only(block, &mut state);
    state
}
