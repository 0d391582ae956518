//! Checks of a planned project: the refusals of Zilliz Cloud, certain and possible ones, and upgrades, which nothing undoes.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result, Severity},
    model::{Computed, Slot as _},
    resource::{Op, PlanChange},
    value::Json,
};

use crate::{
    api,
    api::ClusterStatus,
    provider::{
        catalog::check_region,
        planned_projects::{PlannedProject, PlannedProjects},
        project::{
            delete::{clusters_in, title},
            model::{PLANS, Project, ProjectConfig, ProjectResource},
        },
        protection::{protect, protected, will_fail},
    },
};

/// The plan of a project whose configuration names none.
pub(super) const DEFAULT_PLAN: &str = "Enterprise";

/// Where the first plan of a replacement keeps the identifier of the old project for the second one.
const ID: &str = "id";
/// The private key of the name of a project that is protected, or that Zilliz Cloud does not delete.
const UNDELETABLE: &str = "undeletable";

/// Where the configured plan is kept.
const PLAN: &str = "plan";

/// Whether a project of this plan may have more than one region; a plan that this version does not know may.
pub(super) fn has_many_regions(plan: &str) -> bool {
    !["Standard", "Enterprise"].contains(&plan)
}

/// More regions than the plan has.
fn too_many_regions(planned: &ProjectConfig) -> Option<Diagnostic> {
    // What is not known yet may turn out to be the same.
    let is_several = known_regions(planned).len() > 1;
    let plan = planned.plan.text()?;
    if !is_several || has_many_regions(plan) {
        return None;
    }
    let detail = format!(
        "A project of the plan {plan} has one region. More take the plan BusinessCritical."
    );
    Some(Diagnostic::error("Too many regions", detail).at("region_ids"))
}

/// The plan where the configuration names none. The default is for new projects: an upgrade cannot be undone, so nobody gets
/// one without having written it.
pub(super) fn plan_default(change: &mut PlanChange<Project>) {
    let (Some(config), Some(planned)) = (&change.config, &mut change.planned) else {
        return;
    };
    if config.plan.is_null() && change.prior.is_none() {
        planned.plan = DEFAULT_PLAN.into();
    }
}

/// Refuses more regions than the plan has, unless the project has them.
pub(super) fn refuse_regions(change: &mut PlanChange<Project>) {
    let Some(planned) = &change.planned else {
        return;
    };
    let is_so = change.prior.as_ref().is_some_and(|it| {
        it.plan == planned.plan && it.region_ids.to_slot() == planned.region_ids.to_slot()
    });
    // A plan that only the state tells is the fault of no configuration.
    let is_of_state =
        change.prior.is_some() && change.config.as_ref().is_some_and(|it| it.plan.is_null());
    let judged = |it| if is_of_state { will_fail(it) } else { it };
    if !is_so && !change.diagnostics.has_errors() {
        change
            .diagnostics
            .extend(too_many_regions(planned).map(judged));
    }
}

/// Says that a plan below the present one will be refused, unless the project was upgraded elsewhere: then the plan stays what
/// it is. An error would keep Terraform from everything else, and from destroying it.
pub(super) fn check_downgrade(change: &mut PlanChange<Project>) {
    let configured = change.config.as_ref().and_then(|it| it.plan.text());
    let configured = configured.map_or(Json::Null, |it| Json::String(it.to_owned()));
    let is_applied = configured != Json::Null && change.private(PLAN) == Some(&configured);
    change.set_private(PLAN, configured);
    let (Some(prior), Some(planned)) = (&change.prior, &mut change.planned) else {
        return;
    };
    let (Some(wanted), Some(plan)) = (planned.plan.text(), prior.plan.text()) else {
        return;
    };
    if rank(wanted) >= rank(plan) {
        return;
    }
    let name = format!("project \"{}\"", prior.project_name);
    if is_applied {
        let summary = format!("The plan of {name} is {plan}, not {wanted}");
        let detail = format!(
            "It was upgraded elsewhere, and Zilliz Cloud does not downgrade a project, so nothing is changed. Write `plan = \"{plan}\"`, \
             or remove the line: then the plan is left as it is."
        );
        planned.plan = plan.into();
        change
            .diagnostics
            .push(Diagnostic::warning(summary, detail).at("plan"));
    } else {
        let problem = will_fail(downgrade(&name, plan, wanted));
        change.diagnostics.push(problem);
    }
}

/// Records what this plan changes about a project, for the plans of its clusters. A destroyed project changes nothing for them.
pub(super) fn record(change: &mut PlanChange<Project>, projects: &PlannedProjects) {
    record_replacement(change, projects);
    let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
        return;
    };
    let region_ids = planned.region_ids.to_slot();
    if planned.plan == prior.plan && region_ids == prior.region_ids.to_slot() {
        return;
    }
    let is_known = is_wholly_known(planned);
    let regions = known_regions(planned).into_iter().map(str::to_owned);
    let planned = PlannedProject {
        plan: planned.plan.clone(),
        region_ids: if is_known {
            Computed::Known(regions.collect())
        } else {
            Computed::Unknown
        },
    };
    projects.record(prior.id(), planned);
}

/// Records a project that Terraform replaces. Nothing of a project takes another one, so only `-replace` and
/// `replace_triggered_by` do that: the first plan does not know of it, and the second one has no prior object.
///
/// A project that cannot be deleted is refused here: the apply would first destroy what is in it.
fn record_replacement(change: &mut PlanChange<Project>, projects: &PlannedProjects) {
    let problem = change.is_replacement().then(|| change.private(UNDELETABLE));
    match problem.flatten() {
        Some(Json::String(name)) if name == api::DEFAULT_PROJECT => {
            change.diagnostics.push(not_replaced());
        }
        Some(Json::String(name)) => {
            let problem = protected(&format!("project \"{name}\""));
            change.diagnostics.push(problem);
        }
        _ => {
            if change.is_replacement()
                && let Some(Json::String(id)) = change.private(ID)
            {
                projects.record_replacement(id);
            }
        }
    }
    let text = |it: Option<&str>| it.map_or(Json::Null, |it| Json::String(it.to_owned()));
    let prior = change.prior.as_ref().filter(|_| change.planned.is_some());
    let id = text(prior.and_then(|it| it.id.text()));
    let is_undeletable =
        |it: &&Project| it.deletion_protection || it.project_name == api::DEFAULT_PROJECT;
    let undeletable = text(
        prior
            .filter(is_undeletable)
            .map(|it| it.project_name.as_str()),
    );
    change.set_private(ID, id);
    change.set_private(UNDELETABLE, undeletable);
}

/// Drops what the plan kept for the case of a replacement.
pub(super) fn forget_replacement(op: &mut Op<Project>) {
    op.set_private(ID, Json::Null);
    op.set_private(UNDELETABLE, Json::Null);
}

/// Refuses a plan below the present one, before anything is changed.
pub(super) fn check_plan(prior: &Project, planned: &Project) -> Result<()> {
    match (planned.plan.text(), prior.plan.text()) {
        (Some(wanted), Some(plan)) if rank(wanted) < rank(plan) => {
            Err(downgrade(&prior.title(), plan, wanted).into())
        }
        _ => Ok(()),
    }
}

fn downgrade(name: &str, plan: &str, wanted: &str) -> Diagnostic {
    let detail = format!(
        "The plan of {name} is {plan}, and Zilliz Cloud does not downgrade a project. Write `plan = \"{plan}\"`, or remove the line: \
         then the plan is left as it is. For the plan {wanted}, move its clusters to a new project."
    );
    Diagnostic::error("Downgrade of a project", detail).at("plan")
}

/// Keeps the plan that a project had when it was first read, if none was ever applied.
pub(super) fn keep_imported(op: &mut Op<Project>, state: &Project) {
    if let (None, Some(plan)) = (op.private(PLAN), state.plan.text()) {
        op.set_private(PLAN, Json::String(plan.to_owned()));
    }
}

/// Refuses to delete the default project.
pub(super) fn check_default(state: &Project) -> Result<()> {
    if state.project_name == api::DEFAULT_PROJECT {
        return Err(not_deleted().into());
    }
    Ok(())
}

fn not_deleted() -> Diagnostic {
    let detail = "Every organization has its Default Project, and Zilliz Cloud does not delete it. An apply of this plan fails for it, and \
                  destroys everything else. To stop managing it here, use a `removed` block or `terraform state rm`.";
    Diagnostic::error("Deletion of the default project", detail)
}

fn not_replaced() -> Diagnostic {
    let detail = "Zilliz Cloud does not delete the Default Project of an organization, so another project cannot take its place. Apply \
                  without `-replace` for it, or remove `replace_triggered_by` from its `lifecycle` block.";
    Diagnostic::error("Replacement of the default project", detail)
}

/// Refuses what Zilliz Cloud never does.
pub(super) fn refuse(change: &mut PlanChange<Project>) {
    let Some(prior) = &change.prior else { return };
    let name = format!("project \"{}\"", prior.project_name);
    if change.planned.is_none() && prior.project_name == api::DEFAULT_PROJECT {
        // Everything else can be destroyed.
        let problem = not_deleted();
        let severity = Severity::Warning;
        change.diagnostics.push(Diagnostic {
            severity,
            ..problem
        });
    }
    protect(change, |it| it.deletion_protection, &name);
}

impl ProjectResource {
    /// Warns of what the service may refuse, as far as a look at it tells. What cannot be read is left to the apply.
    pub(super) async fn warn(&self, change: &mut PlanChange<Project>) {
        let Some(planned) = &change.planned else {
            return;
        };
        let prior = change.prior.as_ref();
        let mut items = Vec::new();
        if prior.is_none_or(|it| Some(it.project_name.as_str()) != planned.project_name.text()) {
            items.extend(self.name_is_taken(prior, planned).await);
        }
        let regions = known_regions(planned);
        let before = prior.map(Project::regions).unwrap_or_default();
        items.extend(self.plan_of_china(prior, planned, &regions));
        items.extend(self.no_such_region(&regions, &before).await);
        if let Some(prior) = prior
            && is_wholly_known(planned)
        {
            items.extend(self.region_in_use(prior, &regions).await);
        }
        change.diagnostics.extend(items);
    }

    /// A name is unique by the documents of the vendor's provider; those of the service do not say so. A project that is new is
    /// not made while another has its name, which this plan may change.
    async fn name_is_taken(
        &self,
        prior: Option<&Project>,
        planned: &ProjectConfig,
    ) -> Option<Diagnostic> {
        let name = planned.project_name.text()?;
        let all = self.context.api.projects().await.ok()?;
        let own = prior.and_then(|it| it.id.text());
        let holder = all.into_iter().find(|it| {
            api::is_same_name(&it.project_name, name) && Some(it.project_id.as_str()) != own
        })?;
        let id = &holder.project_id;
        let (refusal, import) = if prior.is_none() {
            let import = format!(
                " If this plan destroys or renames {id}, the new one waits for that. If only its block has another name now, a `moved` \
                 block keeps it as it is. If it is in no state, take it over with `terraform import <address> '{id}'`, where <address> \
                 is that of this resource."
            );
            ("so no other is made with it", import)
        } else {
            (
                "and Zilliz Cloud may refuse it to another one",
                format!(" If this plan renames or destroys {id}, this project waits for that."),
            )
        };
        let detail = format!(
            "Project {id} has that name, {refusal}.{import} Otherwise choose another name."
        );
        let summary = format!("Existing project \"{name}\"");
        Some(Diagnostic::warning(summary, detail).at("project_name"))
    }

    fn plan_of_china(
        &self,
        prior: Option<&Project>,
        planned: &ProjectConfig,
        regions: &BTreeSet<&str>,
    ) -> Option<Diagnostic> {
        let plan = planned.plan.text()?;
        let default = self.context.defaults.region_id.text();
        let mut regions = regions.iter().copied().chain(default);
        let is_said = prior.is_some_and(|it| it.plan.text() == Some(plan));
        if plan == DEFAULT_PLAN || is_said || !regions.any(api::is_chinese) {
            return None;
        }
        let detail = format!(
            "The plan is {plan}, and projects of the Chinese platform have the plan Enterprise only, by its reference."
        );
        Some(Diagnostic::warning("Plan that the Chinese platform lacks", detail).at("plan"))
    }

    async fn no_such_region(
        &self,
        regions: &BTreeSet<&str>,
        before: &BTreeSet<String>,
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for region_id in regions.iter().filter(|it| !before.contains(**it)) {
            problems.extend(check_region(&self.context, region_id, "region_ids").await);
        }
        // One that says that no list could be read is enough.
        problems.dedup_by(|a, b| a.severity == Severity::Warning && a.severity == b.severity);
        problems
    }

    async fn region_in_use(&self, prior: &Project, regions: &BTreeSet<&str>) -> Option<Diagnostic> {
        let mut removed = prior.regions();
        removed.retain(|it| !regions.contains(it.as_str()));
        if removed.is_empty() {
            return None;
        }
        let clusters = self.context.api.clusters(None).await.ok()?;
        let inside = clusters.into_iter().find(|it| {
            it.project_id == prior.id()
                && removed.contains(&it.region_id)
                && !matches!(it.status, ClusterStatus::Deleting | ClusterStatus::Deleted)
        })?;
        let detail = format!(
            "Cluster \"{}\" ({}) is in {}, and a region is taken from a project only once no cluster is in it. Unless this plan \
             destroys the cluster, keep the region in `region_ids`.",
            inside.cluster_name, inside.cluster_id, inside.region_id
        );
        let summary = format!("Region {} of {} is in use", inside.region_id, prior.title());
        Some(Diagnostic::warning(summary, detail).at("region_ids"))
    }
}

fn known_regions(planned: &ProjectConfig) -> BTreeSet<&str> {
    let regions = planned.region_ids.known().into_iter().flatten();
    regions.filter_map(Computed::text).collect()
}

fn is_wholly_known(planned: &ProjectConfig) -> bool {
    let regions = planned.region_ids.known();
    regions.is_some_and(|it| it.iter().all(|it| !it.is_unknown()))
}

/// How high a plan is; a plan that this version does not know is above all others.
pub(super) fn rank(plan: &str) -> usize {
    let known = PLANS.iter().position(|it| *it == plan);
    known.unwrap_or(PLANS.len())
}

/// How many clusters to name.
const NAMED: usize = 10;

impl ProjectResource {
    /// Says which clusters an upgrade takes along, and that there is no way back.
    pub(super) async fn warn_of_upgrade(&self, change: &mut PlanChange<Project>) {
        let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
            return;
        };
        let Some(plan) = planned.plan.text() else {
            return;
        };
        let before = prior.plan.text();
        if before.is_some_and(|it| rank(it) >= rank(plan)) {
            return;
        }
        let mut clusters = clusters_in(&self.context.api, prior.id()).await;
        clusters.retain(|it| is_below(it, plan));
        let from = before.map_or_else(String::new, |it| format!(" from {it}"));
        let detail = format!(
            "This plan upgrades {}{from} to {plan}, which cannot be undone: Zilliz Cloud does not downgrade a project. {}",
            prior.title(),
            taken_along(&clusters)
        );
        let summary = format!("Upgrade of project \"{}\"", prior.project_name);
        let warning = Diagnostic::warning(summary, detail).at("plan");
        change.diagnostics.push(warning);
    }
}

/// Whether the project's upgrade is one of this cluster: Free and Serverless clusters have plans of their own.
fn is_below(cluster: &api::Cluster, plan: &str) -> bool {
    let own = cluster.plan.as_str();
    PLANS.contains(&own) && rank(own) < rank(plan)
}

fn taken_along(clusters: &[api::Cluster]) -> String {
    if clusters.is_empty() {
        return "Each Dedicated cluster in it is upgraded, too, and billed by the new plan. The API key sees none of them now."
            .to_owned();
    }
    let named: Vec<_> = clusters.iter().take(NAMED).map(title).collect();
    let more = match clusters.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "Each Dedicated cluster in it is upgraded, too, and billed by the new plan: {}{more}.",
        named.join(", ")
    )
}
