//! The model of an isolation report: the attributes that users write and read.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::{
    diagnostics::Result,
    model,
    model::Computed,
    path::{Path, Step},
};

model! {
    /// How far environments, such as dev and prod, are kept apart, and what each two of them share.
    ///
    /// It reports what is, and judges nothing: put the judgement into `check` blocks and preconditions. Owners of the organization
    /// count as people who can write only where they hold a role in the project.
    pub struct Isolation <- IsolationConfig {
        /// The environments, by name.
        environments: BTreeMap<String, Environment> = required().text(Text::Name),
        /// What each environment really consists of, by its name. Fits into the `environments` of another isolation data source,
        /// so that one with a key for each organization can feed one for all.
        inventory: Computed<BTreeMap<String, EnvironmentInventory>> = computed(),
        /// Each two environments, in the order of their names.
        pairs: Computed<Vec<Pair>> = computed(),
        /// The weakest level of all pairs; null while there is only one environment.
        level: Computed<String> = computed(),
        /// The environments and their levels as a Mermaid diagram, which Git hosts draw in a code block named `mermaid`. Of more than
        /// a hundred pairs, it has lines for those that share most.
        mermaid: Computed<String> = computed(),
    }
}

model! {
    /// What belongs to an environment. At least one of the three identifiers is needed.
    pub struct Environment <- EnvironmentConfig {
        /// Its organization, `org-…`. By default that of the API key. One that names nothing else has all of its projects.
        organization_id: Option<String> = optional().len(1..),
        /// Its projects, `proj-…`, each with all of its clusters unless `cluster_ids` has some of them.
        project_ids: Option<BTreeSet<String>> = optional(),
        /// Its clusters, `in…`.
        cluster_ids: Option<BTreeSet<String>> = optional(),
        /// Who can change it. By default those are looked up; for another organization than the key's they must be told.
        writers: Option<BTreeSet<String>> = optional(),
        /// Those of its projects that it has with all of their clusters, where `cluster_ids` does not leave that open. An `inventory`
        /// tells.
        whole_project_ids: Option<BTreeSet<String>> = optional(),
        /// Names of projects and clusters by identifier, for the diagram. An `inventory` tells those that another key sees.
        names: Option<BTreeMap<String, String>> = optional().text(Text::Free),
        /// Projects by cluster, needed for clusters that this key cannot see. An `inventory` tells them.
        cluster_project_ids: Option<BTreeMap<String, String>> = optional(),
    }
}

model! {
    /// An environment, as it was found.
    pub struct EnvironmentInventory <- EnvironmentInventoryConfig {
        /// Its organization; null where neither the configuration nor an invoice tells.
        organization_id: Computed<String> = computed(),
        /// Its projects.
        project_ids: Computed<BTreeSet<String>> = computed(),
        /// Its clusters.
        cluster_ids: Computed<BTreeSet<String>> = computed(),
        /// Who can change the projects, the clusters or their data: people by email address, or as `user:<id>` where nobody tells
        /// it, also those in groups; API keys as `apikey:<id>`. Owners of the organization count where they hold a role in the
        /// project.
        writers: Computed<BTreeSet<String>> = computed(),
        /// Those of its projects that it has with all of their clusters.
        whole_project_ids: Computed<BTreeSet<String>> = computed(),
        /// Names of its projects and clusters by identifier.
        names: Computed<BTreeMap<String, String>> = computed(),
        /// Projects by cluster.
        cluster_project_ids: Computed<BTreeMap<String, String>> = computed(),
    }
}

model! {
    /// Two environments.
    pub struct Pair <- PairConfig {
        /// Their names.
        environments: Computed<Vec<String>> = computed(),
        /// Where they are separated: `organization`, `project`, `cluster`, or `none`.
        level: Computed<String> = computed(),
        /// Whether they are on the same invoices.
        shares_billing: Computed<bool> = computed(),
        /// Whether they are in the same organization.
        shares_organization: Computed<bool> = computed(),
        /// Projects of both.
        shared_project_ids: Computed<BTreeSet<String>> = computed(),
        /// Clusters of both.
        shared_cluster_ids: Computed<BTreeSet<String>> = computed(),
        /// Who can change both.
        shared_writers: Computed<BTreeSet<String>> = computed(),
    }
}

/// Where the configuration has an environment.
pub(super) fn place(name: &str) -> Path {
    Path::attribute("environments").with(Step::Key(name.to_owned()))
}
