//! `zillizcloud_organization`: the organization of the API key.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::provider::{Context, organization::OrganizationResource};

model! {
    /// The organization of the API key. A key that an invoice shows to be of another one than was meant is an error. With the preview
    /// feature `organizations`, any that the key sees can be looked up.
    pub struct OrganizationLookup <- OrganizationLookupConfig {
        /// The organization, `org-…`. By default the provider's, else the one on the newest invoice.
        organization_id: Computed<String> = optional().len(1..).or_computed(),
        /// The same as `organization_id`.
        id: Computed<String> = computed(),
        /// Name of the organization, told with the preview feature `organizations` only.
        name: Computed<String> = computed(),
        /// Time zone of the organization, such as `Etc/UTC`, told with the preview feature `organizations` only.
        timezone: Computed<String> = computed(),
        /// When it was made, in UTC, told with the preview feature `organizations` only.
        create_time: Computed<String> = computed(),
        /// `SAAS` or `BYOC`.
        org_type: Computed<String> = computed(),
        /// Identifier of the project that every organization has from the start.
        default_project_id: Computed<String> = computed(),
        /// Identifiers of all projects that the key can see.
        project_ids: Computed<BTreeSet<String>> = computed(),
        /// Identifiers of the predefined organization roles by name, where access control is enabled.
        roles: Computed<BTreeMap<String, String>> = computed(),
    }
}

/// Looks the organization up.
#[derive(Debug)]
pub(crate) struct OrganizationData {
    context: Context,
}

impl OrganizationData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for OrganizationData {
    const NAME: &'static str = "organization";
    type Model = OrganizationLookup;

    async fn read(&self, config: OrganizationLookup) -> Result<OrganizationLookup> {
        let resource = OrganizationResource::new(self.context.clone());
        let wanted = config.organization_id.text();
        let doing = wanted.map_or_else(
            || "looking for the organization".to_owned(),
            |id| format!("looking for organization {id}"),
        );
        let remote = resource.find(wanted, &doing).await?;
        Ok(OrganizationLookup {
            organization_id: remote.organization_id,
            id: remote.id,
            name: remote.name,
            timezone: remote.timezone,
            create_time: remote.create_time,
            org_type: remote.org_type,
            default_project_id: remote.default_project_id,
            project_ids: remote.project_ids,
            roles: remote.roles,
        })
    }
}
