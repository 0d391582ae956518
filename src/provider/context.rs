//! The context of resources and data sources: the client and everything that they share.

use std::sync::{Arc, atomic::AtomicBool};

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Model,
    resource::Op,
};
use tokio::sync::OnceCell;

use crate::{
    api,
    provider::{
        Defaults, departures::Departures, errors::not_known_yet, home::KeyHome, plan_cache::Known,
        planned_projects::PlannedProjects, preview::Preview, project_user::Blocks,
    },
};

/// The client, and what to use when a configuration names nothing.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    pub(crate) api: api::Client,
    pub(crate) defaults: Arc<Defaults>,
    pub(super) organization_of_key: Arc<OnceCell<Option<String>>>,
    pub(super) home_of_key: Arc<OnceCell<KeyHome>>,
    /// Whether an object of the state was found with the key.
    pub(super) is_at_home: Arc<AtomicBool>,
    pub(crate) known: Arc<Known>,
    pub(crate) planned_projects: Arc<PlannedProjects>,
    pub(crate) blocks: Arc<Blocks>,
    pub(crate) departures: Departures,
}

impl Context {
    pub(crate) fn new(api: api::Client, defaults: Defaults) -> Self {
        Self {
            api,
            defaults: defaults.into(),
            organization_of_key: Arc::default(),
            home_of_key: Arc::default(),
            is_at_home: Arc::default(),
            known: Arc::default(),
            planned_projects: Arc::default(),
            blocks: Arc::default(),
            departures: Departures::default(),
        }
    }

    /// Whether the configuration asks for endpoints that are not published.
    pub(crate) fn has(&self, preview: Preview) -> bool {
        self.defaults.previews.has(preview)
    }

    /// Whether it is not known yet if the configuration asks for them.
    pub(crate) fn is_unknown(&self, preview: Preview) -> bool {
        self.defaults.previews.is_unknown(preview)
    }

    /// Whether the configuration asks for endpoints that are not published, for what cannot wait until that is known.
    pub(crate) fn has_now(&self, preview: Preview) -> Result<bool> {
        if self.is_unknown(preview) {
            let detail = not_known_yet("preview_features");
            return Err(Diagnostic::error("Unknown preview features", detail).into());
        }
        Ok(self.has(preview))
    }

    /// The provider's project; `None` where it names none. One that is not known yet is an error at `attribute`: whatever else
    /// could be taken for it would be the wrong one.
    pub(crate) fn default_project(&self, attribute: &str) -> Result<Option<&str>> {
        let project_id = &self.defaults.project_id.value;
        if project_id.is_unknown() {
            let detail = format!(
                "`project_id` of the provider block is not known before apply, and this is looked up before. Set `{attribute}` here: \
                 Terraform waits until it knows that."
            );
            return Err(Diagnostic::error("Missing project", detail)
                .at(attribute)
                .into());
        }
        Ok(project_id.text())
    }

    /// The project that is given, else the provider's. There must be one.
    pub(crate) fn project<'a>(
        &'a self,
        given: Option<&'a str>,
        attribute: &str,
    ) -> Result<&'a str> {
        let project_id = match given {
            Some(_) => given,
            None => self.default_project(attribute)?,
        };
        project_id.ok_or_else(|| {
            let detail = format!("Set `{attribute}`, here or in the provider block.");
            Diagnostic::error("Missing project", detail)
                .at(attribute)
                .into()
        })
    }

    /// The client for one operation: its calls end when that runs out of time or the user interrupts it.
    pub(crate) fn during<M: Model>(&self, op: &Op<M>) -> api::Client {
        self.api.within(op.deadline(), op.stop())
    }
}
