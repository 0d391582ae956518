//! The sizes that a cluster can have: compute units, replicas, and both while it scales itself.
//!
//! Where the documents disagree or are silent, a size is worth a warning only.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result, Severity},
    model::{Computed, Record as _},
    path::{Path, Step},
};

use crate::provider::cluster::{
    model::{Cluster, ClusterConfig, ScalingSettingsConfig},
    scaling::SizeAt,
};

/// The smallest cluster that can have replicas, in compute units.
const CU_FOR_REPLICAS: i64 = 8;
/// The biggest cluster of the plan Standard, in compute units.
const CU_OF_STANDARD: i64 = 32;
/// The smallest cluster with tiered storage, in compute units.
const CU_OF_TIERED: i64 = 8;
/// The most compute units that every document allows.
const CU: i64 = 1024;
/// The most replicas that every document allows.
const REPLICAS: i64 = 8;
/// The most compute units of all replicas that every document allows.
const CU_TIMES_REPLICAS: i64 = 1024;

/// The most compute units, and the most replicas, that any document allows.
const MOST: [(&str, i64); 2] = [("cu_settings", 2048), ("replica_settings", 100)];

/// Checks each size of a policy by itself.
pub(super) fn validate(config: &ClusterConfig, diagnostics: &mut Diagnostics) {
    for (attribute, most, settings) in policies(config) {
        for (at, size) in settings.sizes().into_iter().filter(|(_, it)| *it > most) {
            let detail = format!("It must be at most {most}, but {size} was given.");
            let at = at.path(&Path::attribute(attribute));
            diagnostics.push(Diagnostic::error("Size above the maximum", detail).at(at));
        }
    }
}

/// Checks what a cluster would have, configured or not. What is already so is not the fault of this change.
pub(super) fn check(
    prior: Option<&Cluster>,
    config: &ClusterConfig,
    planned: &ClusterConfig,
    diagnostics: &mut Diagnostics,
) {
    let before =
        prior.and_then(|it| ClusterConfig::from_object(&it.to_object(), &Path::root()).ok());
    let known: Vec<_> = before.iter().flat_map(|it| problems(it, config)).collect();
    let new = problems(planned, config).into_iter();
    diagnostics.extend(new.filter(|it| !known.contains(it)));
}

/// What an update would get wrong that is not so already. It is refused before anything is done: a cluster that was resumed for
/// it would be paid for.
pub(super) fn refuse(prior: &Cluster, planned: &Cluster) -> Result<()> {
    let draft = |it: &Cluster| ClusterConfig::from_object(&it.to_object(), &Path::root());
    let known = impossible(&draft(prior)?);
    let mut problems = impossible(&draft(planned)?);
    problems.retain(|it| !known.contains(it));
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.into_iter().collect())
}

/// What is wrong with the sizes of a cluster, whatever its configuration says.
fn impossible(values: &ClusterConfig) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    check_size(values, values, &mut problems);
    check_policies(values, &mut problems);
    problems.retain(|it| it.severity == Severity::Error);
    problems
}

/// What is wrong with `values`, said at what of it is in the configuration.
fn problems(values: &ClusterConfig, config: &ClusterConfig) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    check_size(values, config, &mut problems);
    check_policies(values, &mut problems);
    check_standard(values, config, &mut problems);
    check_together(values, config, &mut problems);
    problems
}

/// Where to say what is wrong with the replicas: at the size, if only that is configured.
fn at_replica(config: &ClusterConfig) -> Path {
    let is_size_only = config.replica.is_null() && !config.cu_size.is_null();
    Path::attribute(if is_size_only { "cu_size" } else { "replica" })
}

fn check_size(values: &ClusterConfig, config: &ClusterConfig, diagnostics: &mut Vec<Diagnostic>) {
    let Some(cu_size) = fixed(&values.cu_size, &values.cu_settings) else {
        return;
    };
    if is_tiered(values) && cu_size < CU_OF_TIERED {
        let detail = format!(
            "Compute units for Tiered-storage come in {CU_OF_TIERED} or more. {cu_size} were given."
        );
        diagnostics.push(Diagnostic::error("Unsupported size", detail).at("cu_size"));
    }
    diagnostics.extend(unusual(cu_size, "cu_size".into()));
    let replica = fixed(&values.replica, &values.replica_settings);
    if let Some(replica) = replica.filter(|it| *it > 1 && cu_size < CU_FOR_REPLICAS) {
        let detail = format!(
            "More than one replica takes at least {CU_FOR_REPLICAS} compute units, and these are {replica} replicas of {cu_size}."
        );
        diagnostics
            .push(Diagnostic::error("Size too small for replicas", detail).at(at_replica(config)));
    }
}

/// The size of a dimension, unless policies decide it.
fn fixed(size: &Computed<i64>, settings: &Computed<ScalingSettingsConfig>) -> Option<i64> {
    size.known().copied().filter(|_| settings.is_null())
}

fn is_tiered(values: &ClusterConfig) -> bool {
    values.cu_type.text() == Some("Tiered-storage")
}

/// A size that some document does not name.
fn unusual(cu_size: i64, at: Path) -> Option<Diagnostic> {
    let is_named = match cu_size {
        1..=8 => cu_size.count_ones() == 1,
        9..=64 => cu_size % 4 == 0,
        65..=256 => cu_size % 8 == 0,
        257..=CU => cu_size % 16 == 0,
        // What no document allows is an error of its own.
        other => !(1..=MOST[0].1).contains(&other),
    };
    let detail = format!(
        "Zilliz Cloud may refuse {cu_size}: its documents name 1, 2, 4 and 8, then steps of 4 to 64, of 8 to 256 and of 16 to {CU}; \
         only one of them goes on to {}.",
        MOST[0].1
    );
    (!is_named).then(|| Diagnostic::warning("Unusual size", detail).at(at))
}

/// The policies, each with its attribute and the most that any document allows there.
fn policies(
    values: &ClusterConfig,
) -> impl Iterator<Item = (&'static str, i64, &ScalingSettingsConfig)> {
    let settings = [&values.cu_settings, &values.replica_settings];
    let all = MOST.into_iter().zip(settings);
    all.filter_map(|((attribute, most), settings)| Some((attribute, most, settings.known()?)))
}

fn check_policies(values: &ClusterConfig, diagnostics: &mut Vec<Diagnostic>) {
    for (attribute, most, settings) in policies(values) {
        let path = Path::attribute(attribute);
        diagnostics.extend(years(settings, &path));
        let sizes = settings.sizes();
        if let [(SizeAt::Min, min), (SizeAt::Max, max), ..] = sizes[..]
            && min > max
        {
            let detail =
                format!("The lower bound is {min}, which is more than the upper one, {max}.");
            let at = SizeAt::Min.path(&path);
            diagnostics.push(Diagnostic::error("Bounds in the wrong order", detail).at(at));
        }
        for (at, size) in &sizes {
            let at = at.path(&path);
            // That is an error of its own.
            if *size > most {
                continue;
            }
            if attribute == "cu_settings" && is_tiered(values) && *size < CU_OF_TIERED {
                let detail = format!(
                    "Compute units for Tiered-storage come in {CU_OF_TIERED} or more. Zilliz Cloud may refuse {size}."
                );
                diagnostics.push(Diagnostic::warning("Size that may be too small", detail).at(at));
            } else if attribute == "cu_settings" {
                diagnostics.extend(unusual(*size, at));
            }
        }
        if settings.dynamic_scaling.known().is_some() && settings.schedule_scaling.known().is_some()
        {
            let detail = "Zilliz Cloud may refuse bounds and schedules together: a guide of it combines them, and the reference of its API \
                          says that they exclude each other.";
            diagnostics.push(Diagnostic::warning("Bounds and schedules", detail).at(path));
        }
    }
}

/// Schedules that name a year, which no example of the service does. It says nothing on how many fields it reads.
fn years(settings: &ScalingSettingsConfig, path: &Path) -> Vec<Diagnostic> {
    let schedules = settings.schedule_scaling.known().into_iter().flatten();
    let schedules = schedules.enumerate().filter_map(|(index, it)| {
        let cron = it.known()?.cron.text()?;
        let at = path.child("schedule_scaling").with(Step::Index(index));
        let detail = format!("Zilliz Cloud may refuse `{cron}`: no document of it shows schedules with a year, the seventh field.");
        let has_year = cron.split_ascii_whitespace().count() == 7;
        has_year.then(|| Diagnostic::warning("A schedule with a year", detail).at(at.child("cron")))
    });
    schedules.collect()
}

/// What a project of the plan Standard does not have. When only the state says that it is one, it may be upgraded in the same
/// apply.
fn check_standard(
    values: &ClusterConfig,
    config: &ClusterConfig,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if values.plan.text() != Some("Standard") {
        return;
    }
    let is_configured = config.plan == values.plan;
    for (at, what) in beyond_standard(values) {
        let at = if at == "replica" {
            at_replica(config)
        } else {
            at.into()
        };
        let takes = format!("{what} takes the plan Enterprise or BusinessCritical");
        diagnostics.push(if is_configured {
            Diagnostic::error("Not in this plan", format!("{takes}.")).at(at)
        } else {
            let detail = format!(
                "{takes}, and that of this cluster is Standard. Zilliz Cloud refuses it, unless `plan` of its zillizcloud_project is changed in the same apply."
            );
            Diagnostic::warning("Not in this plan", detail).at(at)
        });
    }
}

/// What of a cluster the plan Standard does not have, by its attribute.
pub(super) fn beyond_standard(values: &ClusterConfig) -> Vec<(&'static str, String)> {
    let replica = fixed(&values.replica, &values.replica_settings);
    let cu_size = fixed(&values.cu_size, &values.cu_settings);
    let self_scaling = || SELF_SCALING.to_owned();
    let mut beyond = Vec::new();
    if replica.is_some_and(|it| it > 1) {
        beyond.push(("replica", "More than one replica".to_owned()));
    }
    if cu_size.is_some_and(|it| it > CU_OF_STANDARD) {
        let what = format!("More than {CU_OF_STANDARD} compute units");
        beyond.push(("cu_size", what));
    }
    if values.cu_settings.known().is_some() {
        beyond.push(("cu_settings", self_scaling()));
    }
    if values.replica_settings.known().is_some() {
        beyond.push(("replica_settings", self_scaling()));
    }
    beyond
}

const SELF_SCALING: &str = "A cluster that scales itself";

/// The most that a dimension comes to, and where a policy says so.
fn most(
    size: &Computed<i64>,
    settings: &Computed<ScalingSettingsConfig>,
    attribute: &str,
) -> Option<(i64, Option<Path>)> {
    let Some(settings) = settings.known() else {
        return fixed(size, settings).map(|it| (it, None));
    };
    let (at, size) = settings.sizes().into_iter().max_by_key(|(_, it)| *it)?;
    Some((size, Some(at.path(&Path::attribute(attribute)))))
}

/// Compute units and replicas together. What is documented of fixed sizes is only likely to be true of policies.
fn check_together(
    values: &ClusterConfig,
    config: &ClusterConfig,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let cu_size = most(&values.cu_size, &values.cu_settings, "cu_settings");
    let replica = most(
        &values.replica,
        &values.replica_settings,
        "replica_settings",
    );
    let Some((replica, replica_at)) = replica.filter(|(it, _)| *it > 1) else {
        return;
    };
    let (cu_size, cu_at) = cu_size.unwrap_or_default();
    let is_too_much = cu_size * replica > CU_TIMES_REPLICAS;
    if replica <= MOST[1].1 && (replica > REPLICAS || is_too_much) {
        let detail = format!(
            "Zilliz Cloud may refuse {replica} replicas of {cu_size} compute units: its documents disagree, and the lowest limits are \
             {REPLICAS} replicas and {CU_TIMES_REPLICAS} compute units in all."
        );
        let at = cu_at.filter(|_| is_too_much).or(replica_at.clone());
        let at = at.unwrap_or_else(|| at_replica(config));
        diagnostics.push(Diagnostic::warning("Unusual number of replicas", detail).at(at));
    }
    let least = match values.cu_settings.known() {
        Some(settings) => settings.sizes().into_iter().min_by_key(|(_, it)| *it),
        None => None,
    };
    let small_at = match least {
        Some((at, size)) if size < CU_FOR_REPLICAS => {
            Some((at.path(&Path::attribute("cu_settings")), size))
        }
        Some(_) => None,
        // Two fixed sizes are an error.
        None => replica_at
            .filter(|_| (1..CU_FOR_REPLICAS).contains(&cu_size))
            .map(|at| (at, cu_size)),
    };
    if let Some((at, size)) = small_at {
        let detail = format!(
            "More than one replica takes at least {CU_FOR_REPLICAS} compute units, by most documents. Zilliz Cloud may refuse up to \
             {replica} replicas of {size}."
        );
        diagnostics
            .push(Diagnostic::warning("Size that may be too small for replicas", detail).at(at));
    }
}
