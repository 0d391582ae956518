//! What the environments consist of, as the service has it.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::diagnostics::{Diagnostic, Result};

use super::{
    Names, Place, Places,
    data_source::{Environment, place},
    writers,
};
use crate::{
    api,
    provider::{Cloud, data_sources::cluster::exists, errors::Context},
};

/// Finds out what each environment is. An error where a configured identifier is not what the key can see.
pub(super) async fn survey(
    cloud: &Cloud,
    environments: &BTreeMap<String, Environment>,
) -> Result<(Places, Names)> {
    cloud.check_organization().await?;
    let own = own_organization(cloud.organization_id().await?, environments)?;
    let is_own = |it: &Environment| it.organization_id.is_none() || it.organization_id == own;
    let seen = if environments.values().any(is_own) {
        Seen::look(&cloud.api).await?
    } else {
        Seen::default()
    };
    let mut places = Places::new();
    let mut names = Names::default();
    for (name, environment) in environments {
        let found = if is_own(environment) {
            let mut found = seen.place(name, environment)?;
            found.organization_id.clone_from(&own);
            found.writers = match &environment.writers {
                Some(told) => writers::normal(told),
                None => writers::look_up(&cloud.api, &found).await?,
            };
            found
        } else {
            names.learn(environment);
            foreign(name, environment)?
        };
        places.insert(name.clone(), found);
    }
    names.see(seen);
    Ok((places, names))
}

/// The organization of the key: what is known of it, else what the environments agree on.
fn own_organization(
    known: Option<String>,
    environments: &BTreeMap<String, Environment>,
) -> Result<Option<String>> {
    let named = environments
        .values()
        .filter_map(|it| it.organization_id.as_ref());
    let named: BTreeSet<_> = named.collect();
    match known {
        None if named.len() > 1 => {
            let detail = "The environments are in several organizations, and no invoice tells which of them the API key belongs to. \
                          Set `organization_id` in the provider block.";
            Err(
                Diagnostic::error("Organization of the API key unknown", detail)
                    .at("environments")
                    .into(),
            )
        }
        None => Ok(named.into_iter().next().cloned()),
        known => Ok(known),
    }
}

/// An environment that this key cannot see, from what the configuration says.
fn foreign(name: &str, environment: &Environment) -> Result<Place> {
    let Some(told) = &environment.writers else {
        let organization = environment.organization_id.as_deref().unwrap_or_default();
        let detail = format!(
            "It is in organization {organization}, which the API key of this provider cannot see. Look it up with an isolation data \
             source of a provider that has a key of that organization, and use its `estate[\"{name}\"]` here."
        );
        let summary = format!("Who can write in \"{name}\"?");
        return Err(Diagnostic::error(summary, detail)
            .at(place(name).child("writers"))
            .into());
    };
    let project_ids = environment.project_ids.clone().unwrap_or_default();
    // What is not told may be shared.
    let whole = environment.whole_project_ids.as_ref();
    Ok(Place {
        organization_id: environment.organization_id.clone(),
        whole_project_ids: whole.unwrap_or(&project_ids).clone(),
        project_ids,
        cluster_ids: environment.cluster_ids.clone().unwrap_or_default(),
        writers: writers::normal(told),
    })
}

/// All that the key can see.
#[derive(Default)]
struct Seen {
    projects: Vec<api::Project>,
    clusters: Vec<api::Cluster>,
}

impl Seen {
    async fn look(api: &api::Client) -> Result<Self> {
        let projects = api.projects().await.context("listing projects")?;
        let mut clusters = api.clusters(None).await.context("listing clusters")?;
        clusters.retain(exists);
        Ok(Self { projects, clusters })
    }

    fn place(&self, name: &str, environment: &Environment) -> Result<Place> {
        let named = environment.cluster_ids.clone().unwrap_or_default();
        let mut project_ids = environment.project_ids.clone().unwrap_or_default();
        if named.is_empty() && project_ids.is_empty() {
            project_ids.extend(self.projects.iter().map(|it| it.project_id.clone()));
        }
        let known: BTreeSet<_> = self.projects.iter().map(|it| &it.project_id).collect();
        if let Some(unknown) = project_ids.iter().find(|it| !known.contains(it)) {
            return Err(unseen(name, "project_ids", "project", unknown));
        }
        let of: BTreeMap<_, _> = self
            .clusters
            .iter()
            .map(|it| (&it.cluster_id, &it.project_id))
            .collect();
        let mut named_in = BTreeSet::new();
        for cluster_id in &named {
            let Some(project_id) = of.get(cluster_id) else {
                return Err(unseen(name, "cluster_ids", "cluster", cluster_id));
            };
            named_in.insert((*project_id).clone());
        }
        let mut whole_project_ids: BTreeSet<_> =
            project_ids.difference(&named_in).cloned().collect();
        if let Some(told) = &environment.whole_project_ids {
            whole_project_ids.extend(told.intersection(&project_ids).cloned());
        }
        let whole = self
            .clusters
            .iter()
            .filter(|it| whole_project_ids.contains(&it.project_id));
        let cluster_ids = whole.map(|it| it.cluster_id.clone()).chain(named).collect();
        project_ids.extend(named_in);
        Ok(Place {
            project_ids,
            whole_project_ids,
            cluster_ids,
            ..Place::default()
        })
    }
}

impl Names {
    /// What an environment tells of things that the key cannot see.
    fn learn(&mut self, environment: &Environment) {
        self.names
            .extend(environment.names.clone().unwrap_or_default());
        let homes = environment.cluster_project_ids.clone();
        self.homes.extend(homes.unwrap_or_default());
    }

    fn see(&mut self, seen: Seen) {
        for project in seen.projects {
            self.names.insert(project.project_id, project.project_name);
        }
        for cluster in seen.clusters {
            self.homes
                .insert(cluster.cluster_id.clone(), cluster.project_id);
            self.names.insert(cluster.cluster_id, cluster.cluster_name);
        }
    }
}

fn unseen(
    name: &str,
    attribute: &str,
    noun: &str,
    id: &str,
) -> tf_provider::diagnostics::Diagnostics {
    let detail = format!(
        "There is no {noun} {id} that the API key of this provider can see. If \"{name}\" is in another organization, set its \
         `organization_id`."
    );
    Diagnostic::error(format!("Error looking for {noun} {id}"), detail)
        .at(place(name).child(attribute))
        .into()
}
