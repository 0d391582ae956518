//! Diagnostics about a named thing that is not there. It was never in the state, so the first guess is a typo.

use tf_provider::diagnostics::Diagnostic;

use crate::{
    api::{self, ForeignText},
    provider::{
        Context,
        errors::{explain, explain_lookup, is_absence, sentence, summary},
        nearest::nearest,
        search::title,
    },
};

/// The diagnostic for a call that puts things together, such as a role and a person. `parts` are those that it names: none of
/// them is the object of the state.
pub(crate) fn explain_parts(error: &api::Error, doing: &str, parts: &str) -> Diagnostic {
    if !is_absence(error) {
        return explain(error, doing);
    }
    let detail = format!(
        "{}\n\nThe answer means that {parts} was not found. One of them may have been deleted a moment ago, or the API key may not \
         see it. Look in the console, correct the configuration if it names something that is not there, then apply again.",
        sentence(&error.to_string())
    );
    Diagnostic::error(summary(doing), detail)
}

/// The same with the nearest names, which are asked for only then, and with how to look it up by its name.
async fn explain_with(
    error: &api::Error,
    doing: &str,
    near: impl Future<Output = String>,
    by_name: &str,
) -> Diagnostic {
    if !is_absence(error) {
        return explain(error, doing);
    }
    let near = near.await;
    explain_lookup(error, doing, &format!("{near}{by_name} "))
}

impl Context {
    /// The diagnostic for a project that was looked up in vain. `by_name` says how to look it up by its name.
    pub(crate) async fn no_project(
        &self,
        error: &api::Error,
        wanted: &str,
        doing: &str,
        by_name: &str,
    ) -> Diagnostic {
        let near = self.near_projects(wanted);
        explain_with(error, doing, near, by_name).await
    }

    /// The same for a project whose roles were asked for.
    pub(crate) async fn no_roles(
        &self,
        error: &api::Error,
        project_id: Option<&str>,
        doing: &str,
    ) -> Diagnostic {
        match project_id.filter(|_| is_absence(error)) {
            None => explain(error, doing),
            Some(id) => {
                let near = self.near_projects(id).await;
                explain_lookup(error, doing, &near).at("project_id")
            }
        }
    }

    /// The same for a cluster.
    pub(crate) async fn no_cluster(
        &self,
        error: &api::Error,
        wanted: &str,
        doing: &str,
        by_name: &str,
    ) -> Diagnostic {
        let near = self.near_clusters(wanted);
        explain_with(error, doing, near, by_name).await
    }

    /// The projects with a name or an identifier near this one, as a sentence with a space after it.
    pub(crate) async fn near_projects(&self, wanted: &str) -> String {
        let projects = self.api.projects().await.unwrap_or_default();
        let titles = projects.iter().map(|it| {
            let names = vec![it.project_id.as_str(), it.project_name.as_str()];
            (names, title(&it.project_name, &it.project_id))
        });
        near("projects", nearest(wanted, titles))
    }

    /// The same, as a sentence after another, where no project has this identifier.
    pub(crate) async fn near_unlisted_project(&self, project_id: &str) -> String {
        let projects = self.api.projects().await.unwrap_or_default();
        let is_listed = projects.iter().any(|it| it.project_id == project_id);
        if projects.is_empty() || is_listed {
            return String::new();
        }
        let near = self.near_projects(project_id).await;
        let project_id = ForeignText::from(project_id);
        format!(" No project that this key can see has the identifier {project_id}. {near}")
            .trim_end()
            .to_owned()
    }

    /// What is wrong with the project of something new, if Zilliz Cloud does not list it: it may be one that this key may not see.
    pub(crate) async fn no_such_project(&self, id: &str) -> Option<Diagnostic> {
        if self.known.has_project(&self.api, id).await != Some(false) {
            return None;
        }
        let near = self.near_projects(id).await;
        let detail = format!(
            "Zilliz Cloud does not list a project {} for this API key. {near}The data source zillizcloud_projects has all that it lists.",
            ForeignText::from(id)
        );
        Some(Diagnostic::warning("Unknown project", detail).at("project_id"))
    }

    /// The clusters with a name or an identifier near this one, as a sentence with a space after it.
    pub(crate) async fn near_clusters(&self, wanted: &str) -> String {
        let mut clusters = self.api.clusters(None).await.unwrap_or_default();
        clusters.retain(|it| it.status != api::ClusterStatus::Deleted);
        let titles = clusters.iter().map(|it| {
            let names = vec![it.cluster_id.as_str(), it.cluster_name.as_str()];
            let project_id = ForeignText::from(&it.project_id);
            let title = title(&it.cluster_name, &it.cluster_id);
            (names, format!("{title} in {project_id}"))
        });
        near("clusters", nearest(wanted, titles))
    }
}

fn near(noun: &str, names: Option<String>) -> String {
    names.map_or_else(String::new, |it| {
        format!("The {noun} with the nearest names are: {it}. ")
    })
}
