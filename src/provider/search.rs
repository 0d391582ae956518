//! Objects by their names, which are unique only as far as the service and time allow.

use crate::api::{Cluster, ClusterStatus, Project};

/// The one project of this name; otherwise what to tell the user.
pub(crate) fn project(projects: Vec<Project>, name: &str) -> Result<Project, String> {
    only(
        "project",
        projects,
        |it| it.project_name == name,
        |it| format!("{} ({})", it.project_name, it.project_id),
    )
}

/// The one cluster of this name in a project; otherwise what to tell the user.
///
/// Deleted clusters are listed for a while, and their names may be taken again.
pub(crate) fn cluster(
    mut clusters: Vec<Cluster>,
    project_id: &str,
    name: &str,
) -> Result<Cluster, String> {
    let is_gone =
        |it: &Cluster| matches!(it.status, ClusterStatus::Deleting | ClusterStatus::Deleted);
    clusters.retain(|it| it.project_id == project_id && !is_gone(it));
    only(
        &format!("cluster of project {project_id}"),
        clusters,
        |it| it.cluster_name == name,
        |it| format!("{} ({})", it.cluster_name, it.cluster_id),
    )
}

fn only<T>(
    noun: &str,
    objects: Vec<T>,
    is_wanted: impl Fn(&T) -> bool,
    title: impl Fn(&T) -> String,
) -> Result<T, String> {
    let (mut found, others): (Vec<_>, Vec<_>) = objects.into_iter().partition(is_wanted);
    let list = |objects: &[T]| objects.iter().map(&title).collect::<Vec<_>>().join(", ");
    match found.len() {
        1 => Ok(found.remove(0)),
        0 if others.is_empty() => Err(format!("There is no {noun} that this key can see.")),
        0 => Err(format!(
            "No {noun} that this key can see has that name. There are: {}.",
            list(&others)
        )),
        count => Err(format!(
            "{count} have that name: {}. Give the identifier of the one that you mean.",
            list(&found)
        )),
    }
}
