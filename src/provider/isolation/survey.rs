//! The contents of the environments, as the service lists them.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::diagnostics::{Diagnostic, Result};

use super::{
    Names, Place, Places, foreign,
    model::{Environment, place},
    writers::{self, Writers},
};
use crate::{
    api::{self, ForeignText},
    provider::{Context, cluster::exists, errors::ErrorContext},
};

/// Finds out what each environment is. An error where a configured identifier is not what the key can see.
pub(super) async fn survey(
    context: &Context,
    environments: &BTreeMap<String, Environment>,
) -> Result<(Places, Names)> {
    let seen = Seen::look(context.client().await?).await?;
    let own = own_organization(context.organization_id().await?, environments, &seen)?;
    let mut writers = Writers::new(&context.api);
    let mut places = Places::new();
    let mut names = Names::default();
    for (name, environment) in environments {
        let is_own = environment.organization_id.is_none() || environment.organization_id == own;
        let remote = if is_own {
            let mut remote = seen.place(name, environment)?;
            remote.organization_id.clone_from(&own);
            remote.writers = match &environment.writers {
                Some(reported) => writers::normal(reported),
                None => writers.of(&remote).await?,
            };
            remote
        } else {
            seen.has_none_of(name, environment)?;
            names.learn(environment);
            foreign::place(name, environment)?
        };
        places.insert(name.clone(), remote);
    }
    names.see(seen);
    Ok((places, names))
}

/// The organization of the key: what is known of it, else that of an environment that the key sees.
fn own_organization(
    known: Option<String>,
    environments: &BTreeMap<String, Environment>,
    seen: &Seen,
) -> Result<Option<String>> {
    if known.is_some() {
        return Ok(known);
    }
    let named = environments
        .values()
        .filter(|it| it.organization_id.is_some());
    let (own, others): (Vec<_>, Vec<_>) = named.partition(|it| seen.any_of(it).is_some());
    let own: BTreeSet<_> = own
        .iter()
        .filter_map(|it| it.organization_id.as_ref())
        .collect();
    if others.is_empty() && own.len() < 2 {
        return Ok(own.into_iter().next().cloned());
    }
    let detail = if own.len() > 1 {
        "Some environments name different organizations, and the API key sees them all, so they are in one. Correct their \
         `organization_id`, or leave it out."
    } else {
        "Some environments name an organization, and no invoice tells which one the API key belongs to. Set `organization_id` in the \
         provider block."
    };
    let summary = "Organization of the API key unknown";
    Err(Diagnostic::error(summary, detail).at("environments").into())
}

/// All that the key can see.
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

    /// An identifier of the environment that the key sees, and which of its attributes has it.
    fn any_of<'a>(&self, environment: &'a Environment) -> Option<(&'a String, &'static str)> {
        let mut projects = environment.project_ids.iter().flatten();
        let project = projects.find(|id| self.projects.iter().any(|it| it.project_id == **id));
        let mut clusters = environment.cluster_ids.iter().flatten();
        let cluster = clusters.find(|id| self.clusters.iter().any(|it| it.cluster_id == **id));
        let project = project.map(|it| (it, "project_ids"));
        project.or(cluster.map(|it| (it, "cluster_ids")))
    }

    /// What another organization has, this key does not see.
    fn has_none_of(&self, name: &str, environment: &Environment) -> Result<()> {
        let Some((id, attribute)) = self.any_of(environment) else {
            return Ok(());
        };
        let claimed = environment.organization_id.as_deref().unwrap_or_default();
        let detail = format!(
            "{id} is in the organization of the API key of this provider, and not in {claimed}. Correct the `organization_id` of \
             \"{name}\", or leave it out."
        );
        let problem = Diagnostic::error(format!("{id} is not in organization {claimed}"), detail);
        Err(problem.at(place(name).child(attribute)).into())
    }

    fn place(&self, name: &str, environment: &Environment) -> Result<Place> {
        let named = environment.cluster_ids.clone().unwrap_or_default();
        let mut project_ids = environment.project_ids.clone().unwrap_or_default();
        if environment.is_whole_organization() {
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
        if let Some(reported) = &environment.whole_project_ids {
            whole_project_ids.extend(reported.intersection(&project_ids).cloned());
        }
        let whole = self
            .clusters
            .iter()
            .filter(|it| whole_project_ids.contains(&it.project_id));
        let cluster_ids = whole.map(|it| it.cluster_id.clone()).chain(named).collect();
        project_ids.extend(named_in);
        Ok(Place {
            is_whole_organization: environment.is_whole_organization(),
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
        let project_by_cluster = environment.cluster_project_ids.clone();
        self.project_by_cluster
            .extend(project_by_cluster.unwrap_or_default());
    }

    fn see(&mut self, seen: Seen) {
        for project in seen.projects {
            self.names.insert(project.project_id, project.project_name);
        }
        for cluster in seen.clusters {
            self.project_by_cluster
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
    let (name_text, id_text) = (ForeignText::from(name), ForeignText::from(id));
    let detail = format!(
        "There is no {noun} {id_text} that the API key of this provider can see. If \"{name_text}\" is in another organization, set its \
         `organization_id`. Should an isolation data source have found it, set that of its provider, too: without an invoice, nothing \
         else tells the organization of a key."
    );
    Diagnostic::error(format!("Error looking for {noun} {id}"), detail)
        .at(place(name).child(attribute))
        .into()
}
