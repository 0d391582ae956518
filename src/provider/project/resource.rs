//! The operations of a project, in the order of Terraform's calls.

use std::time::Duration;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    resource::{Op, PlanChange, Resource},
    timeouts::Operation,
    value::Json,
};

use crate::{
    api::{self, Presence},
    provider::{
        errors::{ErrorContext, explain_as_warning, explain_create, found_again},
        project::{
            model::{Project, ProjectResource},
            plan,
        },
        protection::refuse_to_delete,
        search, vendor_migration,
    },
};

impl ProjectResource {
    /// Reads the project back after a change. Should that fail, the change has been made all the same: an error would
    /// make Terraform replace the project.
    async fn read_back(&self, op: &mut Op<Project>, written: Project) -> Project {
        match self.context.during(op).project(written.id()).await {
            Ok(remote) => written.refreshed(remote),
            Err(error) => {
                let summary = format!(
                    "Project \"{}\" was written but not read back",
                    written.project_name
                );
                op.warn(explain_as_warning(
                    &error,
                    &summary,
                    "The next plan reads it again.",
                ));
                written
            }
        }
    }

    async fn find(&self, id: &str) -> Result<api::Project> {
        let doing = format!("importing project \"{id}\"");
        let Some(name) = id.strip_prefix("name:") else {
            let remote = self.context.api.project(id).await;
            return match remote {
                Ok(remote) => Ok(remote),
                Err(error) => {
                    let by_name = "To import by name, write `name:<project_name>`.";
                    let problem = self.context.no_project(&error, id, &doing, by_name);
                    Err(problem.await.into())
                }
            };
        };
        if name.trim().is_empty() {
            let detail = "The name is empty. Write `name:<project_name>`.";
            return Err(Diagnostic::error(format!("Error {doing}"), detail).into());
        }
        let projects = self.context.api.projects().await.context(&doing)?;
        search::project(projects, name)
            .map_err(|detail| Diagnostic::error(format!("Error {doing}"), detail).into())
    }
}

impl Resource for ProjectResource {
    const NAME: &'static str = "project";
    const IDENTITY: &'static [&'static str] = &["id"];
    const TIMEOUTS: &'static [(Operation, Duration)] =
        &[(Operation::Delete, Duration::from_secs(30 * 60))];
    type Model = Project;

    async fn modify_plan(&self, change: &mut PlanChange<Project>) {
        let planning = Self::new(self.context.for_plan());
        planning.context.check_new(change).await;
        let title = change.prior.as_ref().map(Project::title);
        planning
            .context
            .check_planned(change, &title.unwrap_or_default())
            .await;
        plan::plan_default(change);
        plan::check_downgrade(change);
        plan::refuse_regions(change);
        plan::refuse(change);
        plan::record(change, &self.context.planned_projects);
        planning.warn(change).await;
        if !change.diagnostics.has_errors() {
            planning.warn_of_upgrade(change).await;
        }
        planning.context.report_plan(change).await;
    }

    async fn create(&self, op: &mut Op<Project>, planned: Project) -> Result<Project> {
        self.context.check_organization().await?;
        self.context.keep_home(op, None).await;
        let doing = format!("creating project \"{}\"", planned.project_name);
        let api = self.context.during(op);
        let mut created = api.create_project(&planned.to_create()).await;
        if let Err(refused) = &created
            && self.context.is_freed(op, refused).await
        {
            created = api.create_project(&planned.to_create()).await;
        }
        let import_id = format!("name:{}", planned.project_name);
        let created = created
            .map_err(|error| explain_create(&error, &doing, "zillizcloud_project", &import_id))?;
        let is_reconciled = created.is_reconciled;
        let created = Project {
            id: created.project_id.into(),
            ..planned
        };
        op.save(&created);
        if is_reconciled {
            op.warn(found_again(&format!(
                "Project \"{}\" ({})",
                created.project_name,
                created.id()
            )));
        }
        let created = self.read_back(op, created).await;
        plan::keep_imported(op, &created);
        Ok(created)
    }

    async fn refresh(&self, op: &mut Op<Project>, state: Project) -> Result<Option<Project>> {
        plan::keep_imported(op, &state);
        let title = state.title();
        let present = self.read(state).await?;
        self.context.refreshed(op, present, &title, None).await
    }

    async fn read(&self, state: Project) -> Result<Option<Project>> {
        let doing = format!("reading {}", state.title());
        let remote = self.context.api.project_presence(state.id()).await;
        match remote.context(doing)? {
            Presence::Present(remote) => Ok(Some(state.refreshed(remote))),
            Presence::Absent(proof) => self.context.not_found(proof).await,
        }
    }

    async fn update(
        &self,
        op: &mut Op<Project>,
        prior: Project,
        planned: Project,
    ) -> Result<Project> {
        self.context.check_organization().await?;
        plan::check_plan(&prior, &planned)?;
        let mut new_state = Project {
            deletion_protection: planned.deletion_protection,
            ..prior
        };
        self.rename(op, &planned, &mut new_state).await?;
        self.upgrade(op, &planned, &mut new_state).await?;
        self.bind(op, &planned, &mut new_state).await?;
        self.context.keep_home(op, None).await;
        plan::forget_replacement(op);
        let new_state = self.read_back(op, new_state).await;
        plan::keep_imported(op, &new_state);
        Ok(new_state)
    }

    async fn delete(&self, op: &mut Op<Project>, state: Project) -> Result<()> {
        let name = state.title();
        if state.deletion_protection {
            return Err(refuse_to_delete(&name));
        }
        plan::check_default(&state)?;
        self.context.check_organization().await?;
        let doing = format!("deleting {name}");
        let departure = self.context.departures.begin(state.id());
        if let Some(proof) = self
            .delete_empty(op, &departure, state.id(), &doing)
            .await?
        {
            self.context.check_deleted(op, proof, &name).await?;
        }
        departure.end();
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Project> {
        Ok(self.find(id).await?.into())
    }

    fn mend(state: &mut Json) {
        vendor_migration::mend_project(state);
    }

    fn is_own(state: &Json) -> bool {
        vendor_migration::is_ours(state)
    }
}
