//! The identity of an object, to and from the provider.

use serde_json::Value as Written;

use crate::{
    diagnostics::Diagnostic,
    protocol::generated::tfplugin5::{
        RawState, ResourceIdentityData, upgrade_resource_identity as upgrade,
    },
    testing::{Failure, ResourceInstance, failure::Subject, instance::written, wire},
    value::{Type, Value},
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

    /// Reads an identity that a provider sent.
    pub(super) fn read_identity(
        &self,
        sent: Option<&ResourceIdentityData>,
    ) -> Result<Option<Value>, Failure> {
        identity_of(self.subject(), self.schema()?.identity.as_ref(), sent)
    }

    /// Has the provider bring an identity of another version up to date, as every call does that comes upon one. It is
    /// `null` if there is nothing in it; OpenTofu refuses an answer without any.
    pub async fn upgrade_identity(
        &self,
        version: i64,
        identity: &Written,
    ) -> Result<Written, Failure> {
        let request = upgrade::Request {
            type_name: self.type_name.clone(),
            version,
            raw_identity: Some(RawState {
                json: identity.to_string().into_bytes(),
                ..RawState::default()
            }),
        };
        let mut client = self.terraform.client();
        let sent = client.upgrade_resource_identity(request).await;
        let sent = wire::answer("UpgradeResourceIdentity", sent)?;
        wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let upgraded = sent.upgraded_identity;
        if upgraded
            .as_ref()
            .is_none_or(|it| it.identity_data.is_none())
        {
            let detail = format!(
                "The provider returned a nil identity for {:?} after UpgradeResourceIdentity without reporting an error. This is a bug in the provider.",
                self.type_name
            );
            let summary = "Provider returned no identity after upgrade";
            return Err(Diagnostic::error(summary, detail).into());
        }
        let identity = self.read_identity(upgraded.as_ref())?;
        Ok(match (&self.schema()?.identity, identity) {
            (Some(ty), Some(identity)) => written(ty, &identity),
            _ => Written::Null,
        })
    }
}

/// Reads an identity of type `ty` that a provider sent. It is wholly known: Terraform refuses another one in most places
/// and cannot show the plan of a new object with one, and OpenTofu cannot store it.
pub(in crate::testing) fn identity_of(
    subject: Subject<'_>,
    ty: Option<&Type>,
    sent: Option<&ResourceIdentityData>,
) -> Result<Option<Value>, Failure> {
    let Some(sent) = sent else { return Ok(None) };
    let object = subject.object;
    let Some(ty) = ty else {
        let did = format!("returned an identity for {object}, which has no identity schema.");
        return Err(subject
            .blame("Provider produced invalid identity", &did)
            .into());
    };
    let identity = wire::value(ty, sent.identity_data.as_ref()).map_err(|error| {
        let did =
            format!("returned an identity for {object} that doesn't match the schema: {error}.");
        subject.blame(
            "Provider produced an identity that doesn't match the schema",
            &did,
        )
    })?;
    if identity.has_unknown() {
        let did = format!("returned an identity with unknown values for {object}.");
        return Err(subject
            .blame("Provider produced invalid identity", &did)
            .into());
    }
    Ok(Some(identity).filter(|it| !it.is_null()))
}
