//! Warnings about the first value of an argument that replaces values made elsewhere.
//!
//! Labels and security groups have calls of their own, so a refresh does not read them while the state has none. The call
//! that sets them replaces all of them, and nobody would see which ones there were.

use std::collections::BTreeSet;

use tf_provider::{diagnostics::Diagnostic, model::Computed, resource::PlanChange};

use crate::{
    api::{self, ForeignText},
    provider::cluster::{
        kind::Kind,
        model::{Cluster, ClusterConfig, ClusterResource},
    },
};

impl ClusterResource {
    /// Says which labels and security groups of others this plan replaces. That takes a call for each of the two, and only in
    /// the plan that brings the first value.
    pub(super) async fn warn_of_first_values(&self, change: &mut PlanChange<Cluster>) {
        if change.replaces_object() {
            return;
        }
        let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
            return;
        };
        if prior.kind() != Kind::Dedicated {
            return;
        }
        let labels = self.labels_of_others(prior, planned).await;
        let groups = self.groups_of_others(prior, planned).await;
        change.diagnostics.extend(labels);
        change.diagnostics.extend(groups);
    }

    async fn labels_of_others(
        &self,
        prior: &Cluster,
        planned: &ClusterConfig,
    ) -> Option<Diagnostic> {
        let planned = match &planned.labels {
            Computed::Known(labels) if labels.is_empty() => return None,
            Computed::Known(labels) => Some(labels),
            Computed::Unknown => None,
            Computed::Null => return None,
        };
        if !prior.labels.is_empty() {
            return None;
        }
        let now = self.context.api.cluster_labels(prior.id()).await.ok()?;
        let is_kept = |name: &str, value: &str| {
            let planned = planned.and_then(|it| it.get(name));
            planned
                .and_then(Computed::text)
                .is_some_and(|it| api::is_same_name(it, value))
        };
        let lost = now.iter().filter(|(name, value)| !is_kept(name, value));
        let lost = lost.map(|(name, value)| {
            let (name, value) = (ForeignText::from(name), ForeignText::from(value));
            format!("{name} = \"{value}\"")
        });
        replaced(prior, "labels", &lost.collect::<Vec<_>>())
    }

    async fn groups_of_others(
        &self,
        prior: &Cluster,
        planned: &ClusterConfig,
    ) -> Option<Diagnostic> {
        let planned: BTreeSet<_> = match &planned.load_balancer_security_groups {
            Computed::Known(groups) => groups.iter().filter_map(Computed::text).collect(),
            Computed::Unknown => BTreeSet::new(),
            Computed::Null => return None,
        };
        if prior.load_balancer_security_groups.known().is_some() {
            return None;
        }
        let now = self.groups(prior.id()).await.ok()??;
        let lost = now.iter().filter(|it| !planned.contains(it.as_str()));
        let lost = lost.map(|it| ForeignText::from(it).to_string());
        let attribute = "load_balancer_security_groups";
        replaced(prior, attribute, &lost.collect::<Vec<_>>())
    }
}

fn replaced(cluster: &Cluster, attribute: &str, lost: &[String]) -> Option<Diagnostic> {
    if lost.is_empty() {
        return None;
    }
    let detail = format!(
        "The configuration sets the first `{attribute}` of {}, and they replace all that there are. Somebody else set these, which an \
         apply removes: {}. To keep one, add it to `{attribute}`.",
        cluster.title(),
        lost.join(", ")
    );
    let summary = format!("Existing {} of others", attribute.replace('_', " "));
    Some(Diagnostic::warning(summary, detail).at(attribute))
}
