//! The model of an organization: the attributes that users write and read.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{model, model::Computed};

use crate::provider::Context;

model! {
    /// Declares the organization that this provider configuration works in, and makes sure that the API key belongs to it.
    ///
    /// Zilliz Cloud has no API to make or delete an organization, so this resource adopts the one of the key: creating it
    /// changes nothing in Zilliz Cloud, and destroying it only forgets. With the preview feature `organizations`, one with a
    /// `name` and without an `organization_id` is made, renamed and deleted.
    pub struct Organization <- OrganizationConfig {
        /// The organization, `org-…`. By default the provider's, else the one on the newest invoice.
        organization_id: Computed<String> = optional().or_computed().use_state_for_unknown().requires_replace(),
        /// Name of the organization. Only the console can change it, unless the preview feature `organizations` is on.
        name: Computed<String> = optional().text(Text::Name).len(1..).or_computed().use_state_for_unknown(),
        /// Time zone of the organization, such as `Etc/UTC`. Only the console can change it, unless the preview feature
        /// `organizations` is on.
        timezone: Computed<String> = optional().len(1..).or_computed().use_state_for_unknown(),
        /// Whether Terraform refuses to delete the organization, which it could do only with the preview feature
        /// `organizations`.
        deletion_protection: bool = optional().default(true),
        /// The same as `organization_id`.
        id: Computed<String> = computed().unknown_when_changed(&["organization_id"]),
        /// Identifier of the project that every organization has from the start.
        default_project_id: Computed<String> = computed().unknown_when_changed(&["organization_id"]),
        /// Identifiers of all projects that the key could see when Terraform created or imported this resource, and not refreshed:
        /// every project changes them. The data source `zillizcloud_organization` has those that there are now.
        project_ids: Computed<BTreeSet<String>> = computed().unknown_when_changed(&["organization_id"]),
        /// When it was made, in UTC, told with the preview feature `organizations` only.
        create_time: Computed<String> = computed().unknown_when_changed(&["organization_id"]),
        /// `SAAS` or `BYOC`.
        org_type: Computed<String> = computed().unknown_when_changed(&["organization_id"]),
        /// Identifiers of the predefined organization roles by name, where access control is enabled.
        roles: Computed<BTreeMap<String, String>> = computed().unknown_when_changed(&["organization_id"]),
    }
}

/// Adopts organizations.
#[derive(Debug)]
pub(crate) struct OrganizationResource {
    pub(super) context: Context,
}

impl OrganizationResource {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}
