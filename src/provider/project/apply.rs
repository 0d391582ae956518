//! Changes of a project in place, each on record as soon as it is made.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
    resource::Op,
};

use crate::{
    api::{self, Topic},
    provider::{
        errors::{ErrorContext, explain},
        project::{
            delete,
            model::{Project, ProjectResource},
            plan::has_many_regions,
        },
    },
};

/// The service's code for a plan that is not above the present one.
const ONLY_UP: i64 = 63_104;

impl ProjectResource {
    /// Gives the project its planned name and description.
    pub(super) async fn rename(
        &self,
        op: &mut Op<Project>,
        planned: &Project,
        new_state: &mut Project,
    ) -> Result<()> {
        let Some(update) = new_state.to_update(planned) else {
            return Ok(());
        };
        let api = self.context.during(op);
        let doing = format!("updating {}", new_state.title());
        let departures = &self.context.departures;
        let departure = update
            .project_name
            .as_ref()
            .map(|_| departures.begin_rename(new_state.id()));
        let mut updated = api.update_project(new_state.id(), &update).await;
        // The name may be that of another one, which this apply deletes or renames.
        if let (Err(refused), Some(name), Some(own)) = (&updated, &update.project_name, &departure)
            && refused.topic() == Topic::Conflict
            && !refused.maybe_processed()
        {
            let other = holder(&api, name).await;
            let other = other.filter(|it| it.project_id != new_state.id());
            let other = other.as_ref().map(|it| it.project_id.as_str());
            if departures.await_name(op, other, own).await {
                updated = api.update_project(new_state.id(), &update).await;
            }
        }
        if let Err(refused) = updated {
            let problem = explain(&refused, &doing);
            return Err(match update.project_name {
                Some(name) if refused.topic() == Topic::Conflict => {
                    name_taken(&api, &name, problem).await.into()
                }
                _ => problem.into(),
            });
        }
        if let Some(departure) = departure {
            departure.end();
        }
        new_state.project_name.clone_from(&planned.project_name);
        if update.description.is_some() {
            new_state.description.clone_from(&planned.description);
        }
        op.save(new_state);
        Ok(())
    }

    /// Moves the project to the planned plan.
    pub(super) async fn upgrade(
        &self,
        op: &mut Op<Project>,
        planned: &Project,
        new_state: &mut Project,
    ) -> Result<()> {
        let Some(plan) = planned
            .plan
            .text()
            .filter(|it| Some(*it) != new_state.plan.text())
        else {
            return Ok(());
        };
        let upgraded = self.context.during(op);
        let upgraded = upgraded.upgrade_project(new_state.id(), &plan.into()).await;
        // An older platform does not tell the plan, and refuses one that the project has already.
        let may_have_it = new_state.plan.is_null();
        if !upgraded
            .as_ref()
            .is_err_and(|it| may_have_it && it.code() == Some(ONLY_UP))
        {
            upgraded.context(format!("upgrading {}", new_state.title()))?;
        }
        new_state.plan.clone_from(&planned.plan);
        op.save(new_state);
        Ok(())
    }

    /// Binds and unbinds regions. A project that may have one region only lets go of it first.
    pub(super) async fn bind(
        &self,
        op: &mut Op<Project>,
        planned: &Project,
        new_state: &mut Project,
    ) -> Result<()> {
        let (have, want) = (new_state.regions(), planned.regions());
        let added: Vec<_> = want.difference(&have).cloned().collect();
        let removed: Vec<_> = have.difference(&want).cloned().collect();
        let has_many = new_state.plan.text().is_some_and(has_many_regions);
        if has_many {
            self.add_regions(op, &added, new_state).await?;
        }
        for region in &removed {
            self.remove_region(op, region, new_state).await?;
        }
        if !has_many {
            self.add_regions(op, &added, new_state).await?;
        }
        Ok(())
    }

    async fn add_regions(
        &self,
        op: &mut Op<Project>,
        added: &[String],
        new_state: &mut Project,
    ) -> Result<()> {
        if added.is_empty() {
            return Ok(());
        }
        let api = self.context.during(op);
        if let Err(refused) = api.add_project_regions(new_state.id(), added).await {
            let doing = format!(
                "adding the regions {} to {}",
                added.join(", "),
                new_state.title()
            );
            let problem = explain(&refused, &doing);
            return Err(if new_state.region_ids.is_null() {
                perhaps_bound(problem).into()
            } else {
                problem.into()
            });
        }
        let mut regions = new_state.regions();
        regions.extend(added.iter().cloned());
        new_state.region_ids = regions.into();
        op.save(new_state);
        Ok(())
    }

    async fn remove_region(
        &self,
        op: &mut Op<Project>,
        region: &str,
        new_state: &mut Project,
    ) -> Result<()> {
        let api = self.context.during(op);
        let doing = format!("removing region {region} from {}", new_state.title());
        if let Err(refused) = api.remove_project_region(new_state.id(), region).await {
            let problem = explain(&refused, &doing);
            return Err(in_use(&api, &refused, region, new_state.id(), problem)
                .await
                .into());
        }
        let mut regions: BTreeSet<_> = new_state.regions();
        regions.remove(region);
        new_state.region_ids = Computed::Known(regions);
        op.save(new_state);
        Ok(())
    }
}

/// An older platform does not tell the regions, so nothing proves that a refusal means that the project has them already.
fn perhaps_bound(problem: Diagnostic) -> Diagnostic {
    let detail = format!(
        "{}\n\nZilliz Cloud does not tell which regions this project has. If it has these already, as the console shows, remove \
         `region_ids` from the configuration: then they stay as they are.",
        problem.detail
    );
    Diagnostic { detail, ..problem }.at("region_ids")
}

async fn holder(api: &api::Client, name: &str) -> Option<api::Project> {
    let all = api.projects().await.unwrap_or_default();
    all.into_iter()
        .find(|it| api::is_same_name(&it.project_name, name))
}

/// Who has the name that was refused.
async fn name_taken(api: &api::Client, name: &str, problem: Diagnostic) -> Diagnostic {
    let who = holder(api, name).await.map_or_else(
        || "A project that this key cannot see may have it".to_owned(),
        |it| format!("Project {} has it", it.project_id),
    );
    let detail = format!(
        "{}\n\n{who}. Choose another name, or rename that project first. If this plan renames or destroys it, apply again. To swap \
         two names, rename one project to a third name first.",
        problem.detail
    );
    Diagnostic { detail, ..problem }.at("project_name")
}

/// What keeps a region in a project: the clusters there, or that it is the last one.
async fn in_use(
    api: &api::Client,
    refused: &api::Error,
    region: &str,
    project_id: &str,
    problem: Diagnostic,
) -> Diagnostic {
    if !delete::is_refusal(refused) {
        return problem;
    }
    let mut clusters = delete::clusters_in(api, project_id).await;
    clusters.retain(|it| it.region_id == region);
    let titles: Vec<_> = clusters.iter().map(delete::title).collect();
    let why = if titles.is_empty() {
        "No cluster that this key can see is in it. A project may have to keep one region"
            .to_owned()
    } else {
        format!("It still has {}", titles.join("; "))
    };
    let detail = format!(
        "{}\n\nA region is taken from a project only once nothing is in it. {why}. Delete what is left and apply again, or keep \
         {region} in `region_ids`.",
        problem.detail
    );
    Diagnostic { detail, ..problem }.at("region_ids")
}
