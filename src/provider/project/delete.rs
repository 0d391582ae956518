//! The clusters in a project, which keep it from being deleted.
//!
//! Those that are on their way out are waited for, and those that the same apply is about to delete. No published call tells
//! which clusters a project has: they are picked from the list of all.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    resource::Op,
};

use crate::{
    api::{
        self, Absence, Cluster, ClusterStatus, ErrorKind, ForeignText, Presence,
        wait::{self, Progress},
    },
    provider::{
        departures::{Departure, Departures},
        errors::{ErrorContext, explain},
        project::model::{Project, ProjectResource},
    },
};

impl ProjectResource {
    /// Deletes a project, once the clusters in it that are being deleted are gone.
    pub(super) async fn delete_empty(
        &self,
        op: &Op<Project>,
        departure: &Departure,
        id: &str,
        doing: &str,
    ) -> Result<Option<Absence>> {
        let api = self.context.during(op);
        let departures = &self.context.departures;
        let mut waited_for = BTreeSet::new();
        loop {
            let refused = match api.delete_project(id).await {
                Ok(proof) => return Ok(proof),
                Err(refused) => refused,
            };
            let left = if is_refusal(&refused) {
                clusters_in(&api, id).await
            } else {
                Vec::new()
            };
            // The last cluster may have gone since the refusal.
            if left.is_empty()
                && is_refusal(&refused)
                && departures.has_any()
                && waited_for.insert((String::new(), false))
            {
                continue;
            }
            let waited_before = waited_for.len();
            waited_for.extend(
                left.iter()
                    .map(|it| (it.cluster_id.clone(), is_leaving(it))),
            );
            if waited_for.len() > waited_before {
                await_all(op, &api, departures, departure, &left).await?;
                continue;
            }
            return Err(explained(&refused, doing, &left).into());
        }
    }
}

/// Waits for clusters to go: for those that are being deleted, and for those that this process is about to delete. The first one
/// that stays ends it.
async fn await_all(
    op: &Op<Project>,
    api: &api::Client,
    departures: &Departures,
    own: &Departure,
    clusters: &[Cluster],
) -> Result<()> {
    for cluster in clusters {
        let id = &cluster.cluster_id;
        if is_leaving(cluster) && !departures.has(id) {
            await_gone(op, api, cluster).await?;
        } else if !departures.await_deleted(op, id, own).await {
            break;
        }
    }
    Ok(())
}

/// Whether the service said no, rather than nothing.
pub(super) fn is_refusal(refused: &api::Error) -> bool {
    matches!(refused.kind(), ErrorKind::Conflict | ErrorKind::Invalid)
}

/// The clusters of a project; none when they cannot be read, since they only explain.
pub(super) async fn clusters_in(api: &api::Client, project_id: &str) -> Vec<Cluster> {
    let mut clusters = api.clusters(None).await.unwrap_or_default();
    clusters.retain(|it| it.project_id == project_id && it.status != ClusterStatus::Deleted);
    clusters
}

fn is_leaving(cluster: &Cluster) -> bool {
    cluster.status == ClusterStatus::Deleting
}

async fn await_gone(op: &Op<Project>, api: &api::Client, cluster: &Cluster) -> Result<()> {
    let gone = wait::until(
        &cluster.cluster_id,
        || api.dropped_cluster_presence(&cluster.cluster_id),
        |remote| match remote {
            Presence::Present(remote) if is_leaving(remote) => {
                Progress::Pending(remote.status.to_string())
            }
            _ => Progress::Ready,
        },
        api.pace(),
        op.deadline(),
        op.stop(),
    );
    let title = title(cluster);
    gone.await
        .context(format!("waiting for {title} to be deleted"))?;
    Ok(())
}

pub(super) fn title(cluster: &Cluster) -> String {
    format!(
        "cluster \"{}\" ({})",
        ForeignText::from(&cluster.cluster_name),
        ForeignText::from(&cluster.cluster_id)
    )
}

/// The refusal, and what is left in the project.
fn explained(refused: &api::Error, doing: &str, left: &[Cluster]) -> Diagnostic {
    let problem = explain(refused, doing);
    if !is_refusal(refused) {
        return problem;
    }
    let left: Vec<_> = left
        .iter()
        .map(|it| {
            let status = ForeignText::from(it.status.as_str());
            format!("{}, {status}", title(it))
        })
        .collect();
    let what = if left.is_empty() {
        "No cluster that this key can see is in it. Volumes count, too: look for them in the console. If it is the organization's \
         default project under another name, it cannot be deleted at all: use a `removed` block or `terraform state rm`"
            .to_owned()
    } else {
        format!("It still has {}. Volumes count, too", left.join("; "))
    };
    let detail = format!(
        "{}\n\nA project must be empty to be deleted. {what}. Delete what is left, or move it, then apply again. If \
         this plan destroys that as well, applying again is enough; Terraform keeps the order by itself where `project_id` refers to this \
         resource, or with `depends_on`.",
        problem.detail
    );
    Diagnostic { detail, ..problem }
}
