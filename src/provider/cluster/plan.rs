//! Checks of a planned change of a cluster: refusals of the service, names of other clusters, and values of others.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::{Computed, Record as _, Slot},
    path::Path,
    resource::{Op, PlanChange},
    value::Json,
};

use crate::{
    api::{self, ClusterStatus, ForeignText},
    provider::{
        Context,
        cluster::{
            kind::Kind,
            model::{Cluster, ClusterConfig, ClusterResource, PLANS},
            scaling,
            validate::forget_password,
        },
        protection::will_fail,
    },
};

/// Tells the plan of the new cluster that the old one goes anyhow.
pub(super) const DELETING: &str = "deleting";

/// Checks what would become of a cluster that exists.
pub(super) fn check(change: &mut PlanChange<Cluster>) {
    let mut diagnostics = std::mem::take(&mut change.diagnostics);
    check_change(change);
    check_suspended(change);
    check_unchangeable(change);
    let in_place = std::mem::take(&mut change.diagnostics);
    // What is said about a change in place is not true of the new object of a replacement.
    if !change.replaces_object() {
        diagnostics.extend(in_place);
    }
    change.diagnostics = diagnostics;
    check_kind_is_said(change);
}

fn check_change(change: &mut PlanChange<Cluster>) {
    let (Some(prior), Some(config), Some(planned)) =
        (&change.prior, &change.config, &mut change.planned)
    else {
        return;
    };
    forget_password(planned);
    scaling::keep_same(prior, config, planned);
    let kind = prior.kind();
    let mut items = Vec::new();
    let is_other_kind = Kind::configured(config).is_some_and(|it| it != kind);
    if let Computed::Known(plan) = &config.plan
        && !is_other_kind
        && kind == Kind::Dedicated
        && rank(plan) < prior.plan.text().and_then(rank)
    {
        // An upgrade may come from the project, in this very apply. What is left behind by one is no wish for a lower plan.
        items.push(left_behind(plan, prior));
        planned.plan = prior.plan.clone();
    }
    if kind != Kind::Dedicated && !is_other_kind {
        let described = planned.description.text().unwrap_or_default()
            != prior.description.text().unwrap_or_default();
        if described && !planned.description.is_unknown() {
            items.push(undescribed(prior, kind));
            // Terraform takes what is configured or what was there.
            planned.description = prior.description.clone();
        }
    }
    // By somebody else, or by an apply that was cut off: there is nothing left to change, and another one to make.
    let is_being_deleted = prior.status.text() == Some("DELETING") && !prior.deletion_protection;
    if is_being_deleted {
        planned.id = Computed::Unknown;
    }
    // A cluster on its way to somewhere will be there when the change is made.
    let is_settled = matches!(prior.status.text(), Some("RUNNING" | "SUSPENDED"));
    if !is_settled && planned.to_object() != prior.to_object() {
        planned.status = Computed::Unknown;
    }
    // Terraform wants what is configured or what was there. The latter is never a change.
    if !config.status.is_null() && !prior.status.is_null() {
        planned.status = prior.status.clone();
    }
    if is_other_kind && config.plan.is_null() {
        planned.plan = Computed::Unknown;
    }
    // A plan that is not known yet takes no other cluster, but sizes may.
    let is_plan_unknown = config.plan.is_unknown();
    if is_other_kind && is_plan_unknown {
        planned.deployment_option = Computed::Unknown;
    }
    let deleting = if is_being_deleted {
        Json::Bool(true)
    } else {
        Json::Null
    };
    change.set_private(DELETING, deleting);
    for (attribute, is_replaced) in [
        ("plan", is_other_kind && !is_plan_unknown),
        ("deployment_option", is_other_kind && is_plan_unknown),
        ("id", is_being_deleted),
    ] {
        if is_replaced {
            change.replace(attribute);
        }
    }
    change.diagnostics.extend(items);
}

/// What to say about a plan that a cluster cannot have.
pub(super) fn plan_of_project(cluster: &Cluster) -> Diagnostic {
    let detail = format!(
        "The plan of a Dedicated cluster is that of its project, now {}. PlanChange `plan` of the zillizcloud_project, which only goes \
         up, and then here.",
        cluster.plan.text().unwrap_or_default()
    );
    Diagnostic::error("Plan of the project", detail).at("plan")
}

/// What to say about a plan that a cluster had before its project was upgraded.
fn left_behind(plan: &str, cluster: &Cluster) -> Diagnostic {
    let now = cluster.plan.text().unwrap_or_default();
    let detail = format!(
        "The plan of cluster \"{}\" is that of its project, now {now}, which is above {plan}. An upgrade of the project upgrades its clusters, and nothing \
         brings them down again, so the cluster stays as it is. Write `plan = \"{now}\"`, or remove `plan`.",
        cluster.cluster_name,
    );
    Diagnostic::warning("Plan of the project", detail).at("plan")
}

/// What to say about a description that there is no call for.
fn undescribed(cluster: &Cluster, kind: Kind) -> Diagnostic {
    let summary = "Fixed description";
    let why = format!(
        "Zilliz Cloud changes the description of Dedicated clusters only, and this is a {} cluster.",
        kind.name()
    );
    let Some(is) = cluster.description.text() else {
        let detail = format!("{why} Remove `description`, or change it in the console.");
        return Diagnostic::error(summary, detail).at("description");
    };
    let detail = format!(
        "{why} It stays {is:?}. Write that in the configuration, or remove `description`, and it is left alone."
    );
    Diagnostic::warning(summary, detail).at("description")
}

/// Where a plan is among those that are known, from the least to the most.
pub(super) fn rank(plan: &str) -> Option<usize> {
    PLANS.iter().position(|it| *it == plan)
}

/// Says that a cluster that is suspended and stays so cannot be scaled.
fn check_suspended(change: &mut PlanChange<Cluster>) {
    let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
        return;
    };
    let problem = scaled_while_suspended(prior, planned).map(will_fail);
    change.diagnostics.extend(problem);
}

/// The same in an apply, before anything is changed.
pub(super) fn refuse_suspended(prior: &Cluster, planned: &Cluster) -> Result<()> {
    let planned = ClusterConfig::from_object(&planned.to_object(), &Path::root())?;
    match scaled_while_suspended(prior, &planned) {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// Only a running cluster can be scaled.
fn scaled_while_suspended(prior: &Cluster, planned: &ClusterConfig) -> Option<Diagnostic> {
    let stays = prior.is_suspended() && planned.desired_status.text() == Some("SUSPENDED");
    let sizes = [
        ("cu_size", &planned.cu_size, &prior.cu_size),
        ("replica", &planned.replica, &prior.replica),
    ];
    let sizes = sizes
        .into_iter()
        .filter(|(_, planned, prior)| planned.known().is_some() && planned != prior);
    let mut scaled = scaling::changed(prior, planned).into_iter();
    let scaled = scaled.next().or_else(|| sizes.map(|(it, ..)| it).next());
    let attribute = scaled.filter(|_| stays)?;
    let detail = format!(
        "Cluster \"{}\" is suspended and would stay so, and Zilliz Cloud scales running clusters only. Set `desired_status` to \
         \"RUNNING\" to resume it in the same apply, or leave `{attribute}` as it is.",
        prior.cluster_name
    );
    Some(Diagnostic::error("Size of a suspended cluster", detail).at(attribute))
}

/// What is said once, when a cluster is created: another value takes another cluster. Zilliz Cloud does not tell it back, so
/// one that the state has nothing about may be what the cluster has.
fn check_unchangeable(change: &mut PlanChange<Cluster>) {
    let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
        return;
    };
    let all = [
        (
            "bucket_info",
            prior.bucket_info.to_slot(),
            planned.bucket_info.to_slot(),
        ),
        (
            "aws_cse_key_arn",
            prior.aws_cse_key_arn.to_slot(),
            planned.aws_cse_key_arn.to_slot(),
        ),
    ];
    for (attribute, prior, planned) in all.into_iter().filter(|(_, was, is)| was != is) {
        if !prior.is_null() && !planned.is_null() {
            change.replace(attribute);
            continue;
        }
        let detail = format!(
            "Zilliz Cloud takes `{attribute}` when it creates a cluster, and does not tell it back. The cluster stays as it is; only \
             the state follows the configuration."
        );
        change
            .diagnostics
            .push(Diagnostic::warning("Change of the state only", detail).at(attribute));
    }
}

/// A new cluster in place of this one must be meant to be what it will be: Terraform plans it from the configuration alone.
fn check_kind_is_said(change: &mut PlanChange<Cluster>) {
    let (Some(prior), Some(config)) = (&change.prior, &change.config) else {
        return;
    };
    if Kind::configured(config).is_some() {
        return;
    }
    let kind = prior.kind();
    if !change.replaces_object() || Kind::wanted(config).is_none_or(|it| it == kind) {
        return;
    }
    let says = match kind {
        Kind::Dedicated => {
            let cu_size = prior.cu_size.known().copied().unwrap_or(1);
            format!("`cu_size = {cu_size}`, as it is now,")
        }
        other => format!("`plan = \"{}\"`", other.name()),
    };
    let detail = format!(
        "This plan replaces the {} cluster \"{}\", and the configuration does not say of which kind the new one is: it would be a \
             Free cluster. Write {says} in the configuration, or `plan = \"Free\"` if that is what you want.",
        kind.name(),
        prior.cluster_name,
    );
    change.error(Diagnostic::error("Another kind of cluster", detail).at("plan"));
}

/// Warns of a name that another cluster of the project has.
pub(super) async fn check_name(change: &mut PlanChange<Cluster>, context: &Context) {
    // The new object of a replacement has a plan of its own.
    let (Some(planned), false) = (&change.planned, change.replaces_object()) else {
        return;
    };
    let (Some(name), Some(project_id)) = (planned.cluster_name.text(), planned.project_id.text())
    else {
        return;
    };
    if change
        .prior
        .as_ref()
        .is_some_and(|it| api::is_same_name(&it.cluster_name, name))
    {
        return;
    }
    let own_id = change.prior.as_ref().map(Cluster::id);
    let own_id = own_id.or_else(|| change.predecessor());
    let clusters = context.known.clusters(&context.api).await.iter();
    let holder = clusters.into_iter().find(|it| {
        api::is_same_name(&it.cluster_name, name)
            && it.project_id == project_id
            && !matches!(it.status, ClusterStatus::Deleting | ClusterStatus::Deleted)
            && Some(it.cluster_id.as_str()) != own_id
            && !context.departures.has(&it.cluster_id)
    });
    if let Some(holder) = holder {
        let problem = taken(planned, holder, change.prior.is_none());
        change.diagnostics.push(problem);
    }
}

fn taken(planned: &ClusterConfig, holder: &api::Cluster, is_new: bool) -> Diagnostic {
    let name = planned.cluster_name.text().unwrap_or_default();
    let id = ForeignText::from(&holder.cluster_id);
    let project_id = ForeignText::from(&holder.project_id);
    let consequence = if is_new {
        format!(
            "so no other is made with it. If this plan destroys or renames {id}, as when its block was renamed without `moved`, the new \
             one waits for that. If {id} is the one that you mean, take it over with `terraform import <address> '{id}'`, where <address> \
             is that of this resource."
        )
    } else {
        format!(
            "and Zilliz Cloud may refuse it to another one. If this plan renames or destroys {id}, this cluster waits for that."
        )
    };
    let detail = format!(
        "Cluster {id} of project {project_id} has that name, {consequence} Otherwise choose another name."
    );
    Diagnostic::warning(format!("Existing cluster \"{name}\""), detail).at("cluster_name")
}

impl ClusterResource {
    /// Lets a Free cluster that is being deleted go first: an organization has one, and what the service says of another is not
    /// documented, so it is not asked twice.
    pub(super) async fn await_free(&self, op: &Op<Cluster>, planned: &Cluster) {
        if planned.kind() != Kind::Free {
            return;
        }
        let clusters = self.context.during(op).clusters(None).await;
        let clusters = clusters.unwrap_or_default();
        let is_it =
            |it: &&api::Cluster| Kind::of(it) == Kind::Free && it.status != ClusterStatus::Deleted;
        if let Some(holder) = clusters.iter().find(is_it) {
            self.context.await_cluster_gone(op, holder).await;
        }
    }

    /// Who has a name that was refused because it is taken: of the same project, if there is one, for names may be unique
    /// there or everywhere.
    pub(super) async fn holder(
        &self,
        error: &api::Error,
        name: &str,
        project_id: &str,
        own_id: Option<&str>,
    ) -> Option<api::Cluster> {
        if error.kind() != api::ErrorKind::Conflict || error.unsettled().is_some() {
            return None;
        }
        let mut clusters = self.context.api.clusters(None).await.ok()?;
        clusters.retain(|it| {
            api::is_same_name(&it.cluster_name, name)
                && Some(it.cluster_id.as_str()) != own_id
                && it.status != api::ClusterStatus::Deleted
        });
        clusters
            .into_iter()
            .min_by_key(|it| it.project_id != project_id)
    }
}

impl ClusterResource {
    /// Says which labels and security groups of others this plan replaces. That takes a call for each of the two, and only in
    /// the plan that brings the first value.
    pub(super) async fn warn_of_first_values(&self, change: &mut PlanChange<Cluster>) {
        if change.replaces_object() {
            return;
        }
        let (Some(prior), Some(planned)) = (&change.prior, &change.planned) else {
            return;
        };
        if prior.kind() != Kind::Dedicated {
            return;
        }
        let labels = self.labels_of_others(prior, planned).await;
        let groups = self.groups_of_others(prior, planned).await;
        change.diagnostics.extend(labels);
        change.diagnostics.extend(groups);
    }

    async fn labels_of_others(
        &self,
        prior: &Cluster,
        planned: &ClusterConfig,
    ) -> Option<Diagnostic> {
        let planned = match &planned.labels {
            Computed::Known(labels) if labels.is_empty() => return None,
            Computed::Known(labels) => Some(labels),
            Computed::Unknown => None,
            Computed::Null => return None,
        };
        if !prior.labels.is_empty() {
            return None;
        }
        let now = self.context.api.cluster_labels(prior.id()).await.ok()?;
        let is_kept = |name: &str, value: &str| {
            let planned = planned.and_then(|it| it.get(name));
            planned
                .and_then(Computed::text)
                .is_some_and(|it| api::is_same_name(it, value))
        };
        let lost = now.iter().filter(|(name, value)| !is_kept(name, value));
        let lost = lost.map(|(name, value)| {
            let (name, value) = (ForeignText::from(name), ForeignText::from(value));
            format!("{name} = \"{value}\"")
        });
        replaced(prior, "labels", &lost.collect::<Vec<_>>())
    }

    async fn groups_of_others(
        &self,
        prior: &Cluster,
        planned: &ClusterConfig,
    ) -> Option<Diagnostic> {
        let planned: BTreeSet<_> = match &planned.load_balancer_security_groups {
            Computed::Known(groups) => groups.iter().filter_map(Computed::text).collect(),
            Computed::Unknown => BTreeSet::new(),
            Computed::Null => return None,
        };
        if prior.load_balancer_security_groups.known().is_some() {
            return None;
        }
        let now = self.groups(prior.id()).await.ok()??;
        let lost = now.iter().filter(|it| !planned.contains(it.as_str()));
        let lost = lost.map(|it| ForeignText::from(it).to_string());
        let attribute = "load_balancer_security_groups";
        replaced(prior, attribute, &lost.collect::<Vec<_>>())
    }
}

fn replaced(cluster: &Cluster, attribute: &str, lost: &[String]) -> Option<Diagnostic> {
    if lost.is_empty() {
        return None;
    }
    let detail = format!(
        "The configuration sets the first `{attribute}` of {}, and they replace all that there are. Somebody else set these, which an \
         apply removes: {}. To keep one, add it to `{attribute}`.",
        cluster.title(),
        lost.join(", ")
    );
    let summary = format!("Existing {} of others", attribute.replace('_', " "));
    Some(Diagnostic::warning(summary, detail).at(attribute))
}

impl ClusterResource {
    /// Keeps the plan of the state where the service has a higher one.
    pub(super) fn keep_plan(&self, refreshed: &mut Cluster, in_state: Computed<String>) {
        let Some(now) = refreshed.plan.text() else {
            return;
        };
        self.context.known.note_plan(refreshed.id(), now);
        let before = in_state.text().and_then(rank);
        let is_upgrade = before.is_some() && rank(now) > before;
        if is_upgrade && refreshed.kind() == Kind::Dedicated {
            refreshed.plan = in_state;
        }
    }
}
