//! Invitations, and the members of a project; all calls here are proposed ones, which Zilliz Cloud does not publish.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, timestamp};
use crate::envelope::Refusal;
use crate::state::World;
use crate::state::access::Binding;
use crate::state::members::{Member, check_email};

const VALID_FOR: Millis = 48 * 3600 * 1000;

/// An invitation by email.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the API")]
pub(crate) struct Invitation {
    pub(crate) invitation_id: String,
    email: String,
    org_role_ids: Vec<String>,
    projects: Vec<ProjectAccess>,
    status: Answered,
    expires: Millis,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Answered {
    Pending,
    Accepted,
    Expired,
    Revoked,
}

/// Roles in one project.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ProjectAccess {
    project_id: String,
    role_ids: Vec<String>,
}

/// Body of `POST /v2/organizations/{orgId}/invitations`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct InvitationDraft {
    emails: Vec<String>,
    #[serde(default)]
    org_role_ids: Vec<String>,
    #[serde(default)]
    projects: Vec<ProjectAccess>,
}

impl Invitation {
    /// Expires when its time has passed.
    pub(crate) fn advance(&mut self, now: Millis) {
        if self.status == Answered::Pending && now >= self.expires {
            self.status = Answered::Expired;
        }
    }

    /// The proposed fields.
    pub(crate) fn show(&self) -> Value {
        json!({
            "invitationId": self.invitation_id, "email": self.email, "orgRoleIds": self.org_role_ids,
            "projects": self.projects, "status": self.status, "expireTime": timestamp(self.expires),
            "inviteLink": format!("https://cloud.example.invalid/invite/{}", self.invitation_id),
        })
    }

    fn scopes(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let of_organization = self.org_role_ids.iter().map(|role| (role.as_str(), None));
        let of_projects = self.projects.iter().flat_map(|access| {
            let project = Some(access.project_id.as_str());
            access
                .role_ids
                .iter()
                .map(move |role| (role.as_str(), project))
        });
        of_organization.chain(of_projects)
    }
}

impl World {
    /// Invites people; members get the roles at once.
    pub(crate) fn invite(&mut self, draft: &InvitationDraft) -> Result<Value, Refusal> {
        if draft.emails.is_empty() {
            return Err(Refusal::invalid("emails must name at least one person."));
        }
        let mut invitations = Vec::new();
        for email in &draft.emails {
            check_email(email)?;
            let invitation = Invitation {
                invitation_id: self.ids.hex("ivt-", 22),
                email: email.clone(),
                org_role_ids: draft.org_role_ids.clone(),
                projects: draft.projects.clone(),
                status: Answered::Pending,
                expires: self.rules.now + VALID_FOR,
            };
            for (role, project) in invitation.scopes() {
                self.scope_of_role(self.role(role)?, project)?;
            }
            let pending = |other: &Invitation| other.status == Answered::Pending;
            let alike = |other: &Invitation| other.email.eq_ignore_ascii_case(email);
            if self
                .invitations
                .iter()
                .chain(&invitations)
                .any(|other| pending(other) && alike(other))
            {
                let message =
                    format!("{email} is invited already. Resend or revoke that invitation.");
                return Err(Refusal::new(
                    self.rules.choices.codes.already_invited,
                    message,
                ));
            }
            invitations.push(invitation);
        }
        let ids: Vec<String> = invitations
            .iter()
            .map(|made| made.invitation_id.clone())
            .collect();
        self.invitations.append(&mut invitations);
        for email in &draft.emails {
            if let Some(user_id) = self
                .member_by_email(email)
                .map(|member| member.user_id.clone())
            {
                self.accept_invitations(email, &user_id);
            }
        }
        let made = self
            .invitations
            .iter()
            .filter(|made| ids.contains(&made.invitation_id));
        Ok(made.map(Invitation::show).collect())
    }

    /// Gives a member what the pending invitations of this email promise.
    pub(crate) fn accept_invitations(&mut self, email: &str, user_id: &str) {
        let mut promised = Vec::new();
        for invitation in &mut self.invitations {
            if invitation.status == Answered::Pending
                && invitation.email.eq_ignore_ascii_case(email)
            {
                invitation.status = Answered::Accepted;
                promised.push(invitation.clone());
            }
        }
        for (role, project) in promised.iter().flat_map(Invitation::scopes) {
            // Already granted, or deleted meanwhile: the invitation then adds nothing.
            let _outcome = self.grant(user_id, role, project);
        }
    }

    /// Makes an invitation that is not accepted valid for another 48 hours.
    pub(crate) fn resend_invitation(&mut self, id: &str) -> Result<Value, Refusal> {
        let expires = self.rules.now + VALID_FOR;
        let invitation = self.open_invitation(id)?;
        invitation.status = Answered::Pending;
        invitation.expires = expires;
        Ok(json!(true))
    }

    /// Revokes an invitation that is not accepted.
    pub(crate) fn revoke_invitation(&mut self, id: &str) -> Result<Value, Refusal> {
        self.open_invitation(id)?.status = Answered::Revoked;
        Ok(json!(true))
    }

    /// The members of a project with their direct roles.
    pub(crate) fn project_members(&self, project_id: &str) -> Result<Vec<Value>, Refusal> {
        self.project(project_id)?;
        let members = self.members.iter();
        let inside =
            members.filter(|member| self.direct(project_id, &member.user_id).next().is_some());
        inside
            .map(|member| self.project_member(project_id, member))
            .collect()
    }

    /// Makes these the direct roles of a member in a project.
    pub(crate) fn set_project_member(
        &mut self,
        project_id: &str,
        user_id: &str,
        role_ids: &[String],
    ) -> Result<Value, Refusal> {
        self.project(project_id)?;
        self.member(user_id)?;
        if role_ids.is_empty() {
            return Err(Refusal::invalid("roleIds must name at least one role."));
        }
        for role_id in role_ids {
            self.scope_of_role(self.role(role_id)?, Some(project_id))?;
        }
        self.drop_roles(project_id, user_id, role_ids)?;
        for role_id in role_ids {
            if !self.has(user_id, role_id, Some(project_id)) {
                self.bind(user_id, role_id, Some(project_id));
            }
        }
        self.project_member(project_id, self.member(user_id)?)
    }

    /// Takes all direct roles of a member in a project away.
    pub(crate) fn remove_project_member(
        &mut self,
        project_id: &str,
        user_id: &str,
    ) -> Result<Value, Refusal> {
        self.project(project_id)?;
        self.member(user_id)?;
        if self.direct(project_id, user_id).next().is_none() {
            let message = format!("{user_id} is not a member of the project {project_id}.");
            return Err(Refusal::new(self.rules.choices.codes.not_granted, message));
        }
        self.drop_roles(project_id, user_id, &[])?;
        Ok(json!(true))
    }

    fn drop_roles(
        &mut self,
        project_id: &str,
        user_id: &str,
        kept: &[String],
    ) -> Result<(), Refusal> {
        let direct = self.direct(project_id, user_id);
        let dropped: Vec<Binding> = direct
            .filter(|binding| !kept.contains(&binding.role_id))
            .cloned()
            .collect();
        for binding in &dropped {
            self.check_not_last(binding)?;
        }
        for binding in dropped {
            self.unbind(user_id, &binding.role_id, Some(project_id));
        }
        Ok(())
    }

    fn direct(&self, project_id: &str, user_id: &str) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| {
            binding.user_id == user_id && binding.project_id.as_deref() == Some(project_id)
        })
    }

    fn project_member(&self, project_id: &str, member: &Member) -> Result<Value, Refusal> {
        let direct = self.direct(project_id, &member.user_id);
        let roles: Vec<Value> = direct
            .map(|binding| self.assigned(binding))
            .collect::<Result<_, _>>()?;
        let mut shown = member.show();
        shown["roles"] = json!(roles);
        Ok(shown)
    }

    fn open_invitation(&mut self, id: &str) -> Result<&mut Invitation, Refusal> {
        let missing = self.not_found("An open invitation", id);
        let mut invitations = self.invitations.iter_mut();
        invitations
            .find(|one| {
                one.invitation_id == id
                    && matches!(one.status, Answered::Pending | Answered::Expired)
            })
            .ok_or(missing)
    }
}
