//! The provider's own configuration.

use std::sync::{Arc, PoisonError};

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Object, Record},
    path::Path,
    protocol::{
        convert,
        generated::tfplugin5::{DynamicValue, configure, prepare_provider_config},
        server::{Configured, Server, decode, decode_required},
    },
    provider::{Host, Provider},
    schema::validate,
    value::Value,
};

impl<P: Provider> Server<P> {
    /// What there is since the last configuration; an error before the first.
    pub(super) fn configured(&self) -> Result<Arc<Configured>> {
        let configured = self
            .1
            .configured
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        configured.clone().ok_or_else(|| {
            let detail = "Terraform asked for something that needs the provider's configuration before it sent one.";
            Diagnostic::error("The provider is not configured", detail).into()
        })
    }

    /// Checks the configuration and hands it back as it came: Terraform uses its own copy in any case.
    pub(super) fn prepare(
        &self,
        request: prepare_provider_config::Request,
    ) -> Result<prepare_provider_config::Response> {
        let config = decode_required(
            "provider configuration",
            &self.0.schema.block.ty(),
            request.config.as_ref(),
        )?;
        let mut entry = validate(&self.0.schema.block, &config);
        match read_draft::<P>(&config) {
            Ok(draft) => P::validate(&draft, &mut entry),
            Err(problems) => entry.extend_new(problems),
        }
        Ok(prepare_provider_config::Response {
            prepared_config: request.config,
            diagnostics: convert::diagnostics(entry),
        })
    }

    /// Takes the configuration over. When it comes again, the last one counts; what is running keeps the old one.
    pub(super) async fn configure(
        &self,
        request: configure::Request,
    ) -> Result<configure::Response> {
        let config = decode_required(
            "provider configuration",
            &self.0.schema.block.ty(),
            request.config.as_ref(),
        )?;
        let host = Host {
            terraform_version: request.terraform_version,
        };
        let client = self
            .0
            .provider
            .configure(read_draft::<P>(&config)?, &host)
            .await?;
        self.0.changes.allow(P::stop_timeout(&client));
        let resources = self
            .0
            .resources
            .values()
            .map(|it| (it.name.clone(), (it.connect)(&client)));
        let data_sources = self
            .0
            .data_sources
            .values()
            .map(|it| (it.name.clone(), (it.connect)(&client)));
        let configured = Configured {
            has_unknown: config.has_unknown(),
            resources: resources.collect(),
            data_sources: data_sources.collect(),
            ephemeral_resources: self.0.ephemeral_resources.connect(&client),
            list_resources: self.0.list_resources.connect(&client),
            actions: self.0.actions.connect(&client),
        };
        *self
            .1
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(configured));
        Ok(configure::Response::default())
    }

    /// What the module says to the provider, if it does. Terraform need not send it.
    pub(super) fn meta(&self, sent: Option<&DynamicValue>) -> Result<Option<Object>> {
        let Some(schema) = &self.0.meta else {
            return Ok(None);
        };
        match decode("provider_meta", &schema.block.ty(), sent)? {
            Value::Object(meta) => Ok(Some(meta)),
            _ => Ok(None),
        }
    }
}

fn read_draft<P: Provider>(config: &Value) -> Result<<P::Config as Model>::Config, Diagnostics> {
    let nothing = Object::new();
    let object = if let Value::Object(object) = config {
        object
    } else {
        &nothing
    };
    Ok(Record::from_object(object, &Path::root())?)
}
