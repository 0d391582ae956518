//! `zillizcloud_projects`: all projects, or those that a filter leaves.

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Result},
    model,
    model::Computed,
};

use crate::{
    api::{self, ForeignText},
    provider::{Context, errors::ErrorContext, project::data_source::ProjectLookup},
};

model! {
    /// The projects that the key can see, all of them or those that every given filter leaves.
    pub struct Projects <- ProjectsConfig {
        /// Only those with this subscription plan, such as `Enterprise`.
        plan: Option<String> = optional(),
        /// Only those that may have clusters in this region.
        region_id: Option<String> = optional(),
        /// The projects, by name; empty when there are none.
        projects: Computed<Vec<ProjectLookup>> = computed(),
    }
}

/// Lists projects.
#[derive(Debug)]
pub(crate) struct ProjectsData {
    context: Context,
}

impl ProjectsData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for ProjectsData {
    const NAME: &'static str = "projects";
    type Model = Projects;

    async fn read(&self, config: Projects) -> Result<Projects> {
        let mut remote = self
            .context
            .client()
            .await?
            .projects()
            .await
            .context("listing projects")?;
        for project in &remote {
            config.check_reported(project)?;
        }
        remote.retain(|it| config.wants(it));
        // The service promises no order, and one of our own keeps plans quiet.
        remote.sort_by(|a, b| {
            (&a.project_name, &a.project_id).cmp(&(&b.project_name, &b.project_id))
        });
        Ok(Projects {
            projects: Computed::Known(remote.into_iter().map(ProjectLookup::from).collect()),
            ..config
        })
    }
}

impl Projects {
    /// Fails where a project does not say what a filter needs: the list would say that it is not among them.
    fn check_reported(&self, project: &api::Project) -> Result<()> {
        let (attribute, what) = if self.plan.is_some() && project.plan.is_none() {
            ("plan", "plan")
        } else if self.region_id.is_some() && project.region_ids.is_none() {
            ("region_id", "regions")
        } else {
            return Ok(());
        };
        let detail = format!(
            "Zilliz Cloud does not report the {what} of project \"{}\" ({}), so nothing tells whether it belongs to this list. Remove \
             `{attribute}`.",
            ForeignText::from(&project.project_name),
            ForeignText::from(&project.project_id)
        );
        let summary = format!("Unknown {what} of a project");
        Err(Diagnostic::error(summary, detail).at(attribute).into())
    }

    fn wants(&self, project: &api::Project) -> bool {
        let mut regions = project.region_ids.iter().flatten();
        let plan = project.plan.as_ref().map(api::Plan::as_str);
        self.plan.as_deref().is_none_or(|it| plan == Some(it))
            && self
                .region_id
                .as_ref()
                .is_none_or(|wanted| regions.any(|it| it == wanted))
    }
}
