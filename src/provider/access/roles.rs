//! `zillizcloud_roles`: the roles of a project, or of the organization.
//!
//! A list of roles leaves out what they let do, so each custom role is asked for by itself.

use std::collections::BTreeSet;

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api,
    provider::{Context, access, errors::ErrorContext},
};

model! {
    /// The predefined and custom roles of a project, or without one those of the organization.
    pub struct Roles <- RolesConfig {
        /// The project, `proj-…`. The provider's default project does not count here.
        project_id: Option<String> = optional().len(1..),
        /// Only `pre-defined` or only `custom` ones.
        role_kind: Option<String> = optional().one_of(&["pre-defined", "custom"]),
        /// The roles, by name; empty when there are none. Each custom role costs a call of its own, for its `policies`.
        roles: Computed<Vec<RoleItem>> = computed(),
    }
}

model! {
    /// A role.
    pub struct RoleItem <- RoleItemConfig {
        /// Identifier of the role, `r-…`.
        role_id: Computed<String> = computed(),
        /// Name of the role, unique in its scope.
        role_name: Computed<String> = computed(),
        /// `org` or `project`.
        role_type: Computed<String> = computed(),
        /// `pre-defined` or `custom`.
        role_kind: Computed<String> = computed(),
        /// The project of a custom role.
        project_id: Computed<String> = computed(),
        /// What it is for.
        description: Computed<String> = computed(),
        /// What a custom role lets do; null for a predefined one.
        policies: Computed<Vec<PolicyItem>> = computed(),
    }
}

model! {
    /// One thing that a custom role lets do.
    pub struct PolicyItem <- PolicyItemConfig {
        /// With what, such as `serving_cluster` or `serving_cluster_data`.
        resource_type: Computed<String> = computed(),
        /// What, such as `view`, `write` or `all`.
        privileges: Computed<BTreeSet<String>> = computed(),
        /// With which of them, by identifier, or `*`; null where there is nothing to choose from.
        resources: Computed<BTreeSet<String>> = computed(),
    }
}

/// Lists roles.
#[derive(Debug)]
pub(crate) struct RolesData {
    context: Context,
}

impl RolesData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for RolesData {
    const NAME: &'static str = "roles";
    type Model = Roles;

    async fn read(&self, config: Roles) -> Result<Roles> {
        let project_id = config.project_id.as_deref();
        let place = project_id.unwrap_or("the organization");
        let doing = format!("listing the roles of {place}");
        let api = self.context.client().await?;
        let mut remote = match api.roles(project_id).await {
            Ok(remote) => remote,
            Err(error) => {
                return Err(self
                    .context
                    .no_roles(&error, project_id, &doing)
                    .await
                    .into());
            }
        };
        let kind = config.role_kind.as_deref();
        remote.retain(|it| kind.is_none_or(|wanted| it.role_kind.as_str() == wanted));
        remote.sort_by(|a, b| (&a.role_name, &a.role_id).cmp(&(&b.role_name, &b.role_id)));
        let mut roles = Vec::new();
        for role in remote {
            let described = access::described(api, role).await.context(&doing)?;
            roles.push(described.into());
        }
        Ok(Roles {
            roles: Computed::Known(roles),
            ..config
        })
    }
}

impl From<api::Policy> for PolicyItem {
    fn from(remote: api::Policy) -> Self {
        Self {
            resource_type: remote.resource_type.into(),
            privileges: Computed::Known(remote.privileges.into_iter().collect()),
            resources: remote.resources.map(BTreeSet::from_iter).into(),
        }
    }
}

impl From<api::Role> for RoleItem {
    fn from(remote: api::Role) -> Self {
        Self {
            role_id: remote.role_id.into(),
            role_name: remote.role_name.into(),
            role_type: remote.role_type.to_string().into(),
            role_kind: remote.role_kind.to_string().into(),
            project_id: remote.project_id.into(),
            description: remote.description.into(),
            policies: remote
                .policies
                .map(|it| it.into_iter().map(PolicyItem::from).collect())
                .into(),
        }
    }
}
