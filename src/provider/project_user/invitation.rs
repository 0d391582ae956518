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
    api::{self, Absence, Denial, Invitation, Presence, ProjectAccess},
    provider::{
        Context,
        errors::ErrorContext,
        lookup::explain_parts,
        project_user::{
            blocks::Turn,
            grants::{self, NotGranted, PARTS},
            model::ProjectUser,
            principal::Person,
        },
    },
};

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
        context: &Context,
        api: &'a api::Client,
        email: &'a str,
        project_id: &'a str,
    ) -> Result<Self> {
        let organization_id = context.organization_id().await?.ok_or_else(|| {
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

    /// The one to the project that counts.
    pub(super) async fn find(&self, no_member: &Denial) -> Result<Presence<Invitation>> {
        let (organization_id, email) = (&self.organization_id, self.email);
        let remote =
            self.api
                .invitation_presence(no_member, organization_id, email, self.project_id);
        remote
            .await
            .context(format!("reading the invitation of {email}"))
    }

    /// Makes the pending invitation promise these roles, and no others in the project but those that another block wants.
    pub(super) async fn settle(
        &self,
        wanted: &[api::AssignedRole],
        turn: &Turn<'_>,
    ) -> std::result::Result<(), NotGranted> {
        let mut role_ids: BTreeSet<_> = wanted.iter().map(|it| it.role_id.as_str()).collect();
        let all = self.api.invitations(&self.organization_id).await;
        let all = all.context(format!("reading the invitation of {}", self.email))?;
        let mut pending = all.iter().filter(|it| it.is_pending());
        if let Some(pending) = pending.find(|it| it.is_for(self.email)) {
            let promised: BTreeSet<_> = pending.in_project(self.project_id).collect();
            if turn.has_another() {
                let promised = promised.iter().copied();
                let promised = grants::named(self.api, promised, self.project_id).await?;
                let kept = promised.iter().filter(|it| turn.is_wanted_elsewhere(it));
                let kept: BTreeSet<_> = kept.map(|it| it.role_id.clone()).collect();
                role_ids.extend(
                    pending
                        .in_project(self.project_id)
                        .filter(|it| kept.contains(*it)),
                );
            }
            if promised == role_ids {
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
            problem: explain_parts(&error, &doing, PARTS).into(),
        })
    }

    /// Takes the pending invitation back, if there is one for the project; else the proof that there is none.
    pub(super) async fn withdraw(&self, no_member: &Denial) -> Result<Option<Absence>> {
        match self.find(no_member).await? {
            Presence::Present(pending) if pending.is_pending() => {
                self.check_own(&pending)?;
                self.revoke(&pending).await?;
                Ok(None)
            }
            Presence::Present(_) => Ok(None),
            Presence::Absent(proof) => Ok(Some(proof)),
        }
    }

    async fn revoke(&self, invitation: &Invitation) -> Result<()> {
        let id = &invitation.invitation_id;
        let revoked = self.api.revoke_invitation(&self.organization_id, id).await;
        revoked.context(format!("revoking invitation {id} of {}", self.email))
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
        Err(Diagnostic::error("Existing invitation", detail)
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
    pub(super) fn invited(&self, status: &str, promised: &[api::AssignedRole]) -> Self {
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

/// An invitation that cannot be taken back without the preview.
pub(super) fn left_pending(person: &Person) -> Diagnostic {
    let summary = format!("Pending invitation of {person}");
    let detail = format!(
        "The preview feature `invitations` is off, so the invitation was forgotten and not revoked. Revoke it in the console under Users, or \
         {person} has the roles once they accept."
    );
    Diagnostic::warning(summary, detail)
}
