//! The role Project Admin of whoever owns the API key, while clusters of the project are left.
//!
//! Where an Organization Owner without the role may not delete clusters, a destroy that takes the role first could not go on, and
//! neither could the next one. No call tells who owns a key. Whoever made a project, or gave themselves the role, may: of them
//! the role is taken last.

use std::time::Duration;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    resource::{Op, PlanChange},
    value::Json,
};
use tokio::time::Instant;

use crate::{
    api::{
        self, ClusterStatus, ForeignText,
        wait::{self, Progress, WaitError},
    },
    provider::{
        errors::ErrorContext,
        project_user::{
            blocks::Turn,
            grants,
            model::{ProjectUser, ProjectUserResource, all_known},
        },
    },
};

/// Kept beside the state once a deletion has stopped for the clusters that are left: the next one goes on.
const HAS_STOPPED: &str = "has_stopped_for_clusters";

/// What says who assigned a role that comes with the creation of a project.
const SYSTEM: &str = "system";

/// How long the deletion of a cluster may take to begin: Terraform has them deleted at the same time.
const LATEST_BEGIN: Duration = Duration::from_secs(30);

impl ProjectUserResource {
    /// Says which clusters a key may not be able to delete any more.
    pub(super) async fn check_own_admin(&self, change: &mut PlanChange<ProjectUser>) {
        let Some(prior) = change.prior.as_ref().filter(|it| !it.is_invited()) else {
            return;
        };
        let kept = match &change.planned {
            Some(planned) if !change.replaces_object() => all_known(&planned.roles),
            _ => Some(std::collections::BTreeSet::new()),
        };
        let project_id = prior.project_id.text().unwrap_or_default();
        let Some((kept, admin)) = kept.zip(self.admin_role(prior, project_id).await) else {
            return;
        };
        if kept.iter().any(|it| grants::is_named(&admin, it)) {
            return;
        }
        let api = &self.context.api;
        if !is_own(api, prior, &admin.role_id).await {
            return;
        }
        let clusters = clusters_in(api, project_id).await.unwrap_or_default();
        if !clusters.is_empty() {
            change.diagnostics.push(given_up(prior, &clusters));
        }
    }

    /// Waits for the clusters that are deleted in the same apply. Where others are left, the first deletion stops.
    pub(super) async fn await_clusters(
        &self,
        op: &mut Op<ProjectUser>,
        turn: &Turn<'_>,
        state: &ProjectUser,
    ) -> Result<()> {
        let project_id = state.project_id.text().unwrap_or_default();
        let api = self.context.during(op);
        let Some(admin) = self.admin_role(state, project_id).await else {
            return Ok(());
        };
        if !is_own(&api, state, &admin.role_id).await {
            return Ok(());
        }
        let admin = api::AssignedRole::from(admin);
        let began = Instant::now();
        let waited = wait::until(
            project_id,
            || clusters_in(&api, project_id),
            |clusters| {
                // Another block for the same person keeps the role.
                if turn.is_wanted_elsewhere(&admin) {
                    return Progress::Ready;
                }
                progress(clusters, began)
            },
            api.pace(),
            op.deadline(),
            op.stop(),
        )
        .await;
        let left = match waited {
            Ok(_) => return Ok(()),
            Err(WaitError::Failed { status, .. }) => status,
            Err(error) => {
                let doing =
                    format!("waiting for the clusters of project {project_id} to be deleted");
                return Err(error).context(doing);
            }
        };
        if op.private(HAS_STOPPED) == Some(Json::Bool(true)) {
            return Ok(());
        }
        op.set_private(HAS_STOPPED, Json::Bool(true));
        Err(not_taken(state, &left).into())
    }
}

fn progress(clusters: &[api::Cluster], began: Instant) -> Progress {
    let is_leaving = |it: &&api::Cluster| it.status == ClusterStatus::Deleting;
    let (leaving, staying): (Vec<_>, Vec<_>) = clusters.iter().partition(is_leaving);
    if clusters.is_empty() {
        Progress::Ready
    } else if staying.is_empty() {
        Progress::Pending(format!("{} to be deleted", names(&leaving)))
    } else if began.elapsed() < LATEST_BEGIN {
        Progress::Pending(format!("{} still there", names(&staying)))
    } else {
        Progress::Failed(names(&staying))
    }
}

/// Whether this person made the project or gave themselves the role, and is not the only one who has it.
async fn is_own(api: &api::Client, state: &ProjectUser, role_id: &str) -> bool {
    let holders = api.role_principals(role_id, state.project_id.text());
    let holders = holders.await.unwrap_or_default();
    let own = holders.iter().find(|it| state.is_principal(it));
    let is_own = own.is_some_and(|it| {
        let by = it.assigned_by.as_deref().unwrap_or_default();
        let is_named = |name: &str| !name.is_empty() && api::is_same_name(by, name);
        by == SYSTEM
            || is_named(it.principal_name.as_deref().unwrap_or_default())
            || is_named(state.name.text().unwrap_or_default())
    });
    is_own && holders.len() > 1
}

async fn clusters_in(
    api: &api::Client,
    project_id: &str,
) -> std::result::Result<Vec<api::Cluster>, api::Error> {
    let mut clusters = api.clusters(None).await?;
    clusters.retain(|it| it.project_id == project_id && it.status != ClusterStatus::Deleted);
    Ok(clusters)
}

fn names<'a>(clusters: impl IntoIterator<Item = &'a &'a api::Cluster>) -> String {
    let title = |it: &&api::Cluster| {
        let (name, id) = (
            ForeignText::from(&it.cluster_name),
            ForeignText::from(&it.cluster_id),
        );
        format!("\"{name}\" ({id})")
    };
    clusters
        .into_iter()
        .map(title)
        .collect::<Vec<_>>()
        .join(", ")
}

const ORDER: &str = "To have them deleted first, write `depends_on` with the address of this resource into each \
                     zillizcloud_cluster of the project, and apply that before you destroy";

fn title(state: &ProjectUser) -> (String, String) {
    let email = state.email.text().unwrap_or_default();
    let project_id = state.project_id.text().unwrap_or_default();
    (
        ForeignText::from(email).to_string(),
        ForeignText::from(project_id).to_string(),
    )
}

fn given_up(state: &ProjectUser, clusters: &[api::Cluster]) -> Diagnostic {
    let (email, project_id) = title(state);
    let clusters: Vec<_> = clusters.iter().collect();
    let detail = format!(
        "This plan takes the role Project Admin from {email}, who made project {project_id} or gave themselves the role. If the API key \
         is theirs, it may not be able to delete these clusters afterwards: {}. {ORDER}. A destroy waits for the clusters that it \
         deletes, too. If they stay, it stops once with an error, and the next apply takes the role.",
        names(&clusters)
    );
    let summary = format!("Clusters that need the role of {email}");
    Diagnostic::warning(summary, detail).at("roles")
}

fn not_taken(state: &ProjectUser, left: &str) -> Diagnostic {
    let (email, project_id) = title(state);
    let detail = format!(
        "The role Project Admin was not taken from {email}, who made project {project_id} or gave themselves the role: if the API key is \
         theirs, it may not be able to delete the clusters that are left, {left}. If they are to be deleted, destroy again. If they \
         stay, apply again: the next deletion takes the role. {ORDER}."
    );
    let summary = format!("Clusters that need the role of {email}");
    Diagnostic::error(summary, detail)
}
