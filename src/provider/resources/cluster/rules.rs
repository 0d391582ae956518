//! What is known to be wrong with a cluster before it is tried.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics},
    model::Computed,
    resource::Change,
};

use crate::{
    env,
    provider::{
        Defaults,
        resources::{
            Setting,
            cluster::{
                kind::Kind,
                model::{Cluster, ClusterDraft, PLANS},
            },
            fill_default,
        },
    },
};

/// The smallest cluster that can have replicas, in compute units.
const CU_FOR_REPLICAS: i64 = 8;

/// Checks a configuration by itself.
pub(super) fn validate(config: &ClusterDraft, found: &mut Diagnostics) {
    check_name(config, found);
    if let Some(kind) = Kind::wanted(config).filter(|it| *it != Kind::Dedicated) {
        check_not_dedicated(config, kind, found);
    }
    if config.replica.known().is_some_and(|it| *it > 1) {
        check_replicas(config, found);
    }
}

fn check_replicas(config: &ClusterDraft, found: &mut Diagnostics) {
    if let Some(cu_size) = config.cu_size.known().filter(|it| **it < CU_FOR_REPLICAS) {
        let detail = format!(
            "Replicas take at least {CU_FOR_REPLICAS} compute units, and this cluster has {cu_size}."
        );
        found.push(Diagnostic::error("Too small for replicas", detail).at("replica"));
    }
    if config.plan.text() == Some("Standard") {
        let detail = "More than one replica takes the plan Enterprise or BusinessCritical.";
        found.push(Diagnostic::error("No replicas in this plan", detail).at("replica"));
    }
}

/// The documents disagree on names, so there is nothing more than a warning to say.
fn check_name(config: &ClusterDraft, found: &mut Diagnostics) {
    let Some(name) = config.cluster_name.text() else {
        return;
    };
    let is_plain = name
        .chars()
        .all(|it| it.is_ascii_alphanumeric() || it == '-');
    if !is_plain || name.len() > 32 {
        let detail = format!(
            "Zilliz Cloud may refuse \"{name}\": most of its documents allow letters, digits and hyphens, up to 32 of them."
        );
        found.push(Diagnostic::warning("Unusual cluster name", detail).at("cluster_name"));
    }
}

fn check_not_dedicated(config: &ClusterDraft, kind: Kind, found: &mut Diagnostics) {
    let labels_set = config.labels.known().is_some_and(|it| !it.is_empty());
    let dedicated_only = [
        ("cu_size", !config.cu_size.is_null()),
        ("cu_type", !config.cu_type.is_null()),
        ("replica", !config.replica.is_null()),
        ("labels", labels_set),
        (
            "desired_status",
            config.desired_status.text() == Some("SUSPENDED"),
        ),
    ];
    for (attribute, _) in dedicated_only.into_iter().filter(|(_, is_set)| *is_set) {
        let detail = format!(
            "This is a {} cluster, and `{attribute}` is for Dedicated ones. Remove it, or set `plan` to that of the project.",
            kind.name()
        );
        found.push(Diagnostic::error("Only for Dedicated clusters", detail).at(attribute));
    }
}

/// Plans what the provider decides for a new cluster: its project, its region, its kind.
pub(super) fn fill_defaults(change: &mut Change<Cluster>, defaults: &Defaults) {
    let Change {
        prior: None,
        config: Some(config),
        planned: Some(planned),
        found,
        ..
    } = change
    else {
        return;
    };
    fill_default(
        Setting {
            attribute: "project_id",
            default: &defaults.project_id,
            variable: env::PROJECT_ID,
        },
        &config.project_id,
        &mut planned.project_id,
        found,
    );
    fill_default(
        Setting {
            attribute: "region_id",
            default: &defaults.region_id,
            variable: env::REGION_ID,
        },
        &config.region_id,
        &mut planned.region_id,
        found,
    );
    let kind = Kind::wanted(config);
    match kind {
        Some(Kind::Dedicated) => {
            if config.cu_type.is_null() {
                planned.cu_type = "Performance-optimized".into();
            }
            if config.cu_size.is_null() {
                let detail = "A Dedicated cluster needs its number of compute units.";
                found.push(Diagnostic::error("No cu_size", detail).at("cu_size"));
            }
        }
        // A plan that is computed must be known to say which call creates the cluster.
        Some(kind) => planned.plan = kind.name().into(),
        None => {}
    }
    forget_password(planned);
}

/// Checks what would become of a cluster that exists.
pub(super) fn check_change(change: &mut Change<Cluster>) {
    let (Some(prior), Some(config), Some(planned)) =
        (&change.prior, &change.config, &mut change.planned)
    else {
        return;
    };
    forget_password(planned);
    let kind = prior.kind();
    let mut found = Vec::new();
    let is_other_kind = Kind::configured(config).is_some_and(|it| it != kind);
    if let Computed::Known(plan) = &config.plan
        && !is_other_kind
        && kind == Kind::Dedicated
        && rank(plan) < prior.plan.text().map_or(0, rank)
    {
        // An upgrade may come from the project, in this very apply.
        found.push(plan_of_project(prior));
    }
    found.extend(scaled_while_suspended(prior, planned));
    if kind != Kind::Dedicated && !is_other_kind {
        let described = planned.description.text().unwrap_or_default()
            != prior.description.as_deref().unwrap_or_default();
        if described && !planned.description.is_unknown() {
            let detail = format!(
                "Zilliz Cloud changes the description of Dedicated clusters only, and this is a {} cluster.",
                kind.name()
            );
            found.push(
                Diagnostic::error("The description cannot be changed", detail).at("description"),
            );
        }
    }
    // By somebody else, or by an apply that was cut off: there is nothing left to change, and another one to make.
    let is_being_deleted = prior.status.text() == Some("DELETING") && !prior.deletion_protection;
    if is_being_deleted {
        planned.status = Computed::Unknown;
    }
    if is_other_kind && config.plan.is_null() {
        planned.plan = Computed::Unknown;
    }
    for (attribute, is_replaced) in [("plan", is_other_kind), ("status", is_being_deleted)] {
        if is_replaced {
            change.replace(attribute);
        }
    }
    change.found.extend(found);
}

/// What to say about a plan that a cluster cannot have.
pub(super) fn plan_of_project(cluster: &Cluster) -> Diagnostic {
    let detail = format!(
        "The plan of a Dedicated cluster is that of its project, now {}. Change `plan` of the zillizcloud_project, which only goes \
         up, and then here.",
        cluster.plan.text().unwrap_or_default()
    );
    Diagnostic::error("The plan is the project's", detail).at("plan")
}

fn rank(plan: &str) -> usize {
    PLANS.iter().position(|it| *it == plan).unwrap_or_default()
}

/// Only a running cluster can be scaled.
fn scaled_while_suspended(prior: &Cluster, planned: &ClusterDraft) -> Option<Diagnostic> {
    let stays = prior.is_suspended() && planned.desired_status.text() == Some("SUSPENDED");
    let scaled = [
        ("cu_size", &planned.cu_size, &prior.cu_size),
        ("replica", &planned.replica, &prior.replica),
    ];
    let (attribute, ..) = scaled
        .into_iter()
        .find(|(_, planned, prior)| planned.known().is_some() && planned != prior)
        .filter(|_| stays)?;
    let detail = format!(
        "Cluster \"{}\" is suspended and would stay so, and Zilliz Cloud scales running clusters only. Set `desired_status` to \
         \"RUNNING\" to resume it in the same apply, or leave `{attribute}` as it is.",
        prior.cluster_name
    );
    Some(Diagnostic::error("A suspended cluster cannot be scaled", detail).at(attribute))
}

fn forget_password(planned: &mut ClusterDraft) {
    if planned.store_password == Computed::Known(false) {
        planned.password = Computed::Null;
    }
}
