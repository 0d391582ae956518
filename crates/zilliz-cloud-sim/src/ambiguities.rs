//! Every place where the public documents disagree or are silent: what the simulator does there, and the alternatives.
//!
//! Each field of [`Choices`] can be switched at start ([`super::Options::choices`]) or while it runs
//! (`PATCH /_sim/choices`); a state file does not keep them. [`Reading`](super::Reading) sets several at once. What follows is
//! decided as well, but has no switch:
//!
//! - A route that is not served answers HTTP 404 with a message and no code, as the gateway does for routes that are not live
//!   on an endpoint yet (recorded). A served path with another verb answers HTTP 405 with an envelope.
//! - A missing key answers HTTP 401 with code 1800, whose HTTP status is not published; a wrong key with the recorded 21119.
//! - On-demand clusters, API keys, metrics, backups and the rest of the control plane are not served yet.
//! - Usage without a `start` or an `end` is refused: nothing says what they are by default. The query has no page to ask for, so
//!   only the first one can be had; its `total` counts all days, those on which nothing was used among them.
//! - Lists are newest first (recorded for projects only). Listed clusters lack what only describe shows, and `replica`,
//!   `autoscaling` and `labels`, as in the published example.
//! - `modify` takes effect when it passes into MODIFYING. A fixed `cuSize` or `replica` ends the scaling policy of
//!   that dimension; a policy moves the present value into its bounds. MODIFYING, not RESIZING, is shown.
//! - An empty policy, `"cu": {}` or `"replica": {}`, means none: clients send both members of `autoscaling` always.
//! - The labels of a Free or Serverless cluster can be read (clients ask each cluster for them), and not be set.
//! - A stopped cluster can be renamed and labeled, not scaled. A DELETING cluster keeps its name taken until it is gone.
//! - Upgrading a project to the plan it has is refused like a downgrade (63104).
//! - Serverless and free clusters cannot be resumed (the guide says that free ones can).
//! - Principals are answered as `principalType`, `principalId`, `principalName` (page examples name other keys).
//! - Custom organization roles are refused: the page describes them, the client's own notes say the service has none.
//! - The owner of the key must own the organization to create and delete projects. Other calls check no roles, except those
//!   that `owner_without_project_role` names.
//! - Inviting somebody who is a member already grants the roles at once and answers an ACCEPTED invitation.

use serde::{Deserialize, Serialize};

/// What a call does where no document settles it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The call is refused.
    Refused,
    /// The call succeeds.
    Accepted,
}

/// Reply of `POST /v2/projects`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreatedProject {
    /// The identifier as a bare string (recorded).
    Identifier,
    /// `{"projectId": …}` (reference).
    Object,
}

/// Reply of `DELETE /v2/projects/{projectId}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeletedProject {
    /// `{}` (what clients decode; the reference shows no example).
    EmptyObject,
    /// `"ok"`, as other calls answer.
    Ok,
}

/// Reply of `PATCH /v2/projects/{projectId}/plan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpgradedProject {
    /// A sentence (recorded).
    Sentence,
    /// `"ok"` (reference).
    Ok,
    /// `{"projectId": …}` (guide).
    Object,
}

/// Reply of `POST /v2/projects/{projectId}/regions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddedRegions {
    /// An array of all bound regions (what clients decode).
    All,
    /// `{"projectId": …, "regionIds": […]}` with the added ones (reference).
    Added,
    /// `{"projectId": …, "regions": […]}` with all (guide).
    Guide,
}

/// Where the name of a cluster is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameScope {
    /// Among the live clusters of its project.
    Project,
    /// Among all live clusters.
    Organization,
}

/// Which names a cluster may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterNames {
    /// At most 32 alphanumerics and hyphens (error tables).
    Plain,
    /// Anything but nothing (the update page renames to `New Cluster Name`).
    Any,
}

/// Which `plan` a dedicated cluster may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClusterPlan {
    /// Any up to the plan of its project.
    UpToProject,
    /// The plan of its project only.
    SameAsProject,
    /// Any.
    Any,
}

/// How describe answers for a dropped cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DroppedCluster {
    /// Code 40021.
    DoesNotExist,
    /// Code 80020.
    InvalidOrNoPermission,
    /// A cluster with status DELETED.
    Deleted,
}

/// What a free cluster reports as `plan`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreePlan {
    /// `Free` (reference).
    Free,
    /// `Serverless` (recorded).
    Serverless,
}

/// Which fields replies carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replies {
    /// All documented fields.
    Full,
    /// Without `plan` and `regionIds` of projects, `deploymentOption` of clusters, and any `description`, as in older
    /// recordings.
    Thin,
    /// All documented fields, and the undocumented `labels` of described clusters.
    WithLabels,
}

/// What describe shows right after a policy of a running cluster was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NewPolicy {
    /// MODIFYING, then a size within the policy (guide).
    Modifying,
    /// RUNNING and the same size, until the control surface changes it: the service scales when the load or a schedule says so
    /// (tests of a client).
    Running,
}

/// Which of two vocabularies the predefined roles have. The identifiers of the older ones are not published: they are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoleNames {
    /// `Data Admin`, `Data Operator`, `Data Viewer`; `Billing Admin`, `Public`.
    Current,
    /// `Cluster Admin`, `Project Read-Write`, `Project Read-Only`; `Organization Billing Admin`, `Organization Member`.
    Legacy,
}

/// How `POST /v2/usage/query` wants its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UsagePeriod {
    /// Either way.
    Both,
    /// `2026-01-01` (the page's text).
    Dates,
    /// `2026-01-01T00:00:00Z` (the page's example).
    Timestamps,
}

/// The switches; the default is the strictest reading that recorded traffic allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    /// Reply of a project's creation.
    pub created_project: CreatedProject,
    /// Reply of a project's deletion.
    pub deleted_project: DeletedProject,
    /// Reply of a project's upgrade.
    pub upgraded_project: UpgradedProject,
    /// Reply of binding regions.
    pub added_regions: AddedRegions,
    /// Which fields replies carry.
    pub replies: Replies,
    /// What a free cluster reports as its plan.
    pub free_plan: FreePlan,
    /// What describe answers for a dropped cluster.
    pub dropped_cluster: DroppedCluster,
    /// Where cluster names are unique.
    pub cluster_name_scope: NameScope,
    /// Which names clusters may have.
    pub cluster_names: ClusterNames,
    /// Which plan a dedicated cluster may ask for.
    pub cluster_plan: ClusterPlan,
    /// What the predefined roles are called.
    pub role_names: RoleNames,
    /// How a period of usage is written.
    pub usage_period: UsagePeriod,
    /// Two live clusters of one name where names are unique.
    pub duplicate_cluster_name: Rule,
    /// A policy for a cluster that is being created.
    pub policy_while_creating: Rule,
    /// What a new policy of a running cluster shows as.
    pub new_policy: NewPolicy,
    /// A policy of more than one replica for a cluster too small for them.
    pub replica_policy_of_a_small_cluster: Rule,
    /// A policy with sizes off the grid, which then holds for `cuSize` only.
    pub policy_off_the_grid: Rule,
    /// A fixed number of replicas, more than one, on the plan Standard.
    pub replicas_on_standard: Rule,
    /// Two projects of one name.
    pub duplicate_project_name: Rule,
    /// Creating a project without `plan`: the schema requires it and yet names a default, `Standard`.
    pub missing_project_plan: Rule,
    /// Upgrading to `BusinessCritical`, or creating it, without a word with sales.
    pub business_critical: Rule,
    /// Binding a region that is bound.
    pub rebound_region: Rule,
    /// Unbinding the last region.
    pub unbound_last_region: Rule,
    /// A cluster in a project without bound regions.
    pub cluster_without_bound_region: Rule,
    /// The older CU type `Extended-capacity`.
    pub extended_capacity: Rule,
    /// Bounds and schedules in one scaling policy: the schema says that they exclude each other, a guide combines them.
    pub combined_policies: Rule,
    /// How many times, at instant speed, describe still shows a cluster as it was after a change of its size or status was
    /// accepted. Nothing says that a change begins at once.
    pub polls_before_a_change: u32,
    /// `pageSize` outside 1..100; accepted means that it silently becomes 10.
    pub page_size_out_of_range: Rule,
    /// The PATCH calls of projects and clusters without their `OrgId` header. A wrong one is always refused.
    pub missing_org_id: Rule,
    /// `POST /v2/clusters/{clusterId}/drop`, which guides show.
    pub drop_by_post: Rule,
    /// Deleting a custom role that is bound; accepted means that its bindings go too.
    pub deleted_bound_role: Rule,
    /// Creating and dropping clusters as organization owner without being Project Admin.
    pub owner_without_project_role: Rule,
    /// Error codes that are not recorded.
    pub codes: Codes,
    /// Quotas and ranges.
    pub limits: Limits,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            created_project: CreatedProject::Identifier,
            deleted_project: DeletedProject::EmptyObject,
            upgraded_project: UpgradedProject::Sentence,
            added_regions: AddedRegions::All,
            replies: Replies::Full,
            free_plan: FreePlan::Free,
            dropped_cluster: DroppedCluster::DoesNotExist,
            cluster_name_scope: NameScope::Project,
            cluster_names: ClusterNames::Plain,
            cluster_plan: ClusterPlan::UpToProject,
            role_names: RoleNames::Current,
            usage_period: UsagePeriod::Both,
            duplicate_cluster_name: Rule::Refused,
            policy_while_creating: Rule::Refused,
            new_policy: NewPolicy::Modifying,
            replica_policy_of_a_small_cluster: Rule::Refused,
            policy_off_the_grid: Rule::Refused,
            replicas_on_standard: Rule::Refused,
            duplicate_project_name: Rule::Refused,
            missing_project_plan: Rule::Refused,
            business_critical: Rule::Accepted,
            rebound_region: Rule::Refused,
            unbound_last_region: Rule::Accepted,
            cluster_without_bound_region: Rule::Accepted,
            extended_capacity: Rule::Refused,
            combined_policies: Rule::Refused,
            polls_before_a_change: 0,
            page_size_out_of_range: Rule::Refused,
            missing_org_id: Rule::Accepted,
            drop_by_post: Rule::Refused,
            deleted_bound_role: Rule::Refused,
            owner_without_project_role: Rule::Accepted,
            codes: Codes::default(),
            limits: Limits::default(),
        }
    }
}

/// Error codes that no document gives; those from 99001 are invented, and look it. Those left out when replaced are as here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Codes {
    /// A project, role, member, invoice, organization or invitation does not exist (clients take 404 for it).
    pub not_found: i64,
    /// A project of this name exists.
    pub project_name_taken: i64,
    /// The project still has clusters.
    pub project_not_empty: i64,
    /// The default project cannot be deleted.
    pub default_project: i64,
    /// A quota is reached.
    pub quota: i64,
    /// The key may not do this.
    pub permission: i64,
    /// The member has the role already.
    pub already_granted: i64,
    /// The member does not have the role.
    pub not_granted: i64,
    /// The last Organization Owner or Project Admin.
    pub last_of_its_kind: i64,
    /// Regions of a project: bound already, not bound, in use, or too many for the plan.
    pub project_regions: i64,
    /// A role of this name exists in its scope.
    pub role_name_taken: i64,
    /// Predefined roles cannot be changed.
    pub predefined_role: i64,
    /// The person is a member or invited already.
    pub already_invited: i64,
    /// More requests than `--rate-limit`.
    pub throttled: i64,
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            not_found: 404,
            project_name_taken: 99_001,
            project_not_empty: 99_002,
            default_project: 99_003,
            quota: 99_004,
            permission: 99_005,
            already_granted: 99_006,
            not_granted: 99_007,
            last_of_its_kind: 99_008,
            project_regions: 99_009,
            role_name_taken: 99_010,
            predefined_role: 99_011,
            already_invited: 99_012,
            throttled: 429,
        }
    }
}

/// Quotas and ranges; where pages disagree, those of the reference. Those left out when replaced are as here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Projects per organization.
    pub projects: usize,
    /// Members per organization.
    pub members: usize,
    /// Free clusters per organization.
    pub free_clusters: usize,
    /// Serverless clusters per project, and as many dedicated ones.
    pub clusters: usize,
    /// Largest `cuSize` on Enterprise and above (the guide has 2048).
    pub cu_size: u32,
    /// Largest `cuSize` on Standard.
    pub standard_cu_size: u32,
    /// Largest product of `cuSize` and `replica` (the guide has 204800).
    pub cu_size_times_replica: u32,
    /// Largest `replica` of create and `modify` (the limits page has 100).
    pub replica: u32,
    /// Largest `replica` of `modifyReplica`.
    pub modify_replica: u32,
    /// Smallest `cuSize` for more than one replica (some older clusters have 12).
    pub replica_cu_size: u32,
    /// Days of usage on a page (100 in the published example).
    pub usage_days: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            projects: 100,
            members: 100,
            free_clusters: 1,
            clusters: 100,
            cu_size: 1024,
            standard_cu_size: 32,
            cu_size_times_replica: 1024,
            replica: 10,
            modify_replica: 8,
            replica_cu_size: 8,
            usage_days: 100,
        }
    }
}
