//! Projects as this plan leaves them.
//!
//! A cluster that refers to a project is planned after it, by the same process unless the two have different provider blocks.
//! So the plan of the cluster can know what the plan of the project changes.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

use tf_provider::model::Computed;

use crate::api;

/// What this plan changes about projects, by their identifiers.
#[derive(Debug, Default)]
pub(crate) struct PlannedProjects(Mutex<BTreeMap<String, PlannedProject>>);

/// What a project will have; unknown values are not known before the apply.
#[derive(Clone, Debug)]
pub(crate) struct PlannedProject {
    pub(crate) plan: Computed<String>,
    pub(crate) region_ids: Computed<BTreeSet<String>>,
}

impl PlannedProjects {
    /// Records a change of a project.
    pub(crate) fn record(&self, id: &str, planned: PlannedProject) {
        let mut projects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        projects.insert(id.to_owned(), planned);
    }

    /// The project as this plan leaves it; `None` when the plan does not change it.
    pub(crate) fn after_plan(&self, project: &api::Project) -> Option<api::Project> {
        let projects = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let planned = projects.get(&project.project_id)?.clone();
        let region_ids = planned.region_ids.into_known();
        Some(api::Project {
            plan: planned.plan.into_known().map(|it| it.as_str().into()),
            region_ids: region_ids.map(|it| it.into_iter().collect()),
            ..project.clone()
        })
    }
}
