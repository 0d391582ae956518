//! Data sources.

use crate::{
    diagnostics::Result,
    plan::{self, Proposal},
    protocol::{
        convert,
        generated::tfplugin5::{read_data_source, validate_data_source_config},
        server::{Server, decode_required, encode},
    },
    provider::Provider,
    schema::validate,
    value::Value,
};

impl<P: Provider> Server<P> {
    pub(super) fn validate_data_source(
        &self,
        request: &validate_data_source_config::Request,
    ) -> Result<validate_data_source_config::Response> {
        let data_source = self.data_source_type(&request.type_name)?;
        let block = &data_source.schema.block;
        let config = decode_required("configuration", &block.ty(), request.config.as_ref())?;
        let mut problems = validate(block, &config);
        problems.extend_new((data_source.validate)(&config));
        Ok(validate_data_source_config::Response {
            diagnostics: convert::diagnostics(problems),
        })
    }

    pub(super) async fn read_data_source(
        &self,
        request: read_data_source::Request,
    ) -> Result<read_data_source::Response> {
        let data_source = self.data_source(&request.type_name)?;
        let block = &self.data_source_type(&request.type_name)?.schema.block;
        let ty = block.ty();
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        if let Some(deferred) = self.deferred(request.client_capabilities)? {
            let prior = Value::Null;
            let proposal = Proposal {
                prior: &prior,
                config: &config,
                proposed: &config,
            };
            return Ok(read_data_source::Response {
                state: Some(encode(&ty, &plan::propose(block, proposal))?),
                deferred: Some(deferred),
                ..Default::default()
            });
        }
        let state = data_source.read(config).await?;
        Ok(read_data_source::Response {
            state: Some(encode(&ty, &state)?),
            ..Default::default()
        })
    }
}
