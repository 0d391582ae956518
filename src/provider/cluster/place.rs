//! Checks of the place of a new cluster: its project, its plan, its region.
//!
//! Most of it is worth a warning only: the project may be changed in the same apply, and documents are silent on much of it.
//! It is an error for a cluster that replaces another one, unless this plan changes the project.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    model::Slot as _,
    resource::PlanChange,
    value::Json,
};

use crate::{
    api::{self, ClusterStatus, OrgType},
    provider::{
        Context,
        catalog::check_region,
        cluster::{
            kind::Kind,
            model::{Cluster, ClusterConfig},
            plan::{DELETING, rank},
            sizes,
            validate::is_any,
        },
    },
};

const UNLESS_CHANGED: &str =
    "Zilliz Cloud may refuse it, unless the project is changed in the same apply.";
const UNLESS_REFERENCED: &str = "Zilliz Cloud refuses it. If this configuration changes the project, let `project_id` refer to its \
     zillizcloud_project, or apply that change first.";

/// What Zilliz Cloud will refuse to a new cluster, and what it may refuse.
#[derive(Default)]
struct Refusals {
    certain: Diagnostics,
    possible: Diagnostics,
}

/// Checks a cluster that does not exist yet against its project, its region and its organization.
pub(super) async fn check(change: &mut PlanChange<Cluster>, context: &Context) {
    let (None, Some(planned)) = (&change.prior, &change.planned) else {
        return;
    };
    let kind = change.config.as_ref().and_then(Kind::wanted);
    let (api, known) = (&context.api, &context.known);
    let mut refusals = absent(planned, context).await;
    if let Some(id) = planned.project_id.text()
        && let Some(project) = known.project(api, id).await
    {
        let changed = context.planned_projects.after_plan(project);
        let is_replacement = change.is_replacement() && changed.is_none();
        let advice = if is_replacement {
            UNLESS_REFERENCED
        } else {
            UNLESS_CHANGED
        };
        check_own_account(planned, project, &mut refusals);
        let mut by_project = Refusals::default();
        let project = changed.as_ref().unwrap_or(project);
        check_plan(planned, kind, project, advice, &mut by_project);
        // A region that nobody has is a problem of its own.
        if let Some(region_id) = planned.region_id.text()
            && refusals
                .certain
                .iter()
                .all(|it| it.path != "region_id".into())
        {
            check_region_of(region_id, project, advice, &mut by_project);
        }
        if changed.is_some() {
            refusals.possible.extend(by_project.certain);
        } else {
            refusals.certain.extend(by_project.certain);
        }
        refusals.possible.extend(by_project.possible);
    }
    if kind == Some(Kind::Free) {
        let clusters = known.clusters(api).await;
        let another = another_free(change, planned, clusters);
        refusals.certain.extend(another.map(only_one_free));
    }
    let certain = refusals.certain.into_iter();
    let certain = certain.map(|it| refuse_replacement(change, it));
    let remote: Vec<_> = certain.chain(refusals.possible).collect();
    change.diagnostics.extend(remote);
    change.set_private(DELETING, Json::Null);
}

/// Makes an error of what Zilliz Cloud will refuse to a new cluster in place of another one, which would be gone by then. One
/// that somebody else deletes already is not lost by this plan.
fn refuse_replacement(change: &PlanChange<Cluster>, problem: Diagnostic) -> Diagnostic {
    if !change.is_replacement() || change.private(DELETING).is_some() {
        return problem;
    }
    let old = change.predecessor().map_or_else(
        || "the cluster that exists".to_owned(),
        |id| format!("cluster {id}"),
    );
    let detail = format!(
        "{} This plan replaces {old}, which could be gone by the time that the new one is refused.",
        problem.detail
    );
    let severity = Severity::Error;
    Diagnostic {
        detail,
        severity,
        ..problem
    }
}

/// A Free cluster that stays. One that this cluster replaces does not, and has the same name unless another is known to be it.
fn another_free<'a>(
    change: &PlanChange<Cluster>,
    planned: &ClusterConfig,
    clusters: &'a [api::Cluster],
) -> Option<&'a api::Cluster> {
    let name = planned.cluster_name.text();
    clusters.iter().find(|it| {
        let is_gone = matches!(it.status, ClusterStatus::Deleting | ClusterStatus::Deleted);
        let is_own = match change.predecessor() {
            Some(id) => it.cluster_id == id,
            None => Some(it.cluster_name.as_str()) == name,
        };
        Kind::of(it) == Kind::Free && !is_gone && !is_own
    })
}

/// Checks that there are the project and the region. A project that is not listed may be one that this key may not see.
async fn absent(planned: &ClusterConfig, context: &Context) -> Refusals {
    let mut refusals = Refusals::default();
    if let Some(id) = planned.project_id.text() {
        refusals.certain.extend(context.no_such_project(id).await);
    }
    if let Some(id) = planned.region_id.text()
        && let Some(problem) = check_region(context, id, "region_id").await
    {
        match problem.severity {
            Severity::Error => refusals.certain.push(problem),
            Severity::Warning => refusals.possible.push(problem),
        }
    }
    refusals
}

/// Checks a cluster against the plan of its project.
fn check_plan(
    planned: &ClusterConfig,
    kind: Option<Kind>,
    project: &api::Project,
    advice: &str,
    refusals: &mut Refusals,
) {
    let Some(of_project) = project.plan.as_ref().map(api::Plan::as_str) else {
        return;
    };
    let id = &project.project_id;
    if let Some(plan) = planned.plan.text()
        && let Some(most) = rank(of_project)
        && rank(plan) > Some(most)
    {
        let detail =
            format!("Project {id} has the plan {of_project}, which is below {plan}. {advice}");
        let problem = Diagnostic::warning("A plan above that of the project", detail);
        refusals.certain.push(problem.at("plan"));
    }
    if kind != Some(Kind::Dedicated) || planned.plan.text().is_some() || of_project != "Standard" {
        return;
    }
    for (at, what) in sizes::beyond_standard(planned) {
        let detail = format!(
            "{what} takes the plan Enterprise or BusinessCritical, and that of project {id} is Standard. {advice}"
        );
        let problem = Diagnostic::warning("Not in this plan", detail).at(at);
        // The vendor's own tests have replicas there.
        if at == "replica" {
            refusals.possible.push(problem);
        } else {
            refusals.certain.push(problem);
        }
    }
}

/// Checks a region against those of a project.
fn check_region_of(region_id: &str, project: &api::Project, advice: &str, refusals: &mut Refusals) {
    let regions = project.region_ids.as_deref().unwrap_or_default();
    if regions.is_empty() || regions.iter().any(|it| it == region_id) {
        return;
    }
    let detail = format!(
        "Project {} has {}, and not {region_id}. {advice}",
        project.project_id,
        regions.join(", ")
    );
    let problem = Diagnostic::warning("Region that the project lacks", detail);
    refusals.certain.push(problem.at("region_id"));
}

/// Says what is for clusters in the user's own cloud account only. The documents are sure of the bucket alone.
fn check_own_account(planned: &ClusterConfig, project: &api::Project, refusals: &mut Refusals) {
    if project.org_type != Some(OrgType::Saas) {
        return;
    }
    let problem = |attribute: &'static str| {
        let detail = format!(
            "`{attribute}` is for clusters in your own cloud account, and those of project {} are in that of Zilliz Cloud, which may \
             refuse it.",
            project.project_id
        );
        let summary = "Argument for clusters in your own cloud account only";
        Diagnostic::warning(summary, detail).at(attribute)
    };
    if planned.bucket_info.known().is_some() {
        refusals.certain.push(problem("bucket_info"));
    }
    if planned.aws_cse_key_arn.known().is_some() {
        refusals.possible.push(problem("aws_cse_key_arn"));
    }
    if is_any(&planned.load_balancer_security_groups) {
        let groups = problem("load_balancer_security_groups");
        refusals.possible.push(groups);
    }
}

fn only_one_free(other: &api::Cluster) -> Diagnostic {
    let detail = format!(
        "An organization can have one Free cluster, and cluster \"{}\" ({}) of project {} is one. Zilliz Cloud refuses another while it \
         exists.",
        other.cluster_name, other.cluster_id, other.project_id
    );
    Diagnostic::warning("Another Free cluster", detail).at("plan")
}

/// Warns of changes of a cluster that is in no state to be changed.
pub(super) fn check_health(change: &mut PlanChange<Cluster>) {
    let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
        return;
    };
    let Some(status @ ("ABNORMAL" | "FREEZING" | "FROZEN")) = prior.status.text() else {
        return;
    };
    if planned.to_slot() == prior.to_slot() || planned.id.is_unknown() {
        return;
    }
    let detail = format!(
        "Cluster \"{}\" is {status}, in which Zilliz Cloud may refuse every change. Look at it in the console, at the bills of the \
         organization if it is frozen, or ask the support of Zilliz Cloud.",
        prior.cluster_name
    );
    change
        .diagnostics
        .push(Diagnostic::warning("Status that allows no change", detail).at("status"));
}
