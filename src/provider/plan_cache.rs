//! Answers from the first time that they were asked for: enough to warn with, and never a reason to fail by itself.
//!
//! A provider lives for one plan or one apply, so each of these is one call in it, however many objects are planned. A list
//! that cannot be read is not known. A refused key and an address that does not answer are not kept: each plan meets them, and
//! `planning` reports them.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use crate::api;

/// Lists that were read once; `None` where that failed.
#[derive(Debug, Default)]
pub(crate) struct Known {
    projects: OnceCell<Option<Vec<api::Project>>>,
    regions: OnceCell<Option<Vec<api::Region>>>,
    clusters: OnceCell<Option<Vec<api::Cluster>>>,
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

    /// Makes a call that every key may make.
    pub(crate) async fn check(&self, api: &api::Client) {
        self.projects(api).await;
    }

    async fn projects(&self, api: &api::Client) -> &[api::Project] {
        once(&self.projects, Box::pin(api.projects()))
            .await
            .unwrap_or_default()
    }

    /// The regions that there were; `None` when nobody knows.
    pub(crate) async fn regions(&self, api: &api::Client) -> Option<&[api::Region]> {
        let regions = once(&self.regions, Box::pin(api.regions(None))).await;
        regions.filter(|it| !it.is_empty())
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
        let clusters = once(&self.clusters, Box::pin(api.clusters(None))).await;
        clusters.unwrap_or_default()
    }
}

async fn once<T>(
    cell: &OnceCell<Option<Vec<T>>>,
    read: impl Future<Output = Result<Vec<T>, api::Error>>,
) -> Option<&[T]> {
    let read = async {
        match read.await {
            Ok(list) => Ok(Some(list)),
            Err(error) if error.is_key_refused() || error.no_connection().is_some() => Err(()),
            Err(_) => Ok(None),
        }
    };
    let list = cell.get_or_try_init(|| read).await;
    list.ok()?.as_deref()
}
