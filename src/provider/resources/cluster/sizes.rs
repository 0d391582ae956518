//! Which sizes a cluster can have: compute units, replicas, and both while it scales itself.
//!
//! Where the documents disagree or are silent, a size is worth a warning only.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics},
    model::Computed,
    path::Path,
};

use crate::provider::resources::cluster::{
    model::ClusterDraft,
    policies::{ScalingSettingsDraft, SizeAt},
};

/// The smallest cluster that can have replicas, in compute units.
const CU_FOR_REPLICAS: i64 = 8;
/// The biggest cluster of the plan Standard, in compute units.
const CU_OF_STANDARD: i64 = 32;
/// The smallest cluster with tiered storage, in compute units.
const CU_OF_TIERED: i64 = 8;
/// The most replicas that every document allows.
const REPLICAS: i64 = 8;
/// The most compute units of all replicas that every document allows.
const CU_TIMES_REPLICAS: i64 = 1024;

/// Checks the sizes of a configuration.
pub(super) fn validate(config: &ClusterDraft, found: &mut Diagnostics) {
    if config.replica.known().is_some_and(|it| *it > 1) {
        check_replicas(config, found);
    }
    check_size(config, found);
    check_policies(config, found);
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

fn check_size(config: &ClusterDraft, found: &mut Diagnostics) {
    let Some(cu_size) = config.cu_size.known().copied() else {
        return;
    };
    let limits = [
        (
            config.plan.text() == Some("Standard") && cu_size > CU_OF_STANDARD,
            format!("A cluster of the plan Standard has at most {CU_OF_STANDARD} compute units."),
        ),
        (
            config.cu_type.text() == Some("Tiered-storage") && cu_size < CU_OF_TIERED,
            format!("Compute units for Tiered-storage come in {CU_OF_TIERED} or more."),
        ),
    ];
    for (_, why) in limits.into_iter().filter(|(is_broken, _)| *is_broken) {
        let detail = format!("{why} {cu_size} were given.");
        found.push(Diagnostic::error("Not a size for this cluster", detail).at("cu_size"));
    }
    if !is_on_grid(cu_size) {
        let detail = format!(
            "Zilliz Cloud may refuse {cu_size}: its documents name 1, 2, 4 and 8, then steps of 4 to 64, of 8 to 256 and of 16 to 1024."
        );
        found.push(Diagnostic::warning("Unusual size", detail).at("cu_size"));
    }
    let replica = config.replica.known().copied().unwrap_or(1);
    if replica > REPLICAS || cu_size * replica > CU_TIMES_REPLICAS {
        let detail = format!(
            "Zilliz Cloud may refuse {replica} replicas of {cu_size} compute units: its documents disagree, and the lowest limits are \
             {REPLICAS} replicas and {CU_TIMES_REPLICAS} compute units in all."
        );
        found.push(Diagnostic::warning("Unusual number of replicas", detail).at("replica"));
    }
}

fn is_on_grid(cu_size: i64) -> bool {
    let step = match cu_size {
        ..=8 => return matches!(cu_size, 1 | 2 | 4 | 8),
        9..=64 => 4,
        65..=256 => 8,
        _ => 16,
    };
    cu_size % step == 0
}

/// The most compute units, and the most replicas, that any document allows.
const MOST: [(&str, i64); 2] = [("cu_settings", 1024), ("replica_settings", 100)];

fn check_policies(config: &ClusterDraft, found: &mut Diagnostics) {
    let settings = [&config.cu_settings, &config.replica_settings];
    for ((attribute, most), settings) in MOST.into_iter().zip(settings) {
        let Some(settings) = settings.known() else {
            continue;
        };
        let path = Path::attribute(attribute);
        let sizes = settings.sizes();
        if let [(SizeAt::Min, min), (SizeAt::Max, max), ..] = sizes[..]
            && min > max
        {
            let detail =
                format!("The lower bound is {min}, which is more than the upper one, {max}.");
            let at = SizeAt::Min.path(&path);
            found.push(Diagnostic::error("Bounds in the wrong order", detail).at(at));
        }
        for (at, size) in sizes.iter().filter(|(_, size)| *size > most) {
            let detail = format!("It must be at most {most}, but {size} was given.");
            found.push(Diagnostic::error("Too big", detail).at(at.path(&path)));
        }
        if config.plan.text() == Some("Standard") {
            let detail =
                "A cluster that scales itself takes the plan Enterprise or BusinessCritical.";
            found.push(Diagnostic::error("No scaling in this plan", detail).at(path));
        }
    }
    check_small_policies(config, found);
}

/// That a cluster with replicas must not become small is documented of fixed sizes only.
fn check_small_policies(config: &ClusterDraft, found: &mut Diagnostics) {
    let sizes = |settings: &Computed<_>| settings.known().map(ScalingSettingsDraft::sizes);
    let replicas = sizes(&config.replica_settings).unwrap_or_default();
    let fixed = config.replica.known().copied();
    let most = replicas.iter().map(|(_, it)| *it).chain(fixed).max();
    let Some(most) = most.filter(|it| *it > 1) else {
        return;
    };
    let small = sizes(&config.cu_settings).unwrap_or_default();
    let small = small.into_iter().find(|(_, it)| *it < CU_FOR_REPLICAS);
    if let Some((at, cu_size)) = small {
        let detail = format!(
            "Replicas take at least {CU_FOR_REPLICAS} compute units. With up to {most} replicas, Zilliz Cloud may refuse {cu_size}."
        );
        let at = at.path(&Path::attribute("cu_settings"));
        found.push(Diagnostic::warning("Perhaps too small for replicas", detail).at(at));
    } else if let Some(cu_size) = config.cu_size.known().filter(|it| **it < CU_FOR_REPLICAS)
        && let Some((at, size)) = replicas.into_iter().find(|(_, it)| *it > 1)
    {
        let detail = format!(
            "Replicas take at least {CU_FOR_REPLICAS} compute units, and this cluster has {cu_size}, but {size} replicas were given."
        );
        let at = at.path(&Path::attribute("replica_settings"));
        found.push(Diagnostic::error("Too small for replicas", detail).at(at));
    }
}
