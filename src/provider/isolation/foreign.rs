//! An environment of another organization, which this key cannot see: what is told of it.

use tf_provider::diagnostics::{Diagnostic, Diagnostics, Result};

use super::{Place, model, model::Environment, writers};

/// What the configuration tells. What it leaves open may be shared, so it is an error or counts as shared.
pub(super) fn place(name: &str, environment: &Environment) -> Result<Place> {
    let organization = environment.organization_id.as_deref().unwrap_or_default();
    let ask = |attribute: &str, summary: String| -> Diagnostics {
        let detail = format!(
            "It is in organization {organization}, which the API key of this provider cannot see. Look it up with an isolation data \
             source of a provider that has a key of that organization, and use its `inventory[\"{name}\"]` here."
        );
        let place = model::place(name).child(attribute);
        Diagnostic::error(summary, detail).at(place).into()
    };
    let Some(reported) = &environment.writers else {
        let summary = format!("Unknown writers of environment \"{name}\"");
        return Err(ask("writers", summary));
    };
    let mut project_ids = environment.project_ids.clone().unwrap_or_default();
    let whole = environment.whole_project_ids.clone();
    let mut whole_project_ids = whole.unwrap_or_else(|| project_ids.clone());
    for cluster_id in environment.cluster_ids.iter().flatten() {
        let project_by_cluster = environment.cluster_project_ids.as_ref();
        let Some(home) = project_by_cluster.and_then(|it| it.get(cluster_id)) else {
            let summary = format!("Unknown project of cluster {cluster_id}");
            return Err(ask("cluster_project_ids", summary));
        };
        project_ids.insert(home.clone());
    }
    whole_project_ids.retain(|it| project_ids.contains(it));
    Ok(Place {
        organization_id: environment.organization_id.clone(),
        is_whole_organization: environment.is_whole_organization(),
        whole_project_ids,
        project_ids,
        cluster_ids: environment.cluster_ids.clone().unwrap_or_default(),
        writers: writers::normal(reported),
    })
}
