//! What is known to be wrong with a cluster before it is tried.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Computed, Slot},
    path::{Path, Step},
    resource::Change,
    value::Value,
};

use crate::{
    env,
    provider::{
        Defaults,
        resources::{
            Setting,
            cluster::{
                kind::Kind,
                labels,
                model::{Cluster, ClusterDraft},
                sizes,
            },
            fill_default,
        },
    },
};

/// Checks a configuration by itself.
pub(super) fn validate(config: &ClusterDraft, found: &mut Diagnostics) {
    check_name(config, found);
    if let Some(kind) = Kind::configured(config) {
        check_not_dedicated(config, kind, found);
    }
    sizes::validate(config, found);
    check_labels(config, found);
    check_description(config, found);
    if !config.status.is_null() {
        let detail = "`status` is what the cluster does, and setting it has no effect. Remove it; what a cluster is to do is \
                      `desired_status`.";
        found.push(Diagnostic::warning("A status cannot be set", detail).at("status"));
    }
}

/// Labels are those of Kubernetes.
fn check_labels(config: &ClusterDraft, found: &mut Diagnostics) {
    let path = Path::attribute("labels");
    for (key, value) in config.labels.known().into_iter().flatten() {
        let text = value.text().unwrap_or_default();
        let why = labels::problem_of_key(key).or_else(|| labels::problem_of_value(text));
        if let Some(why) = why {
            let at = path.with(Step::Key(key.clone()));
            found.push(Diagnostic::error("Invalid label", why).at(at));
        }
    }
}

/// Two documents differ by one character.
fn check_description(config: &ClusterDraft, found: &mut Diagnostics) {
    let length = config.description.text().map_or(0, |it| it.chars().count());
    if length == 256 {
        let detail = format!(
            "Zilliz Cloud may refuse a description of {length} characters: not all of its documents allow more than 255."
        );
        found.push(Diagnostic::warning("Long description", detail).at("description"));
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

/// Checks a configuration that leaves the kind to the cluster that there is, or to the provider.
pub(super) fn check_kind(change: &mut Change<Cluster>) {
    let Some(config) = &change.config else { return };
    if Kind::configured(config).is_some() || config.plan.is_unknown() {
        return;
    }
    let kind = match &change.prior {
        Some(prior) => Some(prior.kind()),
        None => Kind::wanted(config),
    };
    if let Some(kind) = kind {
        check_not_dedicated(config, kind, &mut change.found);
    }
}

/// Checks what is planned for what the configuration alone does not tell.
pub(super) fn check_sizes(change: &mut Change<Cluster>) {
    // Of an object that makes way for another, that one is planned for itself.
    if change.replaces_object() {
        return;
    }
    let (Some(config), Some(planned)) = (&change.config, &change.planned) else {
        return;
    };
    sizes::check(change.prior.as_ref(), config, planned, &mut change.found);
    if change.prior.is_none() && planned.cu_type.text() == Some("Extended-capacity") {
        let detail = "Zilliz Cloud may refuse it: no page on creating clusters names it. Those that have it keep it.";
        let found = Diagnostic::warning("An older type", detail).at("cu_type");
        change.found.push(found);
    }
}

fn check_not_dedicated(config: &ClusterDraft, kind: Kind, found: &mut Diagnostics) {
    if kind == Kind::Dedicated {
        return;
    }
    let labels_set = config.labels.known().is_some_and(|it| !it.is_empty());
    let is_set = |value: Value| !value.is_null() && !value.is_unknown();
    let dedicated_only = [
        ("cu_size", is_set(config.cu_size.to_slot())),
        ("cu_type", is_set(config.cu_type.to_slot())),
        ("replica", is_set(config.replica.to_slot())),
        ("cu_settings", is_set(config.cu_settings.to_slot())),
        (
            "replica_settings",
            is_set(config.replica_settings.to_slot()),
        ),
        ("bucket_info", is_set(config.bucket_info.to_slot())),
        ("aws_cse_key_arn", is_set(config.aws_cse_key_arn.to_slot())),
        (
            "load_balancer_security_groups",
            is_any(&config.load_balancer_security_groups),
        ),
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

/// Whether there are groups: none at all are what every cluster can have.
pub(super) fn is_any<T>(groups: &Computed<BTreeSet<T>>) -> bool {
    groups.known().is_some_and(|it| !it.is_empty())
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
            if config.cu_size.is_null() && config.cu_settings.is_null() {
                let detail =
                    "A Dedicated cluster needs its number of compute units, or `cu_settings`.";
                found.push(Diagnostic::error("No cu_size", detail).at("cu_size"));
            }
        }
        // A plan that is computed must be known to say which call creates the cluster.
        Some(kind) => planned.plan = kind.name().into(),
        None => {}
    }
    forget_password(planned);
}

/// Plans no password where none is to be kept.
pub(super) fn forget_password(planned: &mut ClusterDraft) {
    match planned.store_password {
        Computed::Known(true) => {}
        Computed::Unknown if planned.password.is_null() => {}
        Computed::Unknown => planned.password = Computed::Unknown,
        Computed::Known(false) | Computed::Null => planned.password = Computed::Null,
    }
}
