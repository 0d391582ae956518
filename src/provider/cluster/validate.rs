//! Checks of the configuration of a cluster, before anything is tried.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    model::{Computed, Record as _, Slot as _},
    path::{Path, Step},
    resource::PlanChange,
};

use crate::{
    env,
    provider::{
        Defaults,
        cluster::{
            kind::Kind,
            model::{Cluster, ClusterConfig},
            sizes,
        },
        plan_cache::Known,
        protection::{Setting, fill_default, will_fail},
    },
};

/// What only a Dedicated cluster has, whatever the value.
const DEDICATED_ONLY: [&str; 7] = [
    "cu_size",
    "cu_type",
    "replica",
    "cu_settings",
    "replica_settings",
    "bucket_info",
    "aws_cse_key_arn",
];

/// Checks each argument by itself. Rules over several arguments are for the plan: with `ignore_changes`, that has other values
/// than the configuration.
pub(super) fn validate(config: &ClusterConfig, diagnostics: &mut Diagnostics) {
    sizes::validate(config, diagnostics);
    check_labels(config, diagnostics);
}

/// Warns of what is configured in vain, or perhaps. What is already so is not the fault of this change: such warnings would
/// never end where Terraform wrote the configuration of a cluster that exists.
pub(super) fn warn(change: &mut PlanChange<Cluster>) {
    let (Some(config), Some(planned)) = (&change.config, &change.planned) else {
        return;
    };
    let (prior, remote) = (change.prior.as_ref(), &mut change.diagnostics);
    if prior.is_none_or(|it| config.cluster_name.text() != Some(&it.cluster_name)) {
        check_name(config, remote);
    }
    if prior.is_none_or(|it| config.description != it.description) {
        check_description(config, remote);
    }
    let is_so = prior.is_some_and(|it| config.status == it.status);
    let is_wanted = !config.status.is_unknown() && config.status == planned.desired_status;
    if !config.status.is_null() && !is_so && !is_wanted {
        let detail = "`status` is what the cluster does, and setting it has no effect. Remove it; what a cluster is to do is \
                      `desired_status`.";
        remote.push(Diagnostic::warning("Read-only status", detail).at("status"));
    }
}

/// Labels are those of Kubernetes.
fn check_labels(config: &ClusterConfig, diagnostics: &mut Diagnostics) {
    let path = Path::attribute("labels");
    for (key, value) in config.labels.known().into_iter().flatten() {
        let text = value.text().unwrap_or_default();
        // The schema refuses white space around them.
        if key.trim() != key || text.trim() != text {
            continue;
        }
        let why = problem_of_key(key).or_else(|| problem_of_value(text));
        if let Some(why) = why {
            let at = path.with(Step::Key(key.clone()));
            diagnostics.push(Diagnostic::error("Invalid label", why).at(at));
        }
    }
}

/// Two documents differ by one character.
fn check_description(config: &ClusterConfig, diagnostics: &mut Diagnostics) {
    let length = config.description.text().map_or(0, |it| it.chars().count());
    if length == 256 {
        let detail = format!(
            "Zilliz Cloud may refuse a description of {length} characters: not all of its documents allow more than 255."
        );
        diagnostics.push(Diagnostic::warning("Long description", detail).at("description"));
    }
}

/// The documents disagree on names, so there is nothing more than a warning to say.
fn check_name(config: &ClusterConfig, diagnostics: &mut Diagnostics) {
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
        diagnostics.push(Diagnostic::warning("Unusual cluster name", detail).at("cluster_name"));
    }
}

/// Checks that nothing is set that clusters of this kind do not have.
pub(super) fn check_kind(change: &mut PlanChange<Cluster>) {
    // The new object of a replacement has a plan of its own.
    if change.replaces_object() {
        return;
    }
    let Some(config) = &change.config else { return };
    let configured = Kind::configured(config);
    if configured.is_none() && config.plan.is_unknown() {
        return;
    }
    let prior = change.prior.as_ref();
    let kind = configured.or_else(|| match prior {
        Some(prior) => Some(prior.kind()),
        None => Kind::wanted(config),
    });
    let Some(kind) = kind.filter(|it| *it != Kind::Dedicated) else {
        return;
    };
    // What the configuration alone does not decide is the fault of no configuration.
    let is_of_state = configured.is_none() && prior.is_some();
    let judged = |it| if is_of_state { will_fail(it) } else { it };
    let mut diagnostics = Diagnostics::new();
    check_dedicated_only(prior, config, kind, &mut diagnostics);
    let prior = prior.filter(|it| it.kind() == kind);
    let labels = config.labels.known().filter(|it| !it.is_empty());
    let labels = labels.map(|_| config.labels.to_slot());
    let is_labeled =
        labels.is_some_and(|it| prior.is_none_or(|prior| it != prior.labels.to_slot()));
    let is_suspended = config.desired_status.text() == Some("SUSPENDED")
        && !prior.is_some_and(Cluster::is_suspended);
    for (attribute, is_set) in [("labels", is_labeled), ("desired_status", is_suspended)] {
        if is_set {
            diagnostics.push(only_for_dedicated(attribute, kind));
        }
    }
    change
        .diagnostics
        .extend(diagnostics.into_iter().map(judged));
}

/// Checks what is planned for what the configuration alone does not tell.
pub(super) fn check_sizes(change: &mut PlanChange<Cluster>, known: &Known) {
    // The new object of a replacement has a plan of its own.
    if change.replaces_object() {
        return;
    }
    let (Some(config), Some(planned)) = (&change.config, &change.planned) else {
        return;
    };
    let mut planned = planned.clone();
    let upgraded = change.prior.as_ref().and_then(|it| known.plan_of(it.id()));
    if let Some(plan) = upgraded.filter(|_| config.plan.is_null()) {
        planned.plan = plan.into();
    }
    let mut diagnostics = Diagnostics::new();
    sizes::check(change.prior.as_ref(), config, &planned, &mut diagnostics);
    for problem in diagnostics {
        let is_refused = change.prior.is_some() && problem.severity == Severity::Error;
        change.diagnostics.push(if is_refused {
            will_fail(problem)
        } else {
            problem
        });
    }
    if change.prior.is_none() && planned.cu_type.text() == Some("Extended-capacity") {
        let detail = "Zilliz Cloud may refuse it: no page on creating clusters names it. Those that have it keep it.";
        let diagnostics = Diagnostic::warning("Older type of compute units", detail).at("cu_type");
        change.diagnostics.push(diagnostics);
    }
}

/// Refuses what only a Dedicated cluster has. A value that the cluster has already may come from `ignore_changes`.
fn check_dedicated_only(
    prior: Option<&Cluster>,
    config: &ClusterConfig,
    kind: Kind,
    diagnostics: &mut Diagnostics,
) {
    let (values, prior) = (config.to_object(), prior.map(Cluster::to_object));
    let is_set = |attribute: &str| {
        let value = values.get(attribute);
        let is_so = prior.as_ref().is_some_and(|it| it.get(attribute) == value);
        value.is_some_and(|it| !it.is_null() && !it.is_unknown()) && !is_so
    };
    let groups = "load_balancer_security_groups";
    for attribute in DEDICATED_ONLY.into_iter().filter(|it| is_set(it)) {
        diagnostics.push(only_for_dedicated(attribute, kind));
    }
    if is_any(&config.load_balancer_security_groups) && is_set(groups) {
        diagnostics.push(only_for_dedicated(groups, kind));
    }
}

fn only_for_dedicated(attribute: &'static str, kind: Kind) -> Diagnostic {
    let detail = format!(
        "This is a {} cluster, and `{attribute}` is for Dedicated ones. Remove it, or set `plan` to that of the project.",
        kind.name()
    );
    Diagnostic::error("Argument for Dedicated clusters only", detail).at(attribute)
}

/// Whether there are groups: none at all are what every cluster can have.
pub(super) fn is_any<T>(groups: &Computed<BTreeSet<T>>) -> bool {
    groups.known().is_some_and(|it| !it.is_empty())
}

/// The arguments that the provider has a default for, and whether a block leaves them out.
pub(super) fn open_arguments(config: &ClusterConfig) -> Vec<(&'static str, bool)> {
    vec![
        ("project_id", config.project_id.is_null()),
        ("region_id", config.region_id.is_null()),
    ]
}

/// Plans what the provider decides for a new cluster: its project, its region, its kind.
pub(super) fn fill_defaults(change: &mut PlanChange<Cluster>, defaults: &Defaults) {
    let PlanChange {
        prior: None,
        config: Some(config),
        planned: Some(planned),
        diagnostics,
        ..
    } = change
    else {
        return;
    };
    fill_default(
        Setting {
            attribute: "project_id",
            default: &defaults.project_id.value,
            variable: env::PROJECT_ID,
        },
        &config.project_id,
        &mut planned.project_id,
        diagnostics,
    );
    fill_default(
        Setting {
            attribute: "region_id",
            default: &defaults.region_id.value,
            variable: env::REGION_ID,
        },
        &config.region_id,
        &mut planned.region_id,
        diagnostics,
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
                diagnostics.push(Diagnostic::error("Missing cu_size", detail).at("cu_size"));
            }
        }
        // A plan that is computed must be known to say which call creates the cluster.
        Some(kind) => planned.plan = kind.name().into(),
        None => {}
    }
    forget_password(planned);
}

/// Plans no password where none is to be kept.
pub(super) fn forget_password(planned: &mut ClusterConfig) {
    match planned.store_password {
        Computed::Known(true) => {}
        Computed::Unknown if planned.password.is_null() => {}
        Computed::Unknown => planned.password = Computed::Unknown,
        Computed::Known(false) | Computed::Null => planned.password = Computed::Null,
    }
}

/// The longest name, and the longest value, in characters.
const LENGTH: usize = 63;
/// The longest domain before the name, in characters.
const DOMAIN_LENGTH: usize = 253;

/// Why this cannot be the key of a label.
pub(super) fn problem_of_key(key: &str) -> Option<String> {
    let (domain, name) = match key.split_once('/') {
        Some((domain, name)) => (Some(domain), name),
        None => (None, key),
    };
    if let Some(domain) = domain.filter(|it| !is_domain(it)) {
        return Some(format!(
            "What is before the slash of a label's key must be a domain name in lowercase such as `example.com`, but `{domain}` was \
             given."
        ));
    }
    (name.is_empty() || !is_plain(name)).then(|| {
        format!(
            "The key of a label must be 1 to {LENGTH} letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, after a \
             domain and a slash or without, but `{key}` was given."
        )
    })
}

/// Why this cannot be the value of a label.
pub(super) fn problem_of_value(value: &str) -> Option<String> {
    (!is_plain(value)).then(|| {
        format!(
            "The value of a label must be empty or up to {LENGTH} letters, digits, `-`, `_` and `.`, with a letter or digit at both \
             ends, but `{value}` was given."
        )
    })
}

fn is_plain(text: &str) -> bool {
    let is_end = |it: char| it.is_ascii_alphanumeric();
    text.len() <= LENGTH
        && text.chars().all(|it| is_end(it) || "-_.".contains(it))
        && text.chars().next().is_none_or(is_end)
        && text.chars().next_back().is_none_or(is_end)
}

fn is_domain(text: &str) -> bool {
    let is_end = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let is_part = |part: &str| {
        part.chars().all(|it| is_end(it) || it == '-')
            && part.chars().next().is_some_and(is_end)
            && part.chars().next_back().is_some_and(is_end)
    };
    text.len() <= DOMAIN_LENGTH && text.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_kubernetes() {
        let long = "a".repeat(63);
        for key in ["a", "A.b_c-9", "example.com/team", &long] {
            assert_eq!(problem_of_key(key), None, "{key}");
        }
        let longer = "a".repeat(64);
        for key in [
            "", "-a", "a-", "a b", "/a", "a/", "A.com/a", "a/b/c", "a..b/c", &longer,
        ] {
            assert!(problem_of_key(key).is_some(), "{key}");
        }
        for (value, is_fine) in [
            ("", true),
            ("red", true),
            ("v1.2_3", true),
            ("red!", false),
            ("_a", false),
            (&longer, false),
        ] {
            assert_eq!(problem_of_value(value).is_none(), is_fine, "{value}");
        }
    }
}
