//! People who are no members of the organization yet: invited, and waited for without failing.
//!
//! Proposed calls, made only with the preview `invitations`. Somebody has one pending invitation at most, which may promise
//! more than roles in this project; such a one is somebody else's, and neither changed nor taken back here.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
};

use crate::{
    api::{self, Found, Invitation, InvitationStatus, ProjectAccess},
    provider::{
        Cloud,
        errors::{Context, explain},
        resources::project_user::{
            resource::ProjectUser,
            roles::{Held, NotGranted},
        },
    },
};

/// Somebody who was invited and has accepted.
pub(super) const ACTIVE: &str = "ACTIVE";
/// Somebody who was invited and has not accepted yet.
pub(super) const PENDING: &str = "PENDING";
/// Somebody who was invited and did not accept in time.
pub(super) const EXPIRED: &str = "EXPIRED";

/// The invitations of one person into one project.
pub(super) struct Invitations<'a> {
    api: &'a api::Client,
    organization_id: String,
    email: &'a str,
    project_id: &'a str,
}

impl<'a> Invitations<'a> {
    pub(super) async fn of(
        cloud: &Cloud,
        api: &'a api::Client,
        email: &'a str,
        project_id: &'a str,
    ) -> Result<Self> {
        let organization_id = cloud.organization_id().await?.ok_or_else(|| {
            let detail = format!(
                "{email} is no member of the organization, and an invitation needs its identifier, which no invoice tells. Set \
                 `organization_id` in the provider block."
            );
            Diagnostic::error("Unknown organization", detail).at("email")
        })?;
        Ok(Self {
            api,
            organization_id,
            email,
            project_id,
        })
    }

    /// The newest one that counts: pending, else expired. What was revoked or accepted is over.
    pub(super) async fn find(&self) -> Result<Option<Invitation>> {
        let all = self.api.invitations(&self.organization_id).await;
        let all = all.context(format!("reading the invitation of {}", self.email))?;
        let mut all: Vec<_> = all.into_iter().filter(|it| it.is_for(self.email)).collect();
        let counts = |it: &Invitation| {
            it.is_pending()
                || (it.status == InvitationStatus::Expired
                    && it.in_project(self.project_id).next().is_some())
        };
        let found = all.iter().position(Invitation::is_pending);
        let found = found.or_else(|| all.iter().position(counts));
        Ok(found.map(|at| all.swap_remove(at)))
    }

    /// Makes the pending invitation promise these roles and no others in the project.
    pub(super) async fn settle(&self, wanted: &[Held]) -> std::result::Result<(), NotGranted> {
        let role_ids: BTreeSet<_> = wanted.iter().map(|it| it.role_id.as_str()).collect();
        let pending = self.find().await?.filter(Invitation::is_pending);
        if let Some(pending) = &pending {
            if pending.in_project(self.project_id).collect::<BTreeSet<_>>() == role_ids {
                return Ok(());
            }
            self.check_own(pending)?;
            self.revoke(pending).await?;
        }
        let access = ProjectAccess {
            project_id: self.project_id.to_owned(),
            role_ids: role_ids.into_iter().map(str::to_owned).collect(),
        };
        let invited = self.api.invite(&self.organization_id, self.email, &access);
        let doing = format!("inviting {} to project {}", self.email, self.project_id);
        invited.await.map_err(|error| NotGranted {
            is_open: error.maybe_processed(),
            problem: explain(&error, &doing).into(),
        })
    }

    /// Takes the pending invitation back; `false` if it was answered meanwhile.
    pub(super) async fn withdraw(&self) -> Result<bool> {
        let Some(pending) = self.find().await?.filter(Invitation::is_pending) else {
            return Ok(false);
        };
        if pending.in_project(self.project_id).next().is_none() {
            return Ok(false);
        }
        self.check_own(&pending)?;
        self.revoke(&pending).await
    }

    async fn revoke(&self, invitation: &Invitation) -> Result<bool> {
        let id = &invitation.invitation_id;
        let revoked = self.api.revoke_invitation(&self.organization_id, id).await;
        let doing = format!("revoking invitation {id} of {}", self.email);
        Ok(revoked.found().context(doing)?.is_some())
    }

    fn check_own(&self, invitation: &Invitation) -> Result<()> {
        if invitation.is_only_for(self.project_id) {
            return Ok(());
        }
        let detail = format!(
            "Invitation {} of {} is pending, and promises more than roles in project {}. Somebody can have one pending invitation \
             only. Wait until it is accepted, or revoke it in the console under Users, then apply again.",
            invitation.invitation_id, self.email, self.project_id
        );
        Err(Diagnostic::error("Invited already", detail)
            .at("email")
            .into())
    }
}

impl ProjectUser {
    /// Whether the person is invited, or was, and is no member yet.
    pub(super) fn is_invited(&self) -> bool {
        self.user_id.is_null()
    }

    /// The state while an invitation promises these roles.
    pub(super) fn invited(&self, status: &str, promised: &[Held]) -> Self {
        let project_id = self.project_id.text().unwrap_or_default();
        let email = self.email.text().unwrap_or_default();
        Self {
            user_id: Computed::Null,
            roles: self.spelled(promised),
            id: format!("{project_id}/{email}").into(),
            name: Computed::Null,
            role_ids: Computed::Known(promised.iter().map(|it| it.role_id.clone()).collect()),
            status: status.to_owned().into(),
            ..self.clone()
        }
    }
}
