//! The person of a project user, in the configuration's words and in the service's.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
};

use crate::{
    api::{self, ForeignText},
    provider::project_user::{
        model::{ACTIVE, ProjectUser, ProjectUserConfig},
        roles::CurrentRole,
    },
};

/// Who it is about, as configured.
pub(super) enum Person {
    Email(String),
    User(String),
}

impl Person {
    pub(super) fn attribute(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::User(_) => "user_id",
        }
    }
}

impl std::fmt::Display for Person {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Email(text) | Self::User(text) => f.write_str(text),
        }
    }
}

impl ProjectUser {
    pub(super) fn person(&self) -> Result<Person> {
        match (self.email.text(), self.user_id.text()) {
            (Some(email), _) => Ok(Person::Email(email.to_owned())),
            (None, Some(user_id)) => Ok(Person::User(user_id.to_owned())),
            (None, None) => Err(Diagnostic::error(
                "Missing email or user_id",
                "Set `email` or `user_id`.",
            )
            .at("email")
            .into()),
        }
    }

    /// Somebody in a project, of whom nothing else is known.
    pub(super) fn nobody(project_id: &str, person: &Person, user_id: &str) -> Self {
        let email = match person {
            Person::Email(email) => email.as_str().into(),
            Person::User(_) => Computed::Null,
        };
        Self {
            project_id: project_id.into(),
            email,
            user_id: user_id.into(),
            roles: BTreeSet::new(),
            id: Computed::Null,
            name: Computed::Null,
            role_ids: Computed::Null,
            status: Computed::Null,
        }
    }

    /// The state when `member` holds these roles: each under the name or identifier that the configuration has for it.
    pub(super) fn holding(&self, member: &api::Member, current_roles: &[CurrentRole]) -> Self {
        let project_id = self.project_id.text().unwrap_or_default();
        let email = self
            .email
            .text()
            .filter(|it| api::is_same_email(it, &member.email))
            .unwrap_or(&member.email);
        Self {
            project_id: self.project_id.clone(),
            email: email.into(),
            user_id: member.user_id.as_str().into(),
            roles: self.spelled(current_roles),
            id: format!("{project_id}/{}", member.user_id).into(),
            name: member.name.clone().into(),
            role_ids: Computed::Known(current_roles.iter().map(|it| it.role_id.clone()).collect()),
            status: ACTIVE.to_owned().into(),
        }
    }

    /// The person in the project, for people.
    pub(super) fn title(&self) -> String {
        let person = self.email.text().or(self.user_id.text());
        let (person, project_id) = (person.unwrap_or_default(), self.project_id.text());
        format!(
            "{} in project {}",
            ForeignText::from(person),
            ForeignText::from(project_id.unwrap_or_default())
        )
    }

    /// Whether the state has this role.
    pub(super) fn lists(&self, role: &CurrentRole) -> bool {
        match self.role_ids.known() {
            Some(role_ids) => role_ids.contains(&role.role_id),
            None => self.roles.contains(&role.role_id) || self.roles.contains(&role.role_name),
        }
    }

    /// These roles, each under the name or identifier that the configuration has for it.
    pub(super) fn spelled(&self, roles: &[CurrentRole]) -> BTreeSet<String> {
        let spelled = |it: &CurrentRole| {
            if self.roles.contains(&it.role_id) {
                it.role_id.clone()
            } else {
                it.role_name.clone()
            }
        };
        roles.iter().map(spelled).collect()
    }
}

/// Somebody in a project, by the names that are known of them.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    pub(super) project_id: String,
    pub(super) user_id: Option<String>,
    /// In lower case.
    pub(super) email: Option<String>,
}

impl Holder {
    pub(super) fn new(project_id: &str, user_id: Option<&str>, email: Option<&str>) -> Self {
        Self {
            project_id: project_id.to_owned(),
            user_id: user_id.map(str::to_owned),
            email: email.map(str::to_lowercase),
        }
    }

    pub(super) fn of(user: &ProjectUser) -> Self {
        let project_id = user.project_id.text().unwrap_or_default();
        Self::new(project_id, user.user_id.text(), user.email.text())
    }

    /// Whom a plan is about, if it says so.
    pub(super) fn planned(user: &ProjectUserConfig, default_project: Option<&str>) -> Option<Self> {
        let project_id = match user.project_id.text() {
            None if user.project_id.is_null() || user.id.is_unknown() => default_project?,
            given => given?,
        };
        let (user_id, email) = (user.user_id.text(), user.email.text());
        (user_id.is_some() || email.is_some()).then(|| Self::new(project_id, user_id, email))
    }

    /// Whether both are the same person in the same project: by the identifier where both have one.
    pub(super) fn is(&self, other: &Self) -> bool {
        let is_same = match (&self.user_id, &other.user_id) {
            (Some(one), Some(other)) => one == other,
            _ => self.email.is_some() && self.email == other.email,
        };
        is_same && self.project_id == other.project_id
    }
}
