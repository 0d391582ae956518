//! The steps of `terraform import`.

use serde_json::Value as Written;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::import_resource_state,
    testing::{
        Failure, config,
        instance::{ResourceInstance, Stored},
        laws::write_only_values,
        wire,
    },
};

impl ResourceInstance {
    /// Takes an existing object into the state by its `id`. Answers the warnings.
    pub async fn import(&self, id: &str) -> Result<Diagnostics, Failure> {
        let request = import_resource_state::Request {
            type_name: self.type_name.clone(),
            id: id.to_owned(),
            client_capabilities: Some(wire::CAPABILITIES),
            ..import_resource_state::Request::default()
        };
        self.import_with(request, &format!("{id:?}")).await
    }

    /// Takes an existing object into the state by its identity. Answers the warnings.
    pub async fn import_identity(&self, identity: &Written) -> Result<Diagnostics, Failure> {
        let Some(ty) = &self.schema()?.identity else {
            let detail = format!("The resource type {:?} has no identity.", self.type_name);
            return Err(Diagnostic::error(
                "Resource type does not support import by identity",
                detail,
            )
            .into());
        };
        let value = config::read_value(ty, identity)
            .map_err(|error| Diagnostic::error("Invalid identity", format!("{error}.")))?;
        let request = import_resource_state::Request {
            type_name: self.type_name.clone(),
            identity: self.identity_message(Some(&value))?,
            client_capabilities: Some(wire::CAPABILITIES),
            ..import_resource_state::Request::default()
        };
        self.import_with(request, &identity.to_string()).await
    }

    async fn import_with(
        &self,
        request: import_resource_state::Request,
        what: &str,
    ) -> Result<Diagnostics, Failure> {
        let fail =
            |summary: &str, detail: String| Failure::from(Diagnostic::error(summary, detail));
        let address = &self.address;
        if self.exists() {
            let detail = format!(
                "Terraform is already managing a remote object for {address}. To import to this address you must first remove the existing object from the state."
            );
            return Err(fail("Resource already managed by Terraform", detail));
        }
        let by_identity = request.identity.is_some();
        let sent = self.terraform.client().import_resource_state(request).await;
        let sent = wire::answer("ImportResourceState", sent)?;
        let mut warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        if sent.deferred.is_some() {
            return Err(self.subject().deferred().into());
        }
        let mut imported = sent.imported_resources;
        let Some(only) = imported.pop() else {
            let detail = format!(
                "While attempting to import with ID {what}, the provider returned no instance states."
            );
            return Err(fail("Import returned no resources", detail));
        };
        if !imported.is_empty() {
            let detail = format!(
                "While attempting to import with ID {what}, the provider returned multiple resource instance states. This is not currently supported."
            );
            return Err(fail("Multiple import states not supported", detail));
        }
        if only.type_name != self.type_name {
            let summary = format!("import of {address} didn't set type");
            return Err(fail(
                &summary,
                format!(
                    "The provider answered with an object of type {:?}.",
                    only.type_name
                ),
            ));
        }
        let stored = self.imported(&only, by_identity, what)?;
        let read = self.read(stored, &mut warnings).await?;
        if read.is_none() {
            let detail = format!(
                "While attempting to import an existing object to {address:?}, the provider detected that no object exists with the given id. Only pre-existing objects can be imported; check that the id is correct and that it is associated with the provider's configured region or endpoint, or use \"terraform apply\" to create a new remote object for this resource."
            );
            return Err(fail("Cannot import non-existent remote object", detail));
        }
        self.save(read);
        Ok(warnings)
    }

    /// What came of the import, before it is read.
    fn imported(
        &self,
        sent: &import_resource_state::ImportedResource,
        by_identity: bool,
        what: &str,
    ) -> Result<Stored, Failure> {
        let schema = self.schema()?;
        let subject = self.subject();
        let when = "during import";
        let state = wire::value(&schema.block.ty(), sent.state.as_ref())
            .map_err(|error| subject.invalid_object(&error.to_string(), when))?;
        if state.is_null() {
            let did = format!(
                "returned a null resource for {} with ID {what}.",
                self.address
            );
            return Err(subject.blame("Import returned null resource", &did).into());
        }
        if state.has_unknown() {
            return Err(subject
                .invalid_object("The returned state contains unknown values", when)
                .into());
        }
        if let Some(path) = write_only_values(&schema.block, &state).first() {
            let summary = "Import returned a non-null value for a write-only attribute";
            return Err(subject.write_only(summary, path, when).into());
        }
        let identity = self.read_identity(sent.identity.as_ref())?;
        if by_identity && identity.is_none() {
            let summary = format!("import of {} didn't return an identity", self.address);
            return Err(Diagnostic::error(summary, "It was imported by its identity.").into());
        }
        Ok(Stored {
            version: schema.version,
            state,
            private: sent.private.clone(),
            identity,
            is_tainted: false,
        })
    }
}
