//! Objects by their names, which are unique only as far as the service and time allow.

use crate::{
    api::{Cluster, ClusterStatus, ForeignText, Project, is_same_name},
    provider::nearest::nearest,
};

/// The one project of this name; otherwise what to tell the user.
pub(crate) fn project(projects: Vec<Project>, name: &str) -> Result<Project, String> {
    only("project", projects, (name, |it| &it.project_name), |it| {
        title(&it.project_name, &it.project_id)
    })
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
        &format!("cluster of project {}", ForeignText::from(project_id)),
        clusters,
        (name, |it| &it.cluster_name),
        |it| title(&it.cluster_name, &it.cluster_id),
    )
}

/// An object by its name and its identifier.
pub(crate) fn title(name: &str, id: &str) -> String {
    format!("{} ({})", ForeignText::from(name), ForeignText::from(id))
}

fn only<T>(
    noun: &str,
    objects: Vec<T>,
    (wanted, name): (&str, impl Fn(&T) -> &String),
    title: impl Fn(&T) -> String,
) -> Result<T, String> {
    let is_wanted = |it: &T| is_same_name(name(it), wanted);
    let (mut remote, others): (Vec<_>, Vec<_>) = objects.into_iter().partition(is_wanted);
    let list = |objects: &[T]| objects.iter().map(&title).collect::<Vec<_>>().join(", ");
    match remote.len() {
        1 => Ok(remote.remove(0)),
        0 if others.is_empty() => Err(format!(
            "There is no {noun} that this key can see. Check the spelling first."
        )),
        0 => {
            let titles = others.iter().map(|it| (vec![name(it).as_str()], title(it)));
            let near = nearest(wanted, titles).unwrap_or_default();
            Err(format!(
                "No {noun} that this key can see has that name. Check the spelling first. The nearest names are: {near}."
            ))
        }
        count => Err(format!(
            "{count} have that name: {}. Give the identifier of the one that you mean.",
            list(&remote)
        )),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn clusters(members: &[(&str, &str, &str)]) -> Vec<Cluster> {
        let cluster = |(id, project_id, status): &(&str, &str, &str)| {
            let json = json!({
                "clusterId": id, "clusterName": "red", "projectId": project_id, "regionId": "aws-us-west-2",
                "plan": "Standard", "status": status,
            });
            serde_json::from_value(json).unwrap()
        };
        members.iter().map(cluster).collect()
    }

    #[test]
    fn clusters_that_go_and_those_of_other_projects_are_passed_over() {
        let error = clusters(&[
            ("in01-1", "proj-1", "DELETED"),
            ("in01-2", "proj-1", "DELETING"),
            ("in01-3", "proj-2", "RUNNING"),
            ("in01-4", "proj-1", "CREATING"),
        ]);
        assert_eq!(
            cluster(error, "proj-1", "red").unwrap().cluster_id,
            "in01-4"
        );
        let gone = clusters(&[("in01-1", "proj-1", "DELETED")]);
        let said = cluster(gone, "proj-1", "red").unwrap_err();
        assert_eq!(
            said,
            "There is no cluster of project proj-1 that this key can see. Check the spelling first."
        );
    }

    #[test]
    fn a_name_that_several_have_is_refused_with_their_identifiers() {
        let error = clusters(&[
            ("in01-1", "proj-1", "RUNNING"),
            ("in01-2", "proj-1", "STOPPED"),
        ]);
        let said = cluster(error, "proj-1", "red").unwrap_err();
        assert!(said.contains("red (in01-1), red (in01-2)"), "{said}");
        let projects = |id| json!({"projectId": id, "projectName": "red"});
        let error = ["proj-1", "proj-2"].map(|id| serde_json::from_value(projects(id)).unwrap());
        let said = project(error.into(), "red").unwrap_err();
        assert!(said.contains("red (proj-1), red (proj-2)"), "{said}");
    }
}
