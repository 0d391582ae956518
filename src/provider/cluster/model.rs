//! The model of a cluster: the attributes that users write and read.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{model, model::Computed};

use crate::provider::Context;

/// From the least to the most.
pub(super) const PLANS: &[&str] = &[
    "Free",
    "Serverless",
    "Standard",
    "Enterprise",
    "BusinessCritical",
];
const CU_TYPES: &[&str] = &[
    "Performance-optimized",
    "Capacity-optimized",
    "Tiered-storage",
    "Extended-capacity",
];
const STATUSES: &[&str] = &["RUNNING", "SUSPENDED"];

model! {
    /// A cluster in a project.
    ///
    /// Without `plan` and without any of the compute unit arguments it is a Free cluster; with one of those it is a Dedicated
    /// cluster.
    pub struct Cluster <- ClusterConfig {
        /// Name of the cluster, unique among those that exist.
        cluster_name: String = required().text(Text::Name).len(1..),
        /// The project, `proj-…`. By default the provider's.
        project_id: Computed<String> = optional().len(1..).or_computed().use_state_for_unknown().requires_replace(),
        /// Region of the cluster, such as `aws-us-west-2`. By default the provider's.
        region_id: Computed<String> = optional().len(1..).or_computed().use_state_for_unknown().requires_replace(),
        /// `Free`, `Serverless`, or the plan of a Dedicated cluster, which is that of its project: upgrade it there. When it is not
        /// set, it is the plan that the cluster had when Terraform created or imported it: an upgrade of the project is no change
        /// of the cluster. The data source `zillizcloud_cluster` has the plan of now.
        plan: Computed<String> = optional().one_of(PLANS).or_computed().use_state_for_unknown(),
        /// What the compute units of a Dedicated cluster are made for. By default `Performance-optimized`.
        cu_type: Computed<String> = optional().one_of(CU_TYPES).or_computed().use_state_for_unknown().requires_replace(),
        /// Number of compute units of a Dedicated cluster. While `cu_settings` decide, it is what they came to.
        cu_size: Computed<i64> = optional().range(1..=2048).or_computed().unknown_when_changed(&["cu_settings"]),
        /// Number of replicas of a Dedicated cluster. While `replica_settings` decide, it is what they came to.
        replica: Computed<i64> = optional().range(1..=100).or_computed().unknown_when_changed(&["replica_settings"]),
        /// How a Dedicated cluster changes its number of compute units by itself.
        cu_settings: Option<ScalingSettings> = optional().conflicts_with(&["cu_size"]),
        /// How a Dedicated cluster changes its number of replicas by itself.
        replica_settings: Option<ScalingSettings> = optional().conflicts_with(&["replica"]),
        /// What it is for. When it is not set, it stays as it is; `""` takes it away.
        description: Computed<String> = optional().text(Text::Free).len(..=256).or_computed().use_state_for_unknown(),
        /// Labels of a Dedicated cluster. When there are any here, they are all: others are removed.
        labels: BTreeMap<String, String> = optional().default(BTreeMap::new()),
        /// Where a cluster in your own cloud account puts its data. Zilliz Cloud does not tell it back.
        bucket_info: Option<BucketInfo> = optional(),
        /// The key that encrypts the data of a cluster in your own cloud account. It is set once, at creation.
        aws_cse_key_arn: Option<String> = optional().len(1..),
        /// Security groups for the load balancer of a cluster in your own cloud account. When they are not set, they stay as they
        /// are; `[]` takes them away.
        load_balancer_security_groups: Computed<BTreeSet<String>> = optional().each(|it| it.len(1..)).or_computed().use_state_for_unknown(),
        /// Whether a Dedicated cluster runs. When it is not set, a cluster stays as it is, running or suspended.
        desired_status: Computed<String> = optional().one_of(STATUSES).or_computed().use_state_for_unknown(),
        /// Whether Terraform refuses to destroy or replace the cluster.
        deletion_protection: bool = optional().default(false),
        /// Whether the initial password is kept in the state. Zilliz Cloud shows it only once.
        store_password: bool = optional().default(true),
        /// Identifier given by Zilliz Cloud, such as `in01-…`.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// What the cluster is doing, such as `RUNNING` or `SUSPENDED`. Setting it has no effect: that is what `desired_status` is
        /// for.
        status: Computed<String> = optional().or_computed().unknown_when_changed(&["desired_status"]),
        /// `Free`, `Serverless` or `Dedicated`.
        deployment_option: Computed<String> = computed().use_state_for_unknown(),
        /// Name of the initial user.
        username: Computed<String> = computed().use_state_for_unknown(),
        /// Password of the initial user.
        password: Computed<String> = computed().use_state_for_unknown().sensitive(),
        /// What Zilliz Cloud said when the cluster was created.
        prompt: Computed<String> = computed().use_state_for_unknown(),
        /// Address for clients.
        connect_address: Computed<String> = computed().use_state_for_unknown(),
        /// Address for clients on a private link.
        private_link_address: Computed<String> = computed().use_state_for_unknown(),
        /// When it was created, in UTC.
        create_time: Computed<String> = computed().use_state_for_unknown(),
    }
}

model! {
    /// A bucket in your own cloud account.
    pub struct BucketInfo <- BucketInfoConfig {
        /// Its name.
        bucket_name: String = required().len(1..),
        /// Where in it.
        prefix: Option<String> = optional().text(Text::Free),
    }
}

model! {
    /// How a dimension of a cluster scales itself.
    pub struct ScalingSettings <- ScalingSettingsConfig {
        /// By the load, between two bounds.
        dynamic_scaling: Option<DynamicScaling> = optional().at_least_one_of(&["schedule_scaling"]),
        /// At set times.
        schedule_scaling: Option<Vec<ScheduledScaling>> = optional().len(1..),
    }
}

model! {
    /// The bounds between which the load decides.
    pub struct DynamicScaling <- DynamicScalingConfig {
        /// The lower bound.
        min: i64 = required().range(1..),
        /// The upper bound.
        max: i64 = required().range(1..),
    }
}

model! {
    /// A size from a time on.
    pub struct ScheduledScaling <- ScheduledScalingConfig {
        /// IANA name of the time zone, such as `Europe/Berlin`. By default `Etc/UTC`.
        timezone: Option<String> = optional()
            .pattern("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$", "the IANA name of a time zone, such as `Europe/Berlin`"),
        /// When, as a cron expression.
        cron: String = required().cron(),
        /// The size from then on.
        target: i64 = required().range(1..),
    }
}

/// Manages clusters.
#[derive(Debug)]
pub(crate) struct ClusterResource {
    pub(super) context: Context,
}
