//! Who an object is, to and from the provider.

use crate::{
    protocol::generated::tfplugin5::ResourceIdentityData,
    testing::{Failure, ResourceInstance, wire},
    value::Value,
};

impl ResourceInstance {
    pub(super) fn identity_message(
        &self,
        identity: Option<&Value>,
    ) -> Result<Option<ResourceIdentityData>, Failure> {
        let (Some(ty), Some(identity)) = (&self.schema()?.identity, identity) else {
            return Ok(None);
        };
        let identity_data = wire::dynamic(ty, identity)?;
        Ok(Some(ResourceIdentityData { identity_data }))
    }

    /// Reads an identity that a provider sent. It is wholly known: Terraform refuses another one in most places and
    /// cannot show the plan of a new object with one, and OpenTofu cannot store it.
    pub(super) fn read_identity(
        &self,
        sent: Option<&ResourceIdentityData>,
    ) -> Result<Option<Value>, Failure> {
        let Some(sent) = sent else { return Ok(None) };
        let subject = self.subject();
        let Some(ty) = &self.schema()?.identity else {
            let did = format!(
                "returned an identity for {}, which has no identity schema.",
                self.address
            );
            return Err(subject
                .blame("Provider produced invalid identity", &did)
                .into());
        };
        let identity = wire::value(ty, sent.identity_data.as_ref()).map_err(|error| {
            let did = format!(
                "returned an identity for {} that doesn't match the schema: {error}.",
                self.address
            );
            subject.blame(
                "Provider produced an identity that doesn't match the schema",
                &did,
            )
        })?;
        if identity.has_unknown() {
            let did = format!(
                "returned an identity with unknown values for {}.",
                self.address
            );
            return Err(subject
                .blame("Provider produced invalid identity", &did)
                .into());
        }
        Ok(Some(identity).filter(|it| !it.is_null()))
    }
}
