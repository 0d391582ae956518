//! `zillizcloud_project` and `zillizcloud_projects`: one project, and all projects or those that a filter leaves.

use std::collections::BTreeSet;

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
};

use crate::{
    api,
    api::ForeignText,
    provider::{Context, errors::ErrorContext, search},
};

model! {
    /// A project: the one with this `id`, or the one with this `name`. With neither, the provider's default project, else the
    /// project that every organization has from the start.
    pub struct ProjectLookup <- ProjectLookupConfig {
        /// Identifier of the project, `proj-…`.
        id: Computed<String> = optional().len(1..).or_computed(),
        /// Name of the project to look for.
        name: Computed<String> = optional().text(Text::Name).len(1..).or_computed(),
        /// Name of the project.
        project_name: Computed<String> = computed(),
        /// What it is for.
        description: Computed<String> = computed(),
        /// Subscription plan.
        plan: Computed<String> = computed(),
        /// Regions in which the project may have clusters.
        region_ids: Computed<BTreeSet<String>> = computed(),
        /// Number of clusters in the project.
        instance_count: Computed<i64> = computed(),
        /// When it was created, in UTC.
        create_time: Computed<String> = computed(),
        /// When it was created, in milliseconds since 1970, where the service tells.
        created_at: Computed<i64> = computed(),
        /// `SAAS` or `BYOC`.
        org_type: Computed<String> = computed(),
    }
}

/// Looks projects up.
#[derive(Debug)]
pub(crate) struct ProjectData {
    context: Context,
}

impl ProjectData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }

    async fn by_id(&self, id: &str) -> Result<api::Project> {
        let remote = self.context.client().await?.project_in_list(id).await;
        match remote {
            Ok(remote) => Ok(remote),
            Err(error) => {
                let doing = format!("looking for project {id}");
                let by_name = "To look it up by name, set `name` instead of `id`.";
                let problem = self.context.no_project(&error, id, &doing, by_name).await;
                Err(problem.at("id").into())
            }
        }
    }

    async fn by_name(&self, name: &str) -> Result<api::Project> {
        let doing = format!("looking for project \"{name}\"");
        let projects = self
            .context
            .client()
            .await?
            .projects()
            .await
            .context(&doing)?;
        search::project(projects, name).map_err(|detail| {
            Diagnostic::error(format!("Error {doing}"), detail)
                .at("name")
                .into()
        })
    }
}

impl DataSource for ProjectData {
    const NAME: &'static str = "project";
    type Model = ProjectLookup;

    fn validate(config: &ProjectLookupConfig, diagnostics: &mut Diagnostics) {
        if config.id.known().is_some() && config.name.known().is_some() {
            let detail = "Both are set. A project is looked up by one of them.";
            diagnostics.push(Diagnostic::error("Conflicting id and name", detail).at("name"));
        }
    }

    async fn read(&self, config: ProjectLookup) -> Result<ProjectLookup> {
        let remote = match (config.id.text(), config.name.text()) {
            (_, Some(name)) => self.by_name(name).await?,
            (Some(id), None) => self.by_id(id).await?,
            (None, None) => match self.context.default_project("id")? {
                Some(id) => {
                    let remote = self.by_id(id).await;
                    remote.map_err(|it| self.context.defaults.project_id.explain("id", it))?
                }
                None => self.by_name(api::DEFAULT_PROJECT).await?,
            },
        };
        Ok(remote.into())
    }
}

impl From<api::Project> for ProjectLookup {
    fn from(remote: api::Project) -> Self {
        Self {
            id: remote.project_id.into(),
            name: remote.project_name.clone().into(),
            project_name: remote.project_name.into(),
            description: remote.description.into(),
            plan: remote.plan.map(|it| it.to_string()).into(),
            region_ids: remote.region_ids.map(BTreeSet::from_iter).into(),
            instance_count: remote.instance_count.into(),
            create_time: remote.create_time.into(),
            created_at: remote.create_time_milli.into(),
            org_type: remote.org_type.map(|it| it.to_string()).into(),
        }
    }
}

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
