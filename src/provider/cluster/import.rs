//! Clusters that Terraform does not know yet.

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::{Computed, Object},
    value::Value,
};

use crate::{
    api::{self, ForeignText},
    provider::{
        cluster::{
            kind::{self, Kind},
            model::{Cluster, ClusterResource},
        },
        errors::ErrorContext,
        search,
    },
};

impl ClusterResource {
    /// Finds a cluster by `<cluster_id>`, `<cluster_id>,<region_id>` or `name:<project_id>/<cluster_name>`.
    pub(super) async fn find(&self, id: &str) -> Result<api::Cluster> {
        let doing = format!("importing cluster \"{id}\"");
        let refuse = |detail: String| Diagnostic::error(format!("Error {doing}"), detail).into();
        let Some(name) = id.strip_prefix("name:") else {
            // The vendor's provider wants the region too, which the service knows anyway.
            let (id, region_id) = match id.split_once(',') {
                Some((id, region_id)) => (id.trim(), Some(region_id.trim())),
                None => (id, None),
            };
            if kind::is_on_demand(id) {
                let id = ForeignText::from(id);
                return Err(refuse(format!(
                    "{id} is an on-demand cluster. zillizcloud_cluster is for Free, Serverless and Dedicated clusters; this provider does \
                     not manage others."
                )));
            }
            let remote = match self.context.api.cluster(id).await {
                Ok(remote) => remote,
                Err(error) => {
                    let by_name = "To import by name, write `name:<project_id>/<cluster_name>`.";
                    return Err(self
                        .context
                        .no_cluster(&error, id, &doing, by_name)
                        .await
                        .into());
                }
            };
            return match region_id.filter(|it| *it != remote.region_id) {
                None => Ok(remote),
                Some(region_id) => {
                    let region_id = ForeignText::from(region_id);
                    let own = ForeignText::from(&remote.region_id);
                    Err(refuse(format!(
                        "Cluster {id} is in {own}, not in {region_id}. Write `{id},{own}`, or `{id}` alone."
                    )))
                }
            };
        };
        let is_whole = |(project_id, name): &(&str, &str)| {
            !project_id.trim().is_empty() && !name.trim().is_empty()
        };
        let Some((project_id, name)) = name.split_once('/').filter(is_whole) else {
            return Err(refuse(
                "Write `name:<project_id>/<cluster_name>`.".to_owned(),
            ));
        };
        let clusters = self.context.api.clusters(None).await.context(&doing)?;
        let remote = match search::cluster(clusters, project_id, name) {
            Ok(remote) => remote,
            Err(why) => {
                // A project that is misspelt has no cluster at all.
                let near = self.context.near_unlisted_project(project_id).await;
                return Err(refuse(format!("{why}{near}")));
            }
        };
        self.context
            .api
            .cluster(&remote.cluster_id)
            .await
            .context(doing)
    }
}

/// Leaves out the sizes that policies decide, until the second look at an imported cluster, and a status that passes, until it
/// has.
///
/// OpenTofu and Terraform before 1.14 write configurations from the first look. A size must not be configured beside a policy,
/// and a status that passed would be a warning for ever.
pub(super) fn withhold(cluster: &mut Cluster) {
    if is_passing(cluster.status.text()) {
        cluster.status = Computed::Null;
    }
    if cluster.cu_settings.is_some() {
        cluster.cu_size = Computed::Null;
    }
    if cluster.replica_settings.is_some() {
        cluster.replica = Computed::Null;
    }
}

/// Whether a cluster is on its way to a status of its own.
fn is_passing(status: Option<&str>) -> bool {
    let passing = [
        "CREATING",
        "MODIFYING",
        "RESIZING",
        "RESUMING",
        "SUSPENDING",
    ];
    status.is_some_and(|it| passing.contains(&it))
}

/// Whether something is not known that the service always tells.
pub(super) fn is_withheld(cluster: &Cluster) -> bool {
    let withheld = |is_decided: bool, size: &Computed<i64>| is_decided && size.is_null();
    cluster.status.is_null()
        || withheld(cluster.cu_settings.is_some(), &cluster.cu_size)
        || withheld(cluster.replica_settings.is_some(), &cluster.replica)
}

/// Leaves out of a configuration that Terraform wrote what the cluster decides: its status, and whether a cluster runs that
/// cannot be told to.
pub(super) fn generated(config: &mut Object) {
    let is_set = |config: &Object, name| config.get(name).is_some_and(|it| !it.is_null());
    for (settings, size) in [("cu_settings", "cu_size"), ("replica_settings", "replica")] {
        if is_set(config, settings) {
            config.insert(size.to_owned(), Value::Null);
        }
    }
    config.insert("status".to_owned(), Value::Null);
    let is_dedicated = match config.get("plan") {
        Some(Value::String(plan)) => Kind::of_plan(plan) == Kind::Dedicated,
        _ => true,
    };
    if !is_dedicated {
        config.insert("desired_status".to_owned(), Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_configuration_lets_a_cluster_run_as_it_does_that_cannot_be_told_to() {
        for (plan, is_left) in [("Free", false), ("Serverless", false), ("Enterprise", true)] {
            let members = [("plan", plan), ("desired_status", "RUNNING")];
            let members = members.map(|(name, value)| (name.to_owned(), value.into()));
            let mut config: Object = members.into();
            generated(&mut config);
            assert_eq!(!config["desired_status"].is_null(), is_left, "{plan}");
        }
    }

    #[test]
    fn a_written_configuration_has_a_size_or_what_decides_it_and_no_status() {
        let member = |(name, value): (&str, i64)| (name.to_owned(), value.into());
        let all = [
            ("cu_settings", 1),
            ("cu_size", 2),
            ("replica", 3),
            ("status", 4),
        ];
        let mut config: Object = all.map(member).into();
        generated(&mut config);
        let left = config.into_iter().filter(|(_, it)| !it.is_null());
        let expected: Object = [("cu_settings", 1), ("replica", 3)].map(member).into();
        assert_eq!(left.collect::<Object>(), expected);
    }
}
