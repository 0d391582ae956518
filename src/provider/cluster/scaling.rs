//! The policies by which a cluster scales itself: the values of `cu_settings` and `replica_settings`.
//!
//! The service may write a policy its own way, with the default time zone or the schedules in another order. Such a policy
//! is [the same](ScalingSettings::is_same), and so is one that the user words anew: it stays as the state has it.

use tf_provider::{
    model::{Computed, Slot},
    path::{Path, Step},
    resource::Op,
    value::json::Json,
};

use crate::{
    api,
    provider::cluster::model::{
        Cluster, ClusterConfig, DynamicScaling, ScalingSettings, ScalingSettingsConfig,
        ScheduledScaling,
    },
};

/// The time zone of a schedule that names none.
const DEFAULT_TIMEZONE: &str = "Etc/UTC";

/// Kept beside the state once the service has told of policies: from then on, none told are none.
const REPORTED: &str = "policies_are_told";

impl ScalingSettings {
    /// What the service says; `None` if that is no policy at all.
    pub(crate) fn reported(policy: Option<api::ScalingPolicy>) -> Option<Self> {
        let policy = policy?;
        let dynamic_scaling = match (policy.min, policy.max) {
            (Some(min), Some(max)) => Some(DynamicScaling { min, max }),
            _ => None,
        };
        let schedules = policy.schedules.filter(|it| !it.is_empty());
        let schedule_scaling = schedules.map(|schedules| {
            let schedules = schedules.into_iter();
            let schedules = schedules.map(|it| ScheduledScaling {
                timezone: it.timezone,
                cron: it.cron,
                target: it.target,
            });
            schedules.collect()
        });
        let is_policy = dynamic_scaling.is_some() || schedule_scaling.is_some();
        is_policy.then_some(Self {
            dynamic_scaling,
            schedule_scaling,
        })
    }

    /// As the service wants it.
    pub(super) fn policy(&self) -> api::ScalingPolicy {
        let schedules = self.schedule_scaling.as_ref().map(|schedules| {
            let schedules = schedules.iter().map(|it| api::ScalingSchedule {
                cron: it.cron.clone(),
                target: it.target,
                timezone: Some(it.zone().to_owned()),
            });
            schedules.collect()
        });
        api::ScalingPolicy {
            min: self.dynamic_scaling.as_ref().map(|it| it.min),
            max: self.dynamic_scaling.as_ref().map(|it| it.max),
            schedules,
        }
    }

    /// The least size that it leads to.
    pub(super) fn floor(&self) -> Option<i64> {
        let dynamic = self.dynamic_scaling.iter().map(|it| it.min);
        let scheduled = self.schedule_scaling.iter().flatten().map(|it| it.target);
        dynamic.chain(scheduled).min()
    }

    /// Whether both lead to the same sizes at the same times.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.dynamic_scaling == other.dynamic_scaling && self.times() == other.times()
    }

    fn times(&self) -> Vec<(&str, &str, i64)> {
        let schedules = self.schedule_scaling.iter().flatten();
        let mut times: Vec<_> = schedules
            .map(|it| (it.zone(), it.cron.as_str(), it.target))
            .collect();
        times.sort_unstable();
        times
    }
}

impl ScheduledScaling {
    fn zone(&self) -> &str {
        self.timezone.as_deref().unwrap_or(DEFAULT_TIMEZONE)
    }
}

impl ScalingSettingsConfig {
    /// The known sizes that it leads to, each with the members of the settings that lead to it.
    pub(super) fn sizes(&self) -> Vec<(SizeAt, i64)> {
        let dynamic = self.dynamic_scaling.known();
        let min = dynamic.and_then(|it| it.min.known().copied());
        let max = dynamic.and_then(|it| it.max.known().copied());
        let scheduled = self.schedule_scaling.known().into_iter().flatten();
        let scheduled = scheduled.enumerate().filter_map(|(index, it)| {
            let target = it.known()?.target.known().copied()?;
            Some((SizeAt::Schedule(index), target))
        });
        let bounds = [(SizeAt::Min, min), (SizeAt::Max, max)];
        let bounds = bounds.into_iter().filter_map(|(at, it)| Some((at, it?)));
        bounds.chain(scheduled).collect()
    }
}

/// Where in scaling settings a size is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SizeAt {
    Min,
    Max,
    Schedule(usize),
}

impl SizeAt {
    /// The path of the size in the settings at `settings`.
    pub(super) fn path(self, settings: &Path) -> Path {
        let bound = |name| settings.child("dynamic_scaling").child(name);
        match self {
            Self::Min => bound("min"),
            Self::Max => bound("max"),
            Self::Schedule(index) => {
                let schedules = settings.child("schedule_scaling");
                schedules.with(Step::Index(index)).child("target")
            }
        }
    }
}

/// Whether the settings of one dimension are as they were.
pub(super) fn unchanged(before: Option<&ScalingSettings>, after: Option<&ScalingSettings>) -> bool {
    match (before, after) {
        (None, None) => true,
        (Some(before), Some(after)) => before.is_same(after),
        _ => false,
    }
}

impl Cluster {
    /// The policies that the service told of, each as the state has it if that is the same.
    pub(super) fn follow_policies(&mut self, reported: api::Autoscaling) {
        for (kept, reported) in [
            (&mut self.cu_settings, reported.cu),
            (&mut self.replica_settings, reported.replica),
        ] {
            let reported = ScalingSettings::reported(reported);
            if !unchanged(kept.as_ref(), reported.as_ref()) {
                *kept = reported;
            }
        }
    }

    /// All policies of the cluster, as the service wants them.
    pub(super) fn autoscaling(&self) -> Option<api::Autoscaling> {
        let policy =
            |settings: &Option<ScalingSettings>| settings.as_ref().map(ScalingSettings::policy);
        let (cu, replica) = (policy(&self.cu_settings), policy(&self.replica_settings));
        let is_any = cu.is_some() || replica.is_some();
        is_any.then_some(api::Autoscaling { cu, replica })
    }
}

/// Keeps policies that the configuration words in another way only, and the sizes that they came to.
pub(super) fn keep_same(prior: &Cluster, config: &ClusterConfig, planned: &mut ClusterConfig) {
    let root = Path::root();
    let kept = |before: &Option<ScalingSettings>, after: &Computed<ScalingSettingsConfig>| {
        let after = Option::<ScalingSettings>::from_slot(&after.to_slot(), &root).ok()??;
        let before = before.as_ref().filter(|it| it.is_same(&after))?;
        Computed::from_slot(&before.to_slot(), &root).ok()
    };
    if let Some(settings) = kept(&prior.cu_settings, &planned.cu_settings) {
        planned.cu_settings = settings;
        if config.cu_size.is_null() {
            planned.cu_size = prior.cu_size.clone();
        }
    }
    if let Some(settings) = kept(&prior.replica_settings, &planned.replica_settings) {
        planned.replica_settings = settings;
        if config.replica.is_null() {
            planned.replica = prior.replica.clone();
        }
    }
}

/// The scaling settings that `planned` changes, by their names.
pub(super) fn changed(prior: &Cluster, planned: &ClusterConfig) -> Vec<&'static str> {
    let is_other = |prior: &Option<ScalingSettings>, planned: &Computed<ScalingSettingsConfig>| {
        prior.to_slot() != planned.to_slot()
    };
    let all = [
        (
            "cu_settings",
            is_other(&prior.cu_settings, &planned.cu_settings),
        ),
        (
            "replica_settings",
            is_other(&prior.replica_settings, &planned.replica_settings),
        ),
    ];
    let changed = all.into_iter().filter(|(_, is_other)| *is_other);
    changed.map(|(name, _)| name).collect()
}

/// Notes whether the service tells of policies. Those in the state count as lost when it did before and does not now, of a
/// cluster that runs: one that is suspended could not get them back.
pub(super) fn notice(op: &mut Op<Cluster>, state: &mut Cluster, remote: &api::Cluster) {
    if remote.autoscaling.is_some() {
        expect_told(op);
    } else if remote.status == api::ClusterStatus::Running && are_reported(op) {
        state.cu_settings = None;
        state.replica_settings = None;
    }
}

/// Whether the service told of policies before.
pub(super) fn are_reported(op: &Op<Cluster>) -> bool {
    op.private(REPORTED) == Some(Json::Bool(true))
}

/// From now on, policies that the service does not tell of are not there.
pub(super) fn expect_told(op: &mut Op<Cluster>) {
    op.set_private(REPORTED, Json::Bool(true));
}
