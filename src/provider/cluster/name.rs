//! The name of a cluster, which another one may have.

use tf_provider::{
    diagnostics::Diagnostic,
    resource::{Op, PlanChange},
};

use crate::{
    api::{self, ClusterStatus, ForeignText},
    provider::{
        Context,
        cluster::{
            kind::Kind,
            model::{Cluster, ClusterConfig, ClusterResource},
        },
    },
};

/// Warns of a name that another cluster of the project has.
pub(super) async fn check(change: &mut PlanChange<Cluster>, context: &Context) {
    // The new object of a replacement has a plan of its own.
    let (Some(planned), false) = (&change.planned, change.replaces_object()) else {
        return;
    };
    let (Some(name), Some(project_id)) = (planned.cluster_name.text(), planned.project_id.text())
    else {
        return;
    };
    if change
        .prior
        .as_ref()
        .is_some_and(|it| api::is_same_name(&it.cluster_name, name))
    {
        return;
    }
    let own_id = change.prior.as_ref().map(Cluster::id);
    let own_id = own_id.or_else(|| change.predecessor());
    let clusters = context.known.clusters(&context.api).await.iter();
    let holder = clusters.into_iter().find(|it| {
        api::is_same_name(&it.cluster_name, name)
            && it.project_id == project_id
            && !matches!(it.status, ClusterStatus::Deleting | ClusterStatus::Deleted)
            && Some(it.cluster_id.as_str()) != own_id
            && !context.departures.has(&it.cluster_id)
    });
    if let Some(holder) = holder {
        let problem = taken(planned, holder, change.prior.is_none());
        change.diagnostics.push(problem);
    }
}

fn taken(planned: &ClusterConfig, holder: &api::Cluster, is_new: bool) -> Diagnostic {
    let name = planned.cluster_name.text().unwrap_or_default();
    let id = ForeignText::from(&holder.cluster_id);
    let project_id = ForeignText::from(&holder.project_id);
    let consequence = if is_new {
        format!(
            "so no other is made with it. If this plan destroys or renames {id}, as when its block was renamed without `moved`, the new \
             one waits for that. If {id} is the one that you mean, take it over with `terraform import <address> '{id}'`, where <address> \
             is that of this resource."
        )
    } else {
        format!(
            "and Zilliz Cloud may refuse it to another one. If this plan renames or destroys {id}, this cluster waits for that."
        )
    };
    let detail = format!(
        "Cluster {id} of project {project_id} has that name, {consequence} Otherwise choose another name."
    );
    Diagnostic::warning(format!("Existing cluster \"{name}\""), detail).at("cluster_name")
}

impl ClusterResource {
    /// Lets a Free cluster that is being deleted go first: an organization has one, and what the service says of another is not
    /// documented, so it is not asked twice.
    pub(super) async fn await_free(&self, op: &Op<Cluster>, planned: &Cluster) {
        if planned.kind() != Kind::Free {
            return;
        }
        let clusters = self.context.during(op).clusters(None).await;
        let clusters = clusters.unwrap_or_default();
        let is_it =
            |it: &&api::Cluster| Kind::of(it) == Kind::Free && it.status != ClusterStatus::Deleted;
        if let Some(holder) = clusters.iter().find(is_it) {
            self.context.await_cluster_gone(op, holder).await;
        }
    }

    /// Who has a name that was refused because it is taken: of the same project, if there is one, for names may be unique
    /// there or everywhere.
    pub(super) async fn holder(
        &self,
        error: &api::Error,
        name: &str,
        project_id: &str,
        own_id: Option<&str>,
    ) -> Option<api::Cluster> {
        if error.kind() != api::ErrorKind::Conflict || error.unsettled().is_some() {
            return None;
        }
        let mut clusters = self.context.api.clusters(None).await.ok()?;
        clusters.retain(|it| {
            api::is_same_name(&it.cluster_name, name)
                && Some(it.cluster_id.as_str()) != own_id
                && it.status != api::ClusterStatus::Deleted
        });
        clusters
            .into_iter()
            .min_by_key(|it| it.project_id != project_id)
    }
}
