//! What Terraform does with the roles of a person.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
    resource::{Change, Op, Resource},
};

use crate::{
    api::{self, Found},
    env,
    provider::{
        Cloud,
        errors::Context,
        resources::{
            Setting, fill_default,
            project_user::{person::Person, roles::Roles},
        },
    },
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
        email: Computed<String> = optional().len(1..).or_computed().follows(&["user_id"]),
        /// Identifier of the person, `usr-…`. Give this or `email`.
        user_id: Computed<String> = optional().len(1..).or_computed().follows(&["email"]),
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

const WHO: &str = "Exactly one of email and user_id is needed";

/// Manages the roles of people in projects.
#[derive(Debug)]
pub(crate) struct ProjectUserResource {
    pub(super) cloud: Cloud,
}

impl ProjectUserResource {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    pub(super) async fn member(
        api: &api::Client,
        person: &Person,
        project_id: &str,
    ) -> Result<api::Member> {
        let doing = format!("finding {person} in the organization");
        let found = match person {
            Person::Email(email) => api.member_by_email(email).await,
            Person::User(user_id) => api.member_by_id(user_id).await,
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
}

impl Resource for ProjectUserResource {
    const NAME: &'static str = "project_user";
    type Model = ProjectUser;

    fn validate(config: &ProjectUserDraft, found: &mut Diagnostics) {
        if config.email.is_null() && config.user_id.is_null() {
            let detail = "Neither is set. Set `email`, or `user_id` if you know it.";
            found.push(Diagnostic::error(WHO, detail).at("email"));
        }
    }

    async fn modify_plan(&self, change: &mut Change<ProjectUser>) {
        let Some(planned) = &mut change.planned else {
            return;
        };
        let is_same = change
            .prior
            .as_ref()
            .is_some_and(|it| it.is_named_by(planned));
        if let Some(config) = &change.config
            && config.email.known().is_some()
            && config.user_id.known().is_some()
            && !is_same
        {
            // Both are fine in a configuration that was generated from a state, where they agree.
            let detail = "Both are set. Keep the one that you know, and remove the other.";
            change
                .found
                .push(Diagnostic::error(WHO, detail).at("email"));
            return;
        }
        if let (None, Some(config)) = (&change.prior, &change.config) {
            let default = &self.cloud.defaults.project_id;
            let setting = Setting {
                attribute: "project_id",
                default,
                variable: env::PROJECT_ID,
            };
            fill_default(
                setting,
                &config.project_id,
                &mut planned.project_id,
                &mut change.found,
            );
        }
        let Some(prior) = &change.prior else { return };
        let is_other = |planned: &Computed<String>, prior: &Computed<String>| {
            planned.text().is_some_and(|it| {
                !prior
                    .text()
                    .is_some_and(|prior| prior.eq_ignore_ascii_case(it))
            })
        };
        let config = change.config.as_ref();
        let is_open = |value: fn(&ProjectUserDraft) -> &Computed<String>| {
            config.is_some_and(|it| value(it).is_unknown())
        };
        // Somebody who is not known yet may be somebody else.
        if is_open(|it| &it.email) || is_other(&planned.email, &prior.email) {
            change.replace("email");
        } else if is_open(|it| &it.user_id) || is_other(&planned.user_id, &prior.user_id) {
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
        self.cloud.check_organization().await?;
        let member = Self::member(&self.cloud.during(op), &person, project_id).await?;
        self.reconcile(op, &member, &planned, true).await
    }

    async fn read(&self, state: ProjectUser) -> Result<Option<ProjectUser>> {
        let project_id = state.project_id.text().unwrap_or_default();
        let user_id = state.user_id.text().unwrap_or_default();
        let Some(held) = Roles::new(&self.cloud.api, user_id, project_id)
            .held()
            .await?
            .filter(|it| !it.is_empty())
        else {
            return self.cloud.gone().await;
        };
        let member = self.cloud.api.member_by_id(user_id).await.found();
        let member = member.context(format!("reading member {user_id}"))?;
        Ok(member.map(|it| state.holding(&it, &held)))
    }

    async fn update(
        &self,
        op: &mut Op<ProjectUser>,
        prior: ProjectUser,
        planned: ProjectUser,
    ) -> Result<ProjectUser> {
        self.cloud.check_organization().await?;
        let user_id = prior.user_id.text().unwrap_or_default().to_owned();
        let project_id = prior.project_id.text().unwrap_or_default();
        let person = Person::User(user_id);
        let member = Self::member(&self.cloud.during(op), &person, project_id).await?;
        self.reconcile(op, &member, &planned, false).await
    }

    async fn delete(&self, op: &mut Op<ProjectUser>, state: ProjectUser) -> Result<()> {
        self.cloud.check_organization().await?;
        let project_id = state.project_id.text().unwrap_or_default();
        let api = self.cloud.during(op);
        let roles = Roles::new(&api, state.user_id.text().unwrap_or_default(), project_id);
        let mut held = roles.held().await?.unwrap_or_default();
        while let Some(role) = held.pop() {
            roles.revoke(&role).await?;
            let roles = held.iter().map(|it| it.role_name.clone()).collect();
            op.save(&ProjectUser {
                roles,
                ..state.clone()
            });
        }
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<ProjectUser> {
        let doing = format!("importing project user \"{id}\"");
        let refuse = |detail: String| Diagnostic::error(format!("Error {doing}"), detail);
        let Some((project_id, person)) = id
            .split_once('/')
            .filter(|(project, person)| !project.is_empty() && !person.is_empty())
        else {
            return Err(refuse(
                "Write `<project_id>/<email>` or `<project_id>/<user_id>`.".to_owned(),
            )
            .into());
        };
        let person = if person.contains('@') {
            Person::Email(person.to_owned())
        } else {
            Person::User(person.to_owned())
        };
        let api = &self.cloud.api;
        let member = Self::member(api, &person, project_id).await?;
        let held = Roles::new(api, &member.user_id, project_id)
            .held()
            .await?
            .unwrap_or_default();
        if held.is_empty() {
            return Err(refuse(format!(
                "{} has no role of their own in project {project_id}.",
                member.email
            ))
            .into());
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
