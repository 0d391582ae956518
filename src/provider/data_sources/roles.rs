//! `zillizcloud_roles`: the roles of a project, or of the organization.

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api,
    provider::{Cloud, errors::Context},
};

model! {
    /// The predefined and custom roles of a project, or without one those of the organization.
    pub struct Roles <- RolesDraft {
        /// The project, `proj-…`. The provider's default project does not count here.
        project_id: Option<String> = optional(),
        /// Only `pre-defined` or only `custom` ones.
        role_kind: Option<String> = optional().one_of(&["pre-defined", "custom"]),
        /// The roles, by name; empty when there are none.
        roles: Computed<Vec<RoleItem>> = computed(),
    }
}

model! {
    /// A role.
    pub struct RoleItem <- RoleItemDraft {
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
    }
}

/// Lists roles.
#[derive(Debug)]
pub(crate) struct RolesData {
    cloud: Cloud,
}

impl RolesData {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }
}

impl DataSource for RolesData {
    const NAME: &'static str = "roles";
    type Model = Roles;

    async fn read(&self, config: Roles) -> Result<Roles> {
        let project_id = config.project_id.as_deref();
        let place = project_id.unwrap_or("the organization");
        let mut found = self
            .cloud
            .api
            .roles(project_id)
            .await
            .context(format!("listing the roles of {place}"))?;
        let kind = config.role_kind.as_deref();
        found.retain(|it| kind.is_none_or(|wanted| it.role_kind.as_str() == wanted));
        found.sort_by(|a, b| (&a.role_name, &a.role_id).cmp(&(&b.role_name, &b.role_id)));
        Ok(Roles {
            roles: Computed::Known(found.into_iter().map(RoleItem::from).collect()),
            ..config
        })
    }
}

impl From<api::Role> for RoleItem {
    fn from(found: api::Role) -> Self {
        Self {
            role_id: found.role_id.into(),
            role_name: found.role_name.into(),
            role_type: found.role_type.to_string().into(),
            role_kind: found.role_kind.to_string().into(),
            project_id: found.project_id.into(),
            description: found.description.into(),
        }
    }
}
