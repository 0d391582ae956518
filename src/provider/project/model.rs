//! The model of a project: the attributes that users write and read.

use std::collections::BTreeSet;

use tf_provider::{model, model::Computed};

use crate::provider::Context;

model! {
    /// A project groups clusters, the people who use them and their roles, inside an organization.
    pub struct Project <- ProjectConfig {
        /// Name of the project, unique within the organization.
        project_name: String = required().text(Text::Name).len(1..),
        /// What it is for. Where it is not set it stays as it is; `""` takes it away.
        description: Computed<String> = optional().text(Text::Free).len(..=255).or_computed().use_state_for_unknown(),
        /// Subscription plan. It can be upgraded in place, which upgrades every cluster in the project, and never be
        /// downgraded. Where it is not set a new project gets `Enterprise`, and an existing one keeps the plan it has.
        plan: Computed<String> = optional().one_of(PLANS).or_computed().use_state_for_unknown(),
        /// Regions in which the project may have clusters. More than one takes the plan `BusinessCritical`.
        region_ids: Computed<BTreeSet<String>> = optional().each(|it| it.len(1..)).or_computed().use_state_for_unknown(),
        /// Whether Terraform refuses to destroy the project.
        deletion_protection: bool = optional().default(false),
        /// Identifier given by Zilliz Cloud, `proj-…`.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// Number of clusters in the project when Terraform created or imported it, and not refreshed: every cluster changes it. The
        /// data source `zillizcloud_project` has the number that there is now.
        instance_count: Computed<i64> = computed().use_state_for_unknown(),
        /// When it was created, in UTC.
        create_time: Computed<String> = computed().use_state_for_unknown(),
        /// `SAAS` or `BYOC`.
        org_type: Computed<String> = computed().use_state_for_unknown(),
    }
}

/// Manages projects.
#[derive(Debug)]
pub(crate) struct ProjectResource {
    pub(super) context: Context,
}

impl ProjectResource {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

/// From the lowest to the highest: a project only ever goes up.
pub(super) const PLANS: &[&str] = &["Standard", "Enterprise", "BusinessCritical"];
