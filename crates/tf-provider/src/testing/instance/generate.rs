//! The configurations that `terraform plan -generate-config-out` and `terraform query` write.

use crate::{
    diagnostics::Diagnostic,
    protocol::generated::tfplugin5::generate_resource_config,
    testing::{Config, Failure, ResourceInstance, wire},
    value::Value,
};

impl ResourceInstance {
    /// The configuration that the provider writes for the object in the state. A value of it that is not known, or that
    /// no configuration may set, would be in the file of the user.
    pub async fn generated(&self) -> Result<Value, Failure> {
        let block = &self.schema()?.block;
        let ty = block.ty();
        let fail =
            |summary: &str, detail: String| Failure::from(Diagnostic::error(summary, detail));
        if !self
            .terraform
            .0
            .schemas
            .capabilities
            .generate_resource_config
        {
            let detail = "Terraform makes it up from the state instead.".to_owned();
            return Err(fail("Provider without generated configuration", detail));
        }
        let request = generate_resource_config::Request {
            type_name: self.type_name.clone(),
            state: wire::dynamic(&ty, &self.value())?,
        };
        let mut client = self.terraform.client();
        let sent = client.generate_resource_config(request).await;
        let sent = wire::answer("GenerateResourceConfig", sent)?;
        wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let config = wire::value(&ty, sent.config.as_ref())
            .map_err(|error| fail("Unreadable generated configuration", format!("{error}.")))?;
        if config.has_unknown() {
            let detail = format!("That of {} is not wholly known.", self.address);
            return Err(fail("Unknown value in generated configuration", detail));
        }
        Ok(Config::Value(config).into_value(block)?)
    }
}
