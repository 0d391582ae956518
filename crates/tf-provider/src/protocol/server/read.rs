//! Reading a managed resource back.

use crate::{
    diagnostics::{Diagnostics, Result},
    protocol::{
        convert,
        generated::tfplugin5::read_resource,
        server::{
            Server,
            answer::catch_unwind,
            decode_required, encode, encode_read,
            identity::{encode_identity, known_identity},
        },
    },
    provider::Provider,
    resource::{self, Context, Journal, Private, identity},
    value::Value,
};

impl<P: Provider> Server<P> {
    /// Reads an object back. An error keeps everything as it was.
    pub(super) async fn read_resource(
        &self,
        request: read_resource::Request,
    ) -> Result<read_resource::Response> {
        let untouched = read_resource::Response {
            new_state: request.current_state.clone(),
            private: request.private.clone(),
            new_identity: self
                .identity_or_none(&request.type_name, request.current_identity.clone()),
            ..Default::default()
        };
        match self.deferred(request.client_capabilities) {
            Ok(None) => {}
            Ok(deferred) => {
                return Ok(read_resource::Response {
                    deferred,
                    ..untouched
                });
            }
            Err(problem) => return Ok(failed(untouched, problem)),
        }
        let read = catch_unwind(self.try_read(request));
        let outcome = self.unless_stopped(read).await;
        Ok(outcome.unwrap_or_else(|problem| failed(untouched, problem)))
    }

    async fn try_read(&self, request: read_resource::Request) -> Result<read_resource::Response> {
        let resource = self.resource(&request.type_name)?;
        let kind = self.resource_type(&request.type_name)?;
        let block = &kind.schema.block;
        let ty = block.ty();
        let state = decode_required("state", &ty, request.current_state.as_ref())?;
        let mut private = Private::decode(&request.private);
        let is_imported = private.take_imported();
        let journal = Journal::new(private);
        let context = Context {
            stop: self.stop_token(),
            journal: journal.clone(),
            meta: self.meta(request.provider_meta.as_ref())?,
        };
        let outcome = resource.read(state.clone(), context).await;
        let entries = std::mem::take(&mut *journal.lock());
        let mut failure = entries.warnings;
        let read = match outcome {
            Ok(read) => read,
            Err(problems) => {
                failure.extend(problems);
                return Err(failure);
            }
        };
        let mut answer = read_resource::Response {
            diagnostics: convert::diagnostics(failure),
            ..Default::default()
        };
        if read.is_null() {
            answer.new_state = Some(encode(&ty, &read)?);
            return Ok(answer);
        }
        let new_state = resource::refreshed(block, &state, read);
        // A Terraform that keeps no identities sees drift, as it always did.
        let before = known_identity(kind, request.current_identity.as_ref(), &Value::Null)?;
        let (identity, changed) = identity::confirmed(kind.identity, before, &new_state);
        if let Some(problem) = changed.filter(|_| !is_imported) {
            return Err(Diagnostics::from(problem));
        }
        self.1
            .add_refreshed(&request.type_name, &encode(&ty, &new_state)?);
        answer.new_state = Some(encode_read(&ty, &new_state)?);
        answer.private = entries.private.encode();
        answer.new_identity = encode_identity(kind, identity)?;
        Ok(answer)
    }
}

fn failed(untouched: read_resource::Response, diagnostics: Diagnostics) -> read_resource::Response {
    read_resource::Response {
        diagnostics: convert::diagnostics(diagnostics),
        ..untouched
    }
}
