//! `zillizcloud_project_users`: everybody who holds a role in a project.
//!
//! The service does not list the people of a project, but it lists the principals of each role.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Result},
    model,
    model::Computed,
};

use crate::provider::{Cloud, errors::Context};

model! {
    /// The people, groups and API keys that hold roles in a project.
    pub struct ProjectUsers <- ProjectUsersDraft {
        /// The project, `proj-…`. By default the provider's.
        project_id: Computed<String> = optional().or_computed(),
        /// Only those of this type: `user`, `group` or `apikey`.
        principal_type: Option<String> = optional().one_of(&["user", "group", "apikey"]),
        /// Who holds roles, by type and identifier; empty when nobody does.
        principals: Computed<Vec<Principal>> = computed(),
    }
}

model! {
    /// Somebody who holds roles in a project.
    pub struct Principal <- PrincipalDraft {
        /// `user`, `group` or `apikey`.
        principal_type: Computed<String> = computed(),
        /// Identifier of the person, the group or the key.
        principal_id: Computed<String> = computed(),
        /// The name for people, where the service tells.
        principal_name: Computed<String> = computed(),
        /// Names of the roles.
        roles: Computed<BTreeSet<String>> = computed(),
    }
}

/// Lists who holds roles.
#[derive(Debug)]
pub(crate) struct ProjectUsersData {
    cloud: Cloud,
}

impl ProjectUsersData {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }
}

impl DataSource for ProjectUsersData {
    const NAME: &'static str = "project_users";
    type Model = ProjectUsers;

    async fn read(&self, config: ProjectUsers) -> Result<ProjectUsers> {
        let default = self.cloud.defaults.project_id.text();
        let Some(project_id) = config.project_id.text().or(default) else {
            let detail = "Set `project_id`, here or in the provider.";
            return Err(Diagnostic::error("Which project?", detail)
                .at("project_id")
                .into());
        };
        let api = &self.cloud.api;
        let doing = format!("listing who holds roles in project {project_id}");
        let mut found = BTreeMap::<_, (Option<String>, BTreeSet<String>)>::new();
        for role in api.roles(Some(project_id)).await.context(&doing)? {
            let principals = api.role_principals(&role.role_id, Some(project_id)).await;
            for it in principals.context(&doing)? {
                let key = (it.principal_type.to_string(), it.principal_id);
                let (name, roles) = found.entry(key).or_default();
                *name = name.take().or(it.principal_name);
                roles.insert(role.role_name.clone());
            }
        }
        let wanted = config.principal_type.as_deref();
        let principals = found
            .into_iter()
            .filter(|((kind, _), _)| wanted.is_none_or(|it| it == kind))
            .map(|((kind, id), (name, roles))| Principal {
                principal_type: kind.into(),
                principal_id: id.into(),
                principal_name: name.into(),
                roles: Computed::Known(roles),
            });
        Ok(ProjectUsers {
            project_id: project_id.to_owned().into(),
            principals: Computed::Known(principals.collect()),
            ..config
        })
    }
}
