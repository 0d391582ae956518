//! The check that the projects and clusters of a question exist: the cost of one with a typing error would be 0.
//!
//! A project or cluster that was deleted exists here while the period has a cost of it.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    path::Path,
};

use super::usage_model::{Usage, environment_at};
use crate::{
    api::{self, ForeignText},
    provider::errors::ErrorContext,
};

/// An identifier in the configuration.
struct Named<'a> {
    id: &'a str,
    path: Path,
}

/// Fails where a project or a cluster that is named neither exists nor was billed.
pub(super) async fn check(api: &api::Client, config: &Usage, days: &[api::Usage]) -> Result<()> {
    let items = || days.iter().flat_map(|it| &it.items);
    let billed = items().filter_map(|it| it.properties.project_id.as_deref());
    let missing = without(projects(config), &billed.collect());
    if !missing.is_empty() {
        let listed = api.projects().await.context("listing projects")?;
        let listed = listed.iter().map(|it| it.project_id.as_str()).collect();
        refuse("project", without(missing, &listed))?;
    }
    let billed = items().filter_map(|it| it.properties.cluster_id.as_deref());
    let missing = without(clusters(config), &billed.collect());
    if !missing.is_empty() {
        let listed = api.clusters(None).await.context("listing clusters")?;
        let listed = listed.iter().map(|it| it.cluster_id.as_str()).collect();
        refuse("cluster", without(missing, &listed))?;
    }
    Ok(())
}

fn projects<'a>(config: &'a Usage) -> Vec<Named<'a>> {
    let at_root = config.project_ids.iter().flatten().map(|id| Named {
        id,
        path: Path::attribute("project_ids"),
    });
    let environments = config.environments.iter().flatten();
    let inside = environments.flat_map(|(name, it)| {
        let lists = [
            ("project_ids", &it.project_ids),
            ("whole_project_ids", &it.whole_project_ids),
        ];
        lists.into_iter().flat_map(move |(attribute, ids)| {
            let path = environment_at(name).child(attribute);
            let named = move |id: &'a String| Named {
                id,
                path: path.clone(),
            };
            ids.iter().flatten().map(named)
        })
    });
    at_root.chain(inside).collect()
}

/// The clusters, but for those that an `inventory` knows.
fn clusters(config: &Usage) -> Vec<Named<'_>> {
    let environments = config.environments.iter().flatten();
    let named = environments.flat_map(|(name, it)| {
        let known = it.cluster_project_ids.as_ref();
        let ids = it.cluster_ids.iter().flatten();
        let ids = ids.filter(move |id| known.is_none_or(|it| !it.contains_key(*id)));
        ids.map(move |id| Named {
            id,
            path: environment_at(name).child("cluster_ids"),
        })
    });
    named.collect()
}

fn without<'a>(mut named: Vec<Named<'a>>, known: &BTreeSet<&str>) -> Vec<Named<'a>> {
    named.retain(|it| !known.contains(it.id));
    named
}

fn refuse(noun: &str, missing: Vec<Named<'_>>) -> Result<()> {
    let Some(Named { id, path }) = missing.into_iter().next() else {
        return Ok(());
    };
    let id = ForeignText::from(id);
    let detail = format!(
        "There is no {noun} {id} that the API key of this provider can see, and nothing was billed for it in this time. Correct the \
         identifier, or leave it out."
    );
    let summary = format!("Error looking for {noun} {id}");
    Err(Diagnostic::error(summary, detail).at(path).into())
}
