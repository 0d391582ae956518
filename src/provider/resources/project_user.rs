//! `zillizcloud_project_user`: the roles of one person in one project.
//!
//! A person is a member of the organization already: only the console invites. Granting a role that is held, or revoking
//! one that is not, is refused by the service, so the roles are read before they are changed. Roles that come from a
//! group are not listed and are left alone.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
    resource::{Change, Op, Resource},
};

use crate::{
    api::{self, Found},
    provider::{Cloud, errors::Context},
};

model! {
    /// Gives one person their roles in one project.
    ///
    /// It is authoritative for this person in this project: a role that was granted elsewhere shows as a change. Roles
    /// that the person has through a group are left alone. The person must be a member of the organization; invitations
    /// are made in the console.
    pub struct ProjectUser <- ProjectUserDraft {
        /// The project, `proj-…`. By default the provider's.
        project_id: Computed<String> = optional().or_computed().stable().replaces(),
        /// Email address of the person. Give this or `user_id`.
        email: Computed<String> = optional().or_computed().follows(&["user_id"]),
        /// Identifier of the person, `usr-…`. Give this or `email`.
        user_id: Computed<String> = optional().or_computed().follows(&["email"]),
        /// Names or identifiers of the roles, predefined or custom.
        roles: BTreeSet<String> = required().check("at least one role", |it: &BTreeSet<String>| {
            if it.is_empty() { Err("A person has at least one role in a project. To take all of them away, remove the resource.".to_owned()) } else { Ok(()) }
        }),
        /// `<project_id>/<user_id>`
        id: Computed<String> = computed().follows(&["project_id", "email", "user_id"]),
        /// Name of the person.
        name: Computed<String> = computed().follows(&["email", "user_id"]),
        /// Identifiers of the roles.
        role_ids: Computed<BTreeSet<String>> = computed().follows(&["project_id", "email", "user_id", "roles"]),
    }
}

/// Manages the roles of people in projects.
#[derive(Debug)]
pub(crate) struct ProjectUserResource {
    cloud: Cloud,
}

/// A role that a person holds: its identifier and its name.
type Held = api::AssignedRole;

impl ProjectUserResource {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    async fn member(&self, person: &Person, project_id: &str) -> Result<api::Member> {
        let doing = format!("finding {person} in the organization");
        let found = match person {
            Person::Email(email) => self.cloud.api.member_by_email(email).await,
            Person::User(user_id) => self.cloud.api.member_by_id(user_id).await,
        };
        let found = found.found().context(&doing)?;
        found.ok_or_else(|| {
            let detail = format!(
                "Only members of the organization can have roles in project {project_id}, and {person} is none. Invite them in the \
                 console under Users > Invite User, wait until they have accepted, then apply again."
            );
            Diagnostic::error("Not a member of the organization", detail).at(person.attribute()).into()
        })
    }

    /// The roles that a person holds directly in a project; `None` when the person has left the organization.
    async fn held(&self, user_id: &str, project_id: &str) -> Result<Option<Vec<Held>>> {
        let doing = format!("reading the roles of {user_id}");
        let roles = self.cloud.api.member_roles(user_id).await.found().context(doing)?;
        Ok(roles.map(|it| it.in_project(project_id).cloned().collect()))
    }

    /// The configured roles with their identifiers.
    async fn resolve(&self, roles: &BTreeSet<String>, project_id: &str) -> Result<Vec<(String, String)>> {
        let doing = format!("listing the roles of project {project_id}");
        let known = self.cloud.api.roles(Some(project_id)).await.context(doing)?;
        let find = |wanted: &String| {
            let role = known.iter().find(|it| it.role_id == *wanted || it.role_name == *wanted);
            role.map(|it| (wanted.clone(), it.role_id.clone())).ok_or_else(|| unknown_role(wanted, project_id, &known))
        };
        let mut found = Diagnostics::new();
        let mut resolved = Vec::new();
        for wanted in roles {
            match find(wanted) {
                Ok(role) => resolved.push(role),
                Err(problem) => found.push(problem),
            }
        }
        if found.has_errors() { Err(found) } else { Ok(resolved) }
    }

    /// Makes the person's roles those that are planned: first the missing ones granted, then the others revoked.
    async fn reconcile(&self, op: &mut Op<ProjectUser>, member: &api::Member, planned: &ProjectUser) -> Result<ProjectUser> {
        let project_id = planned.project_id.text().unwrap_or_default();
        let person = member.email.as_str();
        let wanted = self.resolve(&planned.roles, project_id).await?;
        let mut held = self.held(&member.user_id, project_id).await?.unwrap_or_default();
        for (name, role_id) in &wanted {
            if held.iter().any(|it| it.role_id == *role_id) {
                continue;
            }
            let doing = format!("granting role \"{name}\" in project {project_id} to {person}");
            self.grant(&member.user_id, role_id, project_id).await.context(doing)?;
            held.push(Held { role_id: role_id.clone(), role_name: name.clone(), role_kind: None });
            op.save(&planned.holding(member, &held));
        }
        let extra: Vec<_> = held.iter().filter(|it| !wanted.iter().any(|(_, id)| *id == it.role_id)).cloned().collect();
        for role in extra {
            let doing = format!("revoking role \"{}\" in project {project_id} from {person}", role.role_name);
            self.revoke(&member.user_id, &role.role_id, project_id).await.context(doing)?;
            held.retain(|it| it.role_id != role.role_id);
            op.save(&planned.holding(member, &held));
        }
        Ok(planned.holding(member, &held))
    }

    /// Grants a role; one that somebody else has granted meanwhile is a success.
    async fn grant(&self, user_id: &str, role_id: &str, project_id: &str) -> Result<(), api::Error> {
        let Err(refused) = self.cloud.api.grant_role(user_id, role_id, Some(project_id)).await else { return Ok(()) };
        if self.holds(user_id, role_id, project_id).await == Some(true) { Ok(()) } else { Err(refused) }
    }

    /// Revokes a role; one that is gone already is a success.
    async fn revoke(&self, user_id: &str, role_id: &str, project_id: &str) -> Result<(), api::Error> {
        let Err(refused) = self.cloud.api.revoke_role(user_id, role_id, Some(project_id)).await else { return Ok(()) };
        if self.holds(user_id, role_id, project_id).await == Some(false) { Ok(()) } else { Err(refused) }
    }

    /// Whether a person holds a role; `None` when it cannot be known.
    async fn holds(&self, user_id: &str, role_id: &str, project_id: &str) -> Option<bool> {
        let held = self.held(user_id, project_id).await.ok()?;
        Some(held.is_some_and(|roles| roles.iter().any(|it| it.role_id == role_id)))
    }
}

impl Resource for ProjectUserResource {
    const NAME: &'static str = "project_user";
    type Model = ProjectUser;

    fn validate(config: &ProjectUserDraft, found: &mut Diagnostics) {
        let problem = match (&config.email, &config.user_id) {
            (Computed::Null, Computed::Null) => "Neither is set. Set `email`, or `user_id` if you know it.",
            (Computed::Known(_), Computed::Known(_)) => "Both are set. Keep the one that you know, and remove the other.",
            _ => return,
        };
        found.push(Diagnostic::error("Exactly one of email and user_id is needed", problem).at("email"));
    }

    async fn modify_plan(&self, change: &mut Change<ProjectUser>) {
        let Some(planned) = &mut change.planned else { return };
        if change.prior.is_none() && planned.project_id.is_unknown() && change.config.as_ref().is_some_and(|it| it.project_id.is_null()) {
            match &self.cloud.defaults.project_id {
                Some(default) => planned.project_id = default.clone().into(),
                None => {
                    let detail = "Set `project_id` here or in the provider block, or ZILLIZCLOUD_PROJECT_ID.";
                    change.refuse(Diagnostic::error("No project", detail).at("project_id"));
                    return;
                }
            }
        }
        let Some(prior) = &change.prior else { return };
        let is_other = |planned: &Computed<String>, prior: &Computed<String>| {
            planned.text().is_some_and(|it| !prior.text().is_some_and(|prior| prior.eq_ignore_ascii_case(it)))
        };
        if is_other(&planned.email, &prior.email) {
            change.replace("email");
        } else if is_other(&planned.user_id, &prior.user_id) {
            change.replace("user_id");
        } else {
            // The same person, written another way.
            planned.user_id = prior.user_id.clone();
            planned.id = prior.id.clone();
            planned.name = prior.name.clone();
        }
    }

    async fn create(&self, op: &mut Op<ProjectUser>, planned: ProjectUser) -> Result<ProjectUser> {
        let person = planned.person()?;
        let project_id = planned.project_id.text().unwrap_or_default();
        let member = self.member(&person, project_id).await?;
        self.reconcile(op, &member, &planned).await
    }

    async fn read(&self, state: ProjectUser) -> Result<Option<ProjectUser>> {
        let project_id = state.project_id.text().unwrap_or_default();
        let user_id = state.user_id.text().unwrap_or_default();
        let Some(held) = self.held(user_id, project_id).await?.filter(|it| !it.is_empty()) else { return Ok(None) };
        let member = self.cloud.api.member_by_id(user_id).await.found();
        let member = member.context(format!("reading member {user_id}"))?;
        Ok(member.map(|it| state.holding(&it, &held)))
    }

    async fn update(&self, op: &mut Op<ProjectUser>, prior: ProjectUser, planned: ProjectUser) -> Result<ProjectUser> {
        let user_id = prior.user_id.text().unwrap_or_default().to_owned();
        let project_id = prior.project_id.text().unwrap_or_default();
        let member = self.member(&Person::User(user_id), project_id).await?;
        self.reconcile(op, &member, &planned).await
    }

    async fn delete(&self, op: &mut Op<ProjectUser>, state: ProjectUser) -> Result<()> {
        let project_id = state.project_id.text().unwrap_or_default();
        let user_id = state.user_id.text().unwrap_or_default();
        let mut held = self.held(user_id, project_id).await?.unwrap_or_default();
        while let Some(role) = held.pop() {
            let doing = format!("revoking role \"{}\" in project {project_id} from {user_id}", role.role_name);
            self.revoke(user_id, &role.role_id, project_id).await.context(doing)?;
            let roles = held.iter().map(|it| it.role_name.clone()).collect();
            op.save(&ProjectUser { roles, ..state.clone() });
        }
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<ProjectUser> {
        let doing = format!("importing project user \"{id}\"");
        let refuse = |detail: String| Diagnostic::error(format!("Error {doing}"), detail);
        let Some((project_id, person)) = id.split_once('/').filter(|(project, person)| !project.is_empty() && !person.is_empty()) else {
            return Err(refuse("Write `<project_id>/<email>` or `<project_id>/<user_id>`.".to_owned()).into());
        };
        let person = if person.contains('@') { Person::Email(person.to_owned()) } else { Person::User(person.to_owned()) };
        let member = self.member(&person, project_id).await?;
        let held = self.held(&member.user_id, project_id).await?.unwrap_or_default();
        if held.is_empty() {
            return Err(refuse(format!("{} has no role of their own in project {project_id}.", member.email)).into());
        }
        let nothing = ProjectUser {
            project_id: project_id.into(),
            email: Computed::Null,
            user_id: Computed::Null,
            roles: BTreeSet::new(),
            id: Computed::Null,
            name: Computed::Null,
            role_ids: Computed::Null,
        };
        Ok(nothing.holding(&member, &held))
    }
}

/// Who it is about, as configured.
enum Person {
    Email(String),
    User(String),
}

impl Person {
    fn attribute(&self) -> &'static str {
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
    fn person(&self) -> Result<Person> {
        match (self.email.text(), self.user_id.text()) {
            (Some(email), _) => Ok(Person::Email(email.to_owned())),
            (None, Some(user_id)) => Ok(Person::User(user_id.to_owned())),
            (None, None) => Err(Diagnostic::error("Nobody to give roles to", "Set `email` or `user_id`.").at("email").into()),
        }
    }

    /// The state when `member` holds these roles: each under the name or identifier that the configuration has for it.
    fn holding(&self, member: &api::Member, held: &[Held]) -> Self {
        let project_id = self.project_id.text().unwrap_or_default();
        let spelled = |it: &Held| if self.roles.contains(&it.role_id) { it.role_id.clone() } else { it.role_name.clone() };
        let email = self.email.text().filter(|it| it.eq_ignore_ascii_case(&member.email)).unwrap_or(&member.email);
        Self {
            project_id: self.project_id.clone(),
            email: email.into(),
            user_id: member.user_id.as_str().into(),
            roles: held.iter().map(spelled).collect(),
            id: format!("{project_id}/{}", member.user_id).into(),
            name: member.name.clone().into(),
            role_ids: Computed::Known(held.iter().map(|it| it.role_id.clone()).collect()),
        }
    }
}

fn unknown_role(wanted: &str, project_id: &str, known: &[api::Role]) -> Diagnostic {
    let names: Vec<_> = known.iter().map(|it| format!("`{}`", it.role_name)).collect();
    let detail = format!("Project {project_id} has the roles {}. Use one of these names, or a role's identifier.", names.join(", "));
    Diagnostic::error(format!("Unknown role \"{wanted}\""), detail).at("roles")
}
