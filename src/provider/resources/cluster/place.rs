//! Whether a new cluster fits where it is to be.
//!
//! Most of it is worth a warning only: the project may be changed in the same apply, and documents are silent on much of it.
//! A cluster that would make way for one that cannot be is worth an error.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    model::Slot as _,
    resource::Change,
};

use crate::{
    api::{self, ClusterStatus, OrgType},
    provider::{
        Cloud,
        regions::check_region,
        resources::cluster::{
            changes::rank,
            kind::Kind,
            model::{Cluster, ClusterDraft},
            rules::is_any,
        },
    },
};

const UNLESS_CHANGED: &str =
    "Zilliz Cloud may refuse it, unless the project is changed in the same apply.";

/// Checks a cluster that does not exist yet against its project, its region and its organization.
pub(super) async fn check(change: &mut Change<Cluster>, cloud: &Cloud) {
    let (None, Some(planned)) = (&change.prior, &change.planned) else {
        return;
    };
    let kind = change.config.as_ref().and_then(Kind::wanted);
    let (api, known) = (&cloud.api, &cloud.known);
    let mut found = absent(planned, cloud).await;
    if let Some(id) = planned.project_id.text()
        && let Some(project) = known.project(api, id).await
    {
        check_project(planned, project, &mut found);
    }
    if kind == Some(Kind::Free) {
        let name = planned.cluster_name.text();
        let another = known.clusters(api).await.iter().find(|it| {
            let is_gone = matches!(it.status, ClusterStatus::Deleting | ClusterStatus::Deleted);
            // One of the same name is the one to be replaced, or a conflict of its own.
            Kind::of(it) == Kind::Free && !is_gone && Some(it.cluster_name.as_str()) != name
        });
        found.extend(another.map(only_one_free));
    }
    change.found.extend(found);
}

/// Refuses to let a cluster make way for one in a project or a region that does not exist: it would be gone by the time that
/// the new one is refused.
pub(super) async fn check_move(change: &mut Change<Cluster>, cloud: &Cloud) {
    let (Some(prior), Some(planned), true) =
        (&change.prior, &change.planned, change.replaces_object())
    else {
        return;
    };
    let mut found = Diagnostics::new();
    for problem in absent(planned, cloud).await {
        let is_moved = match problem.path.to_string().as_str() {
            "project_id" => planned.project_id != prior.project_id,
            _ => planned.region_id != prior.region_id,
        };
        let is_certain = problem.severity == Severity::Error || problem.path == "project_id".into();
        if is_moved && is_certain {
            let detail = format!(
                "{} This plan would destroy cluster \"{}\" first.",
                problem.detail, prior.cluster_name
            );
            let severity = Severity::Error;
            found.push(Diagnostic {
                detail,
                severity,
                ..problem
            });
        }
    }
    change.found.extend(found);
}

/// Warns of a project that is not listed, and refuses a region that is not.
async fn absent(planned: &ClusterDraft, cloud: &Cloud) -> Diagnostics {
    let (api, known) = (&cloud.api, &cloud.known);
    let mut found = Diagnostics::new();
    if let Some(id) = planned.project_id.text()
        && known.has_project(api, id).await == Some(false)
    {
        let near = cloud.near_projects(id).await;
        let detail = format!(
            "Zilliz Cloud does not list a project {id} for this API key. {near}The data source zillizcloud_projects has all that it lists."
        );
        found.push(Diagnostic::warning("No such project", detail).at("project_id"));
    }
    if let Some(id) = planned.region_id.text() {
        found.extend(check_region(cloud, id, "region_id").await);
    }
    found
}

fn check_project(planned: &ClusterDraft, project: &api::Project, found: &mut Diagnostics) {
    let id = &project.project_id;
    if let (Some(plan), Some(of_project)) = (planned.plan.text(), &project.plan)
        && let Some(most) = rank(of_project.as_str())
        && rank(plan) > Some(most)
    {
        let detail = format!(
            "Project {id} has the plan {of_project}, which is below {plan}. {UNLESS_CHANGED}"
        );
        found.push(Diagnostic::warning("A plan above that of the project", detail).at("plan"));
    }
    let regions = project.region_ids.as_deref().unwrap_or_default();
    if let Some(region_id) = planned.region_id.text()
        && !regions.is_empty()
        && !regions.iter().any(|it| it == region_id)
    {
        let detail = format!(
            "Project {id} has {}, and not {region_id}. {UNLESS_CHANGED}",
            regions.join(", ")
        );
        found.push(Diagnostic::warning("Not a region of the project", detail).at("region_id"));
    }
    if project.org_type == Some(OrgType::Saas) {
        let own = [
            ("bucket_info", planned.bucket_info.known().is_some()),
            ("aws_cse_key_arn", planned.aws_cse_key_arn.known().is_some()),
            (
                "load_balancer_security_groups",
                is_any(&planned.load_balancer_security_groups),
            ),
        ];
        for (attribute, _) in own.into_iter().filter(|(_, is_set)| *is_set) {
            let detail = format!(
                "`{attribute}` is for clusters in your own cloud account, and those of project {id} are in that of Zilliz Cloud, which \
                 may refuse it."
            );
            let summary = "Only for clusters in your own cloud account";
            found.push(Diagnostic::warning(summary, detail).at(attribute));
        }
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
pub(super) fn check_health(change: &mut Change<Cluster>) {
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
        .found
        .push(Diagnostic::warning("Not in a state to be changed", detail).at("status"));
}
