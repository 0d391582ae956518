//! `zillizcloud_project_users`: everybody who holds a role in a project.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api::{self, ErrorKind},
    provider::{Context, access, errors::ErrorContext},
};

model! {
    /// The people, groups and API keys that hold roles in a project.
    pub struct ProjectUsers <- ProjectUsersConfig {
        /// The project, `proj-…`. By default the provider's.
        project_id: Computed<String> = optional().len(1..).or_computed(),
        /// Only those of this type: `user`, `group` or `apikey`.
        principal_type: Option<String> = optional().one_of(&["user", "group", "apikey"]),
        /// Who holds roles, by type and identifier; empty when nobody does. Each role of the project costs a call, and each person another
        /// one, for their `email`.
        principals: Computed<Vec<Principal>> = computed(),
    }
}

model! {
    /// Somebody who holds roles in a project.
    pub struct Principal <- PrincipalConfig {
        /// `user`, `group` or `apikey`.
        principal_type: Computed<String> = computed(),
        /// Identifier of the person, the group or the key.
        principal_id: Computed<String> = computed(),
        /// The name for people, where the service tells.
        principal_name: Computed<String> = computed(),
        /// Email address of a person, where the key may look people up.
        email: Computed<String> = computed(),
        /// Names of the roles.
        roles: Computed<BTreeSet<String>> = computed(),
        /// The same roles in more words, by name.
        assignments: Computed<Vec<PrincipalAssignment>> = computed(),
    }
}

model! {
    /// A role that somebody holds in the project.
    pub struct PrincipalAssignment <- PrincipalAssignmentConfig {
        /// Identifier of the role, `r-…`.
        role_id: Computed<String> = computed(),
        /// Name of the role.
        role_name: Computed<String> = computed(),
        /// `pre-defined` or `custom`.
        role_kind: Computed<String> = computed(),
        /// Who assigned it, as a name for people.
        assigned_by: Computed<String> = computed(),
        /// When it was assigned, in UTC.
        assigned_at: Computed<String> = computed(),
    }
}

/// Lists who holds roles.
#[derive(Debug)]
pub(crate) struct ProjectUsersData {
    context: Context,
}

impl ProjectUsersData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }

    async fn look(&self, config: ProjectUsers) -> Result<ProjectUsers> {
        let project_id = self
            .context
            .project(config.project_id.text(), "project_id")?;
        let api = self.context.client().await?;
        let doing = format!("listing who holds roles in project {project_id}");
        let wanted = config.principal_type.as_deref();
        let mut roles = match api.roles(Some(project_id)).await {
            Ok(roles) => roles,
            Err(error) => {
                let problem = self.context.no_roles(&error, Some(project_id), &doing);
                return Err(problem.await.into());
            }
        };
        roles.sort_by(|a, b| (&a.role_name, &a.role_id).cmp(&(&b.role_name, &b.role_id)));
        let mut holders = BTreeMap::<(api::PrincipalType, String), Vec<_>>::new();
        for role in &roles {
            let of_role = api.role_principals(&role.role_id, Some(project_id)).await;
            for holder in of_role.context(&doing)? {
                let kind = holder.principal_type.clone();
                if wanted.is_none_or(|it| it == kind.as_str()) {
                    let key = (kind, holder.principal_id.clone());
                    holders.entry(key).or_default().push((holder, role));
                }
            }
        }
        let emails = holders
            .keys()
            .map(|(kind, id)| access::email(api, kind, id));
        let emails = join_all(emails).await;
        let mut principals = Vec::new();
        for ((holder, current_roles), email) in holders.into_iter().zip(emails) {
            // Who may not look people up still sees who holds a role.
            let is_hidden = |it: &api::Error| {
                matches!(
                    it.kind(),
                    ErrorKind::Auth | ErrorKind::Invalid | ErrorKind::NotEnabled
                )
            };
            let email = match email {
                Err(error) if is_hidden(&error) => None,
                email => email.context(&doing)?,
            };
            principals.push(Principal::new(holder, email, current_roles));
        }
        Ok(ProjectUsers {
            project_id: project_id.to_owned().into(),
            principals: Computed::Known(principals),
            ..config
        })
    }
}

impl Principal {
    fn new(
        (kind, id): (api::PrincipalType, String),
        email: Option<String>,
        current_roles: Vec<(api::RolePrincipal, &api::Role)>,
    ) -> Self {
        let names = current_roles.iter().map(|(_, it)| it.role_name.clone());
        let mut holders = current_roles.iter().map(|(it, _)| it);
        Self {
            principal_type: kind.to_string().into(),
            principal_id: id.into(),
            principal_name: holders.find_map(|it| it.principal_name.clone()).into(),
            email: email.into(),
            roles: Computed::Known(names.collect()),
            assignments: Computed::Known(
                current_roles
                    .into_iter()
                    .map(PrincipalAssignment::from)
                    .collect(),
            ),
        }
    }
}

impl DataSource for ProjectUsersData {
    const NAME: &'static str = "project_users";
    type Model = ProjectUsers;

    async fn read(&self, config: ProjectUsers) -> Result<ProjectUsers> {
        let is_default = config.project_id.is_null();
        let remote = self.look(config).await;
        remote.map_err(|it| self.context.defaults.explain_project(is_default, it))
    }
}

impl From<(api::RolePrincipal, &api::Role)> for PrincipalAssignment {
    fn from((holder, role): (api::RolePrincipal, &api::Role)) -> Self {
        Self {
            role_id: role.role_id.clone().into(),
            role_name: role.role_name.clone().into(),
            role_kind: role.role_kind.to_string().into(),
            assigned_by: holder.assigned_by.into(),
            assigned_at: holder.assigned_at.into(),
        }
    }
}
