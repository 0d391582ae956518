//! The person of a project user: in the configuration and in the service.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
    resource::{Op, PlanChange},
    value::Json,
};

use crate::{
    api,
    api::ForeignText,
    provider::project_user::model::{ACTIVE, ProjectUser, ProjectUserConfig},
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
    pub(super) fn holding(
        &self,
        member: &api::Member,
        current_roles: &[api::AssignedRole],
    ) -> Self {
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
    pub(super) fn lists(&self, role: &api::AssignedRole) -> bool {
        match self.role_ids.known() {
            Some(role_ids) => role_ids.contains(&role.role_id),
            None => self.roles.contains(&role.role_id) || self.roles.contains(&role.role_name),
        }
    }

    /// These roles, each under the name or identifier that the configuration has for it.
    pub(super) fn spelled(&self, roles: &[api::AssignedRole]) -> BTreeSet<String> {
        let spelled = |it: &api::AssignedRole| {
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

const EMAIL: &str = "email";
const USER_ID: &str = "user_id";

/// Keeps what is configured now.
pub(super) fn keep(change: &mut PlanChange<ProjectUser>) {
    let (Some(config), Some(_)) = (&change.config, &change.planned) else {
        return;
    };
    let email = config.email.text().map_or(Json::Null, text);
    let user_id = config.user_id.text().map_or(Json::Null, text);
    change.set_private(EMAIL, email);
    change.set_private(USER_ID, user_id);
}

/// Keeps what an object had when it was first read, if nothing was ever applied.
pub(super) fn keep_imported(op: &mut Op<ProjectUser>, state: &ProjectUser) {
    if let (None, Some(email)) = (op.private(EMAIL), state.email.text()) {
        op.set_private(EMAIL, text(email));
    }
}

/// The identifier that is configured.
pub(super) fn user_id(op: &Op<ProjectUser>) -> Option<String> {
    match op.private(USER_ID) {
        Some(Json::String(user_id)) => Some(user_id),
        _ => None,
    }
}

/// Whether this is the address that was applied last; `None` when nobody knows which one that was.
pub(super) fn is_same_email(change: &PlanChange<ProjectUser>, email: &str) -> Option<bool> {
    match change.private(EMAIL) {
        Some(Json::String(kept)) => Some(api::is_same_email(kept, email)),
        _ => None,
    }
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}
