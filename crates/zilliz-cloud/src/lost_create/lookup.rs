//! The object to create, and the objects that have its name.

use std::collections::BTreeSet;

use crate::error::Namesake;
use crate::{Client, Cluster, ClusterStatus, Error, Organization, Plan, Project, is_same_name};

/// An object to create, and how to tell it from others.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Lookup<'a> {
    Project {
        name: &'a str,
        description: Option<&'a str>,
        plan: &'a Plan,
    },
    Cluster {
        name: &'a str,
        project_id: &'a str,
        region_id: &'a str,
    },
    Organization {
        name: &'a str,
    },
}

/// What there is of a kind.
pub(super) struct Inventory {
    /// The ids of all objects that the key can see.
    pub(super) ids: BTreeSet<String>,
    /// Those that have the name.
    pub(super) namesakes: Vec<Namesake>,
    /// Whether what the list lacks is not there: no organization is without a project, and no key without an organization.
    pub(super) is_plausible: bool,
}

impl Inventory {
    /// The same, of which nothing that is missing proves anything.
    pub(super) fn doubted(self) -> Self {
        Self {
            is_plausible: false,
            ..self
        }
    }

    fn new<T>(
        objects: Vec<T>,
        id: impl Fn(&T) -> &String,
        namesake: impl Fn(T) -> Option<Namesake>,
    ) -> Self {
        Self {
            ids: objects.iter().map(|it| id(it).clone()).collect(),
            is_plausible: !objects.is_empty(),
            namesakes: objects.into_iter().filter_map(namesake).collect(),
        }
    }
}

impl Lookup<'_> {
    /// Everything that the key can see.
    pub(super) async fn inventory(&self, client: &Client) -> Result<Inventory, Error> {
        Ok(match self {
            Self::Project {
                name,
                description,
                plan,
            } => Inventory::new(
                client.projects().await?,
                |it| &it.project_id,
                |it| {
                    let is_named = is_same_name(&it.project_name, name);
                    is_named.then(|| Namesake::project(it, *description, plan))
                },
            ),
            Self::Cluster {
                name,
                project_id,
                region_id,
            } => {
                // All regions: no document says that the service's filter lacks no cluster.
                let clusters = client.all_clusters().await?;
                let namesake = |it: Cluster| {
                    let is_named = is_same_name(&it.cluster_name, name)
                        && it.project_id == *project_id
                        && it.status != ClusterStatus::Deleted;
                    is_named.then(|| Namesake::cluster(it, region_id))
                };
                Inventory {
                    // There may be no cluster yet.
                    is_plausible: true,
                    ..Inventory::new(clusters, |it| &it.cluster_id, namesake)
                }
            }
            Self::Organization { name } => Inventory::new(
                client.organizations().await?,
                |it| &it.org_id,
                |it| is_same_name(&it.org_name, name).then(|| Namesake::organization(it)),
            ),
        })
    }

    /// The kind of thing, for people.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Project { .. } => "project",
            Self::Cluster { .. } => "cluster",
            Self::Organization { .. } => "organization",
        }
    }

    pub(super) fn import_id(&self) -> String {
        match self {
            Self::Project { name, .. } => format!("name:{name}"),
            Self::Cluster {
                name, project_id, ..
            } => format!("name:{project_id}/{name}"),
            Self::Organization { .. } => "<organization_id>".to_owned(),
        }
    }
}

impl Namesake {
    fn project(project: Project, description: Option<&str>, plan: &Plan) -> Self {
        let actual = project.description.as_deref().unwrap_or_default();
        let has_description = description.unwrap_or_default() == actual
            // An older platform does not tell it.
            || project.description.is_none();
        let has_plan = project.plan.is_none_or(|it| it == *plan);
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
