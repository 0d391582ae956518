//! Members of the organization.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, timestamp};
use crate::envelope::Refusal;
use crate::state::World;
use crate::state::roles::{ORGANIZATION_OWNER, PUBLIC};

/// A person in the organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Member {
    pub(crate) user_id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    join_time: String,
}

impl Member {
    /// A member who joins now.
    pub(crate) fn new(user_id: &str, email: &str, name: &str, now: Millis) -> Self {
        Self {
            user_id: user_id.to_owned(),
            email: email.to_owned(),
            name: name.to_owned(),
            join_time: timestamp(now),
        }
    }

    /// The documented fields.
    pub(crate) fn show(&self) -> Value {
        json!({"userId": self.user_id, "name": self.name, "email": self.email})
    }

    /// The fields of the proposed list of members.
    pub(crate) fn summary(&self) -> Value {
        let mut shown = self.show();
        shown["status"] = json!("ACTIVE");
        shown["joinTime"] = json!(self.join_time);
        shown
    }
}

impl World {
    /// The one member with this email or ID, of which exactly one is given.
    pub(crate) fn resolve_member(
        &self,
        email: Option<&str>,
        user_id: Option<&str>,
    ) -> Result<&Member, Refusal> {
        match (email, user_id) {
            (Some(email), None) => self
                .member_by_email(email)
                .ok_or_else(|| self.not_found("The member", email)),
            (None, Some(user_id)) => self.member(user_id),
            _ => Err(Refusal::invalid("Give exactly one of email and userId.")),
        }
    }

    /// The member with this ID.
    pub(crate) fn member(&self, user_id: &str) -> Result<&Member, Refusal> {
        let object = self.members.iter().find(|member| member.user_id == user_id);
        object.ok_or_else(|| self.not_found("The member", user_id))
    }

    /// The member with this ID, to change it.
    pub(crate) fn member_mut(&mut self, user_id: &str) -> Result<&mut Member, Refusal> {
        let missing = self.not_found("The member", user_id);
        let mut members = self.members.iter_mut();
        members
            .find(|member| member.user_id == user_id)
            .ok_or(missing)
    }

    /// The member with this email, whatever its case.
    pub(crate) fn member_by_email(&self, email: &str) -> Option<&Member> {
        let mut members = self.members.iter();
        members.find(|member| member.email.eq_ignore_ascii_case(email))
    }

    /// Adds a member as if invited and accepted: a pending invitation of this email takes effect.
    pub(crate) fn add_member(&mut self, email: &str, name: Option<&str>) -> Result<Value, Refusal> {
        check_email(email)?;
        let choices = &self.rules.choices;
        if self.member_by_email(email).is_some() {
            let message = format!("{email} is a member already.");
            return Err(Refusal::new(choices.codes.already_invited, message));
        }
        if self.members.len() >= choices.limits.members {
            let message = format!(
                "An organization has at most {} members.",
                choices.limits.members
            );
            return Err(Refusal::new(choices.codes.quota, message));
        }
        let local_part = email.split('@').next().unwrap_or(email);
        let user_id = self.ids.letters("usr-", 22);
        let member = Member::new(&user_id, email, name.unwrap_or(local_part), self.rules.now);
        let shown = member.show();
        self.join(member);
        self.accept_invitations(email, &user_id);
        Ok(shown)
    }

    /// Takes a member in, with the role that every member has.
    pub(crate) fn join(&mut self, member: Member) {
        let user_id = member.user_id.clone();
        self.members.push(member);
        self.bind(&user_id, PUBLIC, None);
    }

    /// Removes a member, unless somebody is needed as the last owner or admin.
    pub(crate) fn remove_member(&mut self, user_id: &str) -> Result<Value, Refusal> {
        self.member(user_id)?;
        let bindings = self
            .bindings
            .iter()
            .filter(|binding| binding.user_id == user_id);
        for binding in bindings.filter(|binding| binding.role_id != PUBLIC) {
            self.check_not_last(binding)?;
        }
        if user_id == self.owner_id {
            let message = format!("The member {user_id} owns this API key.");
            return Err(Refusal::new(self.rules.choices.codes.permission, message));
        }
        self.forget_member(user_id);
        Ok(json!(true))
    }

    /// Removes a member and all its bindings, without asking.
    pub(crate) fn forget_member(&mut self, user_id: &str) {
        self.members.retain(|member| member.user_id != user_id);
        self.bindings.retain(|binding| binding.user_id != user_id);
    }

    /// Refuses the call unless the key's owner owns the organization.
    pub(crate) fn check_organization_owner(&self, to: &str) -> Result<(), Refusal> {
        if self.has(&self.owner_id, ORGANIZATION_OWNER, None) {
            return Ok(());
        }
        let message = format!("Only an Organization Owner may {to}.");
        Err(Refusal::new(self.rules.choices.codes.permission, message))
    }
}

/// Refuses what cannot be an email address.
pub(crate) fn check_email(email: &str) -> Result<(), Refusal> {
    match email.split_once('@') {
        Some((local, domain))
            if !local.is_empty() && domain.contains('.') && !email.contains(' ') =>
        {
            Ok(())
        }
        _ => Err(Refusal::invalid(format!("`{email}` is no email address."))),
    }
}
