//! Projects as this plan leaves them.
//!
//! A cluster that refers to a project is planned after it, by the same process unless the two have different provider blocks.
//! So the plan of the cluster can know what the plan of the project changes. The same goes for the roles of a person.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tf_provider::{
    model::{Computed, Model},
    resource::PlanChange,
};

use crate::api;

/// What this plan changes about projects, by their identifiers.
#[derive(Debug, Default)]
pub(crate) struct PlannedProjects {
    changed: Mutex<BTreeMap<String, PlannedProject>>,
    replaced: Mutex<BTreeSet<String>>,
}

/// What a project will have; unknown values are not known before the apply.
#[derive(Clone, Debug)]
pub(crate) struct PlannedProject {
    pub(crate) plan: Computed<String>,
    pub(crate) region_ids: Computed<BTreeSet<String>>,
}

impl PlannedProjects {
    /// Records that another project is made in place of this one.
    pub(crate) fn record_replacement(&self, id: &str) {
        lock(&self.replaced).insert(id.to_owned());
    }

    /// Replaces an object with its project. The identifier of the new project is not known yet, but no object outlives the old one.
    pub(crate) fn replace_with_project<M: Model>(
        &self,
        change: &mut PlanChange<M>,
        prior: impl Fn(&M) -> &Computed<String>,
        planned: impl Fn(&M::Config) -> &Computed<String>,
    ) {
        let (Some(old), Some(new)) = (&change.prior, &change.planned) else {
            return;
        };
        let is_replaced = |id: &str| lock(&self.replaced).contains(id);
        if planned(new).is_unknown() && prior(old).text().is_some_and(is_replaced) {
            change.replace_anyway("project_id");
        }
    }

    /// Records a change of a project.
    pub(crate) fn record(&self, id: &str, planned: PlannedProject) {
        let mut projects = lock(&self.changed);
        projects.insert(id.to_owned(), planned);
    }

    /// The project as this plan leaves it; `None` when the plan does not change it.
    pub(crate) fn after_plan(&self, project: &api::Project) -> Option<api::Project> {
        let projects = lock(&self.changed);
        let planned = projects.get(&project.project_id)?.clone();
        let region_ids = planned.region_ids.into_known();
        Some(api::Project {
            plan: planned.plan.into_known().map(|it| it.as_str().into()),
            region_ids: region_ids.map(|it| it.into_iter().collect()),
            ..project.clone()
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
