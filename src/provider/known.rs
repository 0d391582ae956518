//! What there was when it was first asked for: enough to warn with, and never a reason to fail.
//!
//! A provider lives for one plan or one apply, so each of these is one call in it, however many objects are planned. What
//! cannot be read is not known, and nobody is told.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use crate::api;

/// Lists that were read once.
#[derive(Debug, Default)]
pub(crate) struct Known {
    projects: OnceCell<Vec<api::Project>>,
    regions: OnceCell<Vec<api::Region>>,
    clusters: OnceCell<Vec<api::Cluster>>,
    plans: Mutex<BTreeMap<String, String>>,
}

impl Known {
    /// A project that there was.
    pub(crate) async fn project(&self, api: &api::Client, id: &str) -> Option<&api::Project> {
        let mut projects = self.projects(api).await.iter();
        projects.find(|it| it.project_id == id)
    }

    /// Whether there is a project; `None` when nobody knows.
    pub(crate) async fn has_project(&self, api: &api::Client, id: &str) -> Option<bool> {
        let projects = self.projects(api).await;
        (!projects.is_empty()).then(|| projects.iter().any(|it| it.project_id == id))
    }

    async fn projects(&self, api: &api::Client) -> &[api::Project] {
        let read = || async { api.projects().await.unwrap_or_default() };
        self.projects.get_or_init(read).await
    }

    /// Whether there is a region; `None` when nobody knows.
    pub(crate) async fn has_region(&self, api: &api::Client, id: &str) -> Option<bool> {
        let read = || async { api.regions(None).await.unwrap_or_default() };
        let regions = self.regions.get_or_init(read).await;
        (!regions.is_empty()).then(|| regions.iter().any(|it| it.region_id == id))
    }

    /// Notes the plan that a cluster was read with, which the state may not have.
    pub(crate) fn note_plan(&self, cluster_id: &str, plan: &str) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.insert(cluster_id.to_owned(), plan.to_owned());
    }

    /// The plan that a cluster was read with; `None` when it was not read.
    pub(crate) fn plan_of(&self, cluster_id: &str) -> Option<String> {
        let plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.get(cluster_id).cloned()
    }

    /// The clusters that there were.
    pub(crate) async fn clusters(&self, api: &api::Client) -> &[api::Cluster] {
        let read = || async { api.clusters(None).await.unwrap_or_default() };
        self.clusters.get_or_init(read).await
    }
}
