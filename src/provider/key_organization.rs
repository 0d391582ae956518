//! Making sure that the key is the one that was meant.
//!
//! Another organization's answers look like loss: its key finds none of the objects in the state, and would make them
//! all again. Only an invoice tells which organization a key belongs to.

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Model,
    resource::PlanChange,
};

use crate::{
    api::{self, Absence, ErrorKind},
    provider::{
        Context,
        errors::{ErrorContext, not_known_yet},
    },
};

impl Context {
    /// Fails when the provider names an organization and the key belongs to another one. Asks once.
    pub(crate) async fn check_organization(&self) -> Result<()> {
        let Some(wanted) = self.defaults.organization_id.text() else {
            return Ok(());
        };
        match self.known_of_key().await? {
            Some(actual) if actual != wanted => Err(mismatch(wanted, actual).into()),
            _ => Ok(()),
        }
    }

    /// The organization that the key belongs to, as far as it tells. Asks once, unless the answer may be another the next time.
    async fn known_of_key(&self) -> Result<Option<&String>> {
        match self.asked_of_key().await {
            Err(refused) if may_not_see(&refused) => Ok(None),
            asked => Ok(asked
                .context("finding the organization of the API key")?
                .as_ref()),
        }
    }

    /// The same for those who compare it with a record, and go on without it.
    pub(super) async fn organization_of_key(&self) -> Result<Option<String>, api::Error> {
        match self.asked_of_key().await {
            Err(refused) if may_not_see(&refused) => Ok(None),
            asked => asked.cloned(),
        }
    }

    /// The same where a refusal without a published code is an error.
    async fn asked_of_key(&self) -> Result<&Option<String>, api::Error> {
        let asked = self
            .organization_of_key
            .get_or_try_init(|| strictly_of_key(&self.api));
        asked.await
    }

    /// Fails the plan of a new object, should the key be that of another organization than the provider names.
    pub(crate) async fn check_new<M: Model>(&self, change: &mut PlanChange<M>) {
        if change.prior.is_none()
            && let Err(problem) = self.check_organization().await
            // An address that does not answer is reported by itself.
            && self.api.silence().is_none()
        {
            change.diagnostics.extend(problem);
        }
    }

    /// The client, unless its key is known to be that of another organization than the provider names.
    pub(crate) async fn client(&self) -> Result<&api::Client> {
        self.check_organization().await?;
        Ok(&self.api)
    }

    /// The organization that the provider names, else the one that the key belongs to; `None` when nothing tells.
    pub(crate) async fn organization_id(&self) -> Result<Option<String>> {
        if let Some(named) = self.defaults.organization_id.text() {
            return Ok(Some(named.to_owned()));
        }
        let actual = self.known_of_key().await?;
        if actual.is_none() {
            self.check_organization_is_known()?;
        }
        Ok(actual.cloned())
    }

    /// Fails when only the provider can tell which organization is meant, and that is not known yet.
    pub(crate) fn check_organization_is_known(&self) -> Result<()> {
        if !self.defaults.organization_id.is_unknown() {
            return Ok(());
        }
        let detail = format!(
            "No invoice tells which organization the API key belongs to. {}",
            not_known_yet("organization_id")
        );
        Err(Diagnostic::error("Unknown organization", detail).into())
    }

    /// An object that is proven not to be there, in the organization that was meant.
    ///
    /// With another organization's key everything looks like this, so a named organization has to be told, or said by a
    /// documented code not to be for this key.
    pub(crate) async fn not_found<T>(&self, _proof: Absence) -> Result<Option<T>> {
        if self.defaults.organization_id.text().is_some() {
            self.asked_of_key()
                .await
                .context("finding the organization of the API key")?;
        }
        self.check_organization().await?;
        Ok(None)
    }
}

/// The organization that the key belongs to, as far as it tells: invoices are for owners and billing admins only.
pub(crate) async fn of_key(api: &api::Client) -> Result<Option<String>, api::Error> {
    match strictly_of_key(api).await {
        Err(error) if may_not_see(&error) => Ok(None),
        other => other,
    }
}

/// The same where a refusal without a published code is an error.
async fn strictly_of_key(api: &api::Client) -> Result<Option<String>, api::Error> {
    match api.billed_organization_id().await {
        Err(error) if is_forbidden(&error) => Ok(None),
        other => other,
    }
}

/// Whether the key may not see invoices, by a documented code.
fn is_forbidden(error: &api::Error) -> bool {
    error.kind() == ErrorKind::Auth && error.status().is_none_or(|it| it.as_u16() != 401)
}

/// No code is published for what a key may not do, so it may be any that no document explains.
fn may_not_see(error: &api::Error) -> bool {
    error.is_unexplained()
}

/// What to say about a key of another organization.
pub(crate) fn mismatch(wanted: &str, actual: &str) -> Diagnostic {
    let detail = format!(
        "The API key belongs to organization {actual}, but {wanted} is configured. Use the key of the organization that is meant; \
         nothing was changed."
    );
    Diagnostic::error("API key of another organization", detail).at("organization_id")
}
