//! Answers that say "not yet". Terraform must have said that it understands them.

use crate::{
    diagnostics::{Diagnostic, Result},
    protocol::{
        generated::tfplugin5::{ClientCapabilities, Deferred, deferred::Reason},
        server::Server,
    },
    provider::Provider,
    resource::Deferral,
};

impl<P: Provider> Server<P> {
    /// What to answer if too little of the provider's configuration is known to ask the service anything.
    pub(super) fn deferred(&self, client: Option<ClientCapabilities>) -> Result<Option<Deferred>> {
        let is_deferred = is_allowed(client) && self.configured()?.has_unknown;
        Ok(is_deferred.then(|| wire(Deferral::ProviderConfigUnknown)))
    }
}

/// What to answer if a resource defers its change.
pub(super) fn of_resource(
    deferral: Option<Deferral>,
    client: Option<ClientCapabilities>,
) -> Result<Option<Deferred>, Diagnostic> {
    let Some(deferral) = deferral else {
        return Ok(None);
    };
    if is_allowed(client) {
        return Ok(Some(wire(deferral)));
    }
    let why = match deferral {
        Deferral::ResourceConfigUnknown => "too little of its configuration is known",
        Deferral::ProviderConfigUnknown => "too little of the provider's configuration is known",
        Deferral::AbsentPrerequisite => "something it needs does not exist yet",
    };
    let detail = format!(
        "It cannot be planned because {why}, and this Terraform cannot put it off. Apply first what it depends on, with `-target`, then plan again."
    );
    Err(Diagnostic::error("Change cannot be planned yet", detail))
}

fn is_allowed(client: Option<ClientCapabilities>) -> bool {
    client.is_some_and(|it| it.deferral_allowed)
}

fn wire(deferral: Deferral) -> Deferred {
    let reason = match deferral {
        Deferral::ResourceConfigUnknown => Reason::ResourceConfigUnknown,
        Deferral::ProviderConfigUnknown => Reason::ProviderConfigUnknown,
        Deferral::AbsentPrerequisite => Reason::AbsentPrereq,
    };
    Deferred {
        reason: reason.into(),
    }
}
