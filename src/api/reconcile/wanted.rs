//! What is to be created, and what has its name.

use crate::api::projects::ProjectCreate;
use crate::api::{Client, Cluster, ClusterStatus, Error, Organization, Project};

/// An object to create, and how to tell it from others.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) enum Wanted<'a> {
    Project(&'a ProjectCreate),
    Cluster {
        name: &'a str,
        project_id: &'a str,
        region_id: &'a str,
    },
    Organization {
        name: &'a str,
    },
}

/// An object that has the name of one that was to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// Its id.
    pub id: String,
    /// RFC 3339, UTC.
    pub create_time: Option<String>,
    /// Whether it is what was to be created, as far as the list tells.
    pub(super) fits: bool,
    /// Whether it is being deleted, and has its name until then.
    pub(super) is_leaving: bool,
}

impl Wanted<'_> {
    /// Everything of that name that the key can see.
    pub(super) async fn namesakes(&self, client: &Client) -> Result<Vec<Namesake>, Error> {
        Ok(match self {
            Self::Project(wanted) => {
                let projects = client.projects().await?.into_iter();
                let named = projects.filter(|it| it.project_name == wanted.project_name);
                named.map(|it| Namesake::project(it, wanted)).collect()
            }
            Self::Cluster {
                name,
                project_id,
                region_id,
            } => {
                // All regions: no document says that the service's filter lacks no cluster.
                let clusters = client.all_clusters().await?.into_iter();
                let named = clusters.filter(|it| {
                    it.cluster_name == *name
                        && it.project_id == *project_id
                        && it.status != ClusterStatus::Deleted
                });
                named.map(|it| Namesake::cluster(it, region_id)).collect()
            }
            Self::Organization { name } => {
                let organizations = client.organizations().await?.into_iter();
                let named = organizations.filter(|it| it.org_name == *name);
                named.map(Namesake::organization).collect()
            }
        })
    }

    /// The kind of thing, for people.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Project(_) => "project",
            Self::Cluster { .. } => "cluster",
            Self::Organization { .. } => "organization",
        }
    }

    pub(super) fn import_id(&self) -> String {
        match self {
            Self::Project(wanted) => format!("name:{}", wanted.project_name),
            Self::Cluster {
                name, project_id, ..
            } => format!("name:{project_id}/{name}"),
            Self::Organization { .. } => "<organization_id>".to_owned(),
        }
    }
}

impl Namesake {
    fn project(project: Project, wanted: &ProjectCreate) -> Self {
        let description = project.description.as_deref().unwrap_or_default();
        let has_description = wanted.description.as_deref().unwrap_or_default() == description
            // An older platform does not tell it.
            || project.description.is_none();
        let has_plan = project.plan.is_none_or(|it| it == wanted.plan);
        Self {
            fits: has_description && has_plan,
            id: project.project_id,
            create_time: project.create_time,
            is_leaving: false,
        }
    }

    fn cluster(cluster: Cluster, region_id: &str) -> Self {
        Self {
            fits: cluster.region_id == region_id,
            is_leaving: cluster.status == ClusterStatus::Deleting,
            id: cluster.cluster_id,
            create_time: cluster.create_time,
        }
    }

    fn organization(organization: Organization) -> Self {
        Self {
            id: organization.org_id,
            create_time: organization.create_time,
            fits: true,
            is_leaving: false,
        }
    }
}
