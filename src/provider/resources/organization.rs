//! `zillizcloud_organization`: which organization a provider configuration works in.
//!
//! Zilliz Cloud publishes no call that makes, names or describes an organization. A key belongs to one, and only an
//! invoice says which. So this resource adopts: it creates nothing, destroys nothing, and makes sure that the key is the
//! one that was meant.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
    resource::{Change, Op, Resource},
};

use crate::{
    api::{self, Kind},
    provider::{Cloud, errors::Context, organization},
};

const CONSOLE: &str = "Organization settings, in the console under Settings > Organization";

model! {
    /// Declares the organization that this provider configuration works in, and makes sure that the API key belongs to it.
    ///
    /// Zilliz Cloud has no API to make or delete an organization, so this resource adopts the one of the key: creating it
    /// changes nothing in Zilliz Cloud, and destroying it only forgets.
    pub struct Organization <- OrganizationDraft {
        /// The organization, `org-…`. By default the provider's, else the one on the newest invoice.
        organization_id: Computed<String> = optional().or_computed().stable(),
        /// Name of the organization. Only the console can change it.
        name: Option<String> = optional(),
        /// Time zone of the organization. Only the console can change it.
        timezone: Option<String> = optional(),
        /// The same as `organization_id`.
        id: Computed<String> = computed().follows(&["organization_id"]),
        /// Identifier of the project that every organization has from the start.
        default_project_id: Computed<String> = computed().follows(&["organization_id"]),
        /// Identifiers of all projects that the key can see.
        project_ids: Computed<BTreeSet<String>> = computed().follows(&["organization_id"]),
        /// `SAAS` or `BYOC`.
        org_type: Computed<String> = computed().follows(&["organization_id"]),
        /// Identifiers of the predefined organization roles by name, where access control is enabled.
        roles: Computed<BTreeMap<String, String>> = computed().follows(&["organization_id"]),
    }
}

/// Identifiers of roles by name.
type Roles = Computed<BTreeMap<String, String>>;

/// Adopts organizations.
#[derive(Debug)]
pub(crate) struct OrganizationResource {
    cloud: Cloud,
}

impl OrganizationResource {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    /// Settles which organization it is: the wanted one unless the key belongs to another.
    async fn settle(&self, api: &api::Client, wanted: Option<&str>, doing: &str) -> Result<String> {
        let actual = organization::of_key(api).await.context(doing)?;
        let wanted = wanted.or(self.cloud.defaults.organization_id.as_deref());
        match (wanted, actual) {
            (Some(wanted), Some(actual)) if wanted != actual => {
                Err(organization::mismatch(wanted, &actual).into())
            }
            (Some(wanted), _) => Ok(wanted.to_owned()),
            (None, Some(actual)) => Ok(actual),
            (None, None) => {
                let detail = format!(
                    "The organization has no invoice yet that this key may see, and only invoices tell. Set `organization_id` to the \
                     identifier on the page {CONSOLE}."
                );
                Err(Diagnostic::error("Unknown organization", detail)
                    .at("organization_id")
                    .into())
            }
        }
    }

    async fn describe(
        api: &api::Client,
        id: String,
        known: Roles,
        doing: &str,
    ) -> Result<Organization> {
        let projects = api.projects().await.context(doing)?;
        let roles = match api.roles(None).await {
            Ok(roles) => Computed::Known(
                roles
                    .into_iter()
                    .filter(|it| it.role_kind == api::RoleKind::Predefined)
                    .map(|it| (it.role_name, it.role_id))
                    .collect(),
            ),
            // Not to be told is no reason to forget.
            Err(error) if matches!(error.kind(), Kind::NotEnabled | Kind::Auth) => match known {
                Computed::Unknown => Computed::Null,
                known => known,
            },
            Err(error) => return Err(error).context(doing),
        };
        let default = projects
            .iter()
            .find(|it| it.project_name == "Default Project");
        Ok(Organization {
            organization_id: id.clone().into(),
            name: None,
            timezone: None,
            id: id.into(),
            default_project_id: default.map(|it| it.project_id.clone()).into(),
            org_type: projects
                .iter()
                .find_map(|it| it.org_type.as_ref())
                .map(ToString::to_string)
                .into(),
            project_ids: Computed::Known(projects.into_iter().map(|it| it.project_id).collect()),
            roles,
        })
    }
}

impl Resource for OrganizationResource {
    const NAME: &'static str = "organization";
    type Model = Organization;

    fn validate(config: &OrganizationDraft, found: &mut Diagnostics) {
        for (attribute, value) in [("name", &config.name), ("timezone", &config.timezone)] {
            if !value.is_null() {
                let detail = format!(
                    "Zilliz Cloud has no API for it. Change it on the page {CONSOLE}. An account has one organization; more are \
                     enabled by the Support Portal, and each needs an API key of its own."
                );
                found.push(
                    Diagnostic::error(
                        format!("The {attribute} of an organization is set in the console"),
                        detail,
                    )
                    .at(attribute),
                );
            }
        }
    }

    /// A key of another organization is found out before anything is changed with it.
    async fn modify_plan(&self, change: &mut Change<Organization>) {
        let Some(planned) = &change.planned else {
            return;
        };
        let wanted = planned.organization_id.text().or(self
            .cloud
            .defaults
            .organization_id
            .as_deref());
        let Some(wanted) = wanted.filter(|_| !planned.organization_id.is_null()) else {
            return;
        };
        if let Ok(Some(actual)) = organization::of_key(&self.cloud.api).await
            && wanted != actual
        {
            change.refuse(organization::mismatch(wanted, &actual));
        }
    }

    async fn create(
        &self,
        op: &mut Op<Organization>,
        planned: Organization,
    ) -> Result<Organization> {
        let doing = "adopting the organization";
        let api = self.cloud.during(op);
        let wanted = planned.organization_id.text();
        let id = self.settle(&api, wanted, doing).await?;
        Self::describe(&api, id, planned.roles, doing).await
    }

    async fn read(&self, state: Organization) -> Result<Option<Organization>> {
        let doing = "reading the organization";
        let api = &self.cloud.api;
        let id = self
            .settle(api, state.organization_id.text(), doing)
            .await?;
        Self::describe(api, id, state.roles, doing).await.map(Some)
    }

    async fn update(
        &self,
        op: &mut Op<Organization>,
        _: Organization,
        planned: Organization,
    ) -> Result<Organization> {
        self.create(op, planned).await
    }

    async fn delete(&self, op: &mut Op<Organization>, state: Organization) -> Result<()> {
        let id = state.organization_id.text().unwrap_or_default();
        let summary = format!("Organization {id} is no longer managed");
        let detail = format!(
            "Nothing was deleted in Zilliz Cloud. To delete an organization, see the page {CONSOLE}."
        );
        op.warn(Diagnostic::warning(summary, detail));
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Organization> {
        let doing = format!("importing organization \"{id}\"");
        let api = &self.cloud.api;
        let id = self.settle(api, Some(id), &doing).await?;
        Self::describe(api, id, Computed::Null, &doing).await
    }
}
