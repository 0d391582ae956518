//! What is to be created, and what has its name.

use std::time::{Duration, SystemTime};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::api::{Client, Cluster, Error, Project};

/// Creation times are whole seconds, and the service's machines may disagree by another one.
const TOLERANCE: Duration = Duration::from_secs(2);

/// An object to create, and how to tell it from others.
#[derive(Clone, Copy, Debug)]
pub(in crate::api) enum Wanted<'a> {
    Project {
        name: &'a str,
    },
    Cluster {
        name: &'a str,
        project_id: &'a str,
        region_id: &'a str,
    },
}

/// An object that has the name of one that was to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// Its id.
    pub id: String,
    /// RFC 3339, UTC.
    pub create_time: Option<String>,
}

impl Wanted<'_> {
    /// Everything of that name that the key can see.
    pub(super) async fn namesakes(&self, client: &Client) -> Result<Vec<Namesake>, Error> {
        Ok(match self {
            Self::Project { name } => {
                let named = client.projects().await?.into_iter();
                let named = named.filter(|it| it.project_name == *name);
                let namesake = |it: Project| Namesake {
                    id: it.project_id,
                    create_time: it.create_time,
                };
                named.map(namesake).collect()
            }
            Self::Cluster {
                name,
                project_id,
                region_id,
            } => {
                // All regions: whether the service's filter lacks any cluster is not published.
                let named = client.clusters(None).await?.into_iter();
                let named = named.filter(|it| {
                    it.cluster_name == *name
                        && it.project_id == *project_id
                        && it.region_id == *region_id
                });
                let namesake = |it: Cluster| Namesake {
                    id: it.cluster_id,
                    create_time: it.create_time,
                };
                named.map(namesake).collect()
            }
        })
    }

    pub(super) fn import_id(&self) -> String {
        match self {
            Self::Project { name } => format!("name:{name}"),
            Self::Cluster {
                name, project_id, ..
            } => format!("name:{project_id}/{name}"),
        }
    }
}

impl Namesake {
    /// Whether it cannot be older than `earliest`; a time that nobody knows proves nothing.
    pub(super) fn is_new(&self, earliest: Option<SystemTime>) -> bool {
        let created = self.create_time.as_deref();
        let created = created.and_then(|it| OffsetDateTime::parse(it, &Rfc3339).ok());
        let earliest = earliest.and_then(|it| it.checked_sub(TOLERANCE));
        created
            .zip(earliest)
            .is_some_and(|(created, earliest)| SystemTime::from(created) >= earliest)
    }
}
