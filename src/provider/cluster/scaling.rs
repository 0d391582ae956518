//! Scaling: the policies of `cu_settings` and `replica_settings`, and the change to a size or to policies.

use std::time::Duration;

use tf_provider::{
    diagnostics::Result,
    model::{Computed, Slot},
    path::{Path, Step},
    resource::Op,
    value::json::Json,
};
use tokio::time::Instant;

use crate::{
    api,
    api::{ClusterStatus, wait::Progress},
    provider::{
        cluster::{
            model::{
                Cluster, ClusterConfig, ClusterResource, DynamicScaling, ScalingSettings,
                ScalingSettingsConfig, ScheduledScaling,
            },
            status::running,
        },
        errors::ErrorContext,
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

/// By when a cluster is certain to have begun to scale, should nothing else tell.
const LATEST_BEGIN: Duration = Duration::from_secs(60);

impl ClusterResource {
    /// Changes compute units, replicas and policies in one call, since each call replaces what there is.
    pub(super) async fn scale(
        &self,
        op: &mut Op<Cluster>,
        cluster: Cluster,
        planned: &Cluster,
    ) -> Result<Cluster> {
        let Some(modify) = modification(&cluster, planned) else {
            return Ok(cluster);
        };
        let mut cluster = cluster;
        let doing = format!("scaling {}", cluster.title());
        let (api, id) = (self.context.during(op), cluster.id().to_owned());
        self.when_idle(op, &mut cluster, || api.modify_cluster(&id, &modify))
            .await?
            .context(doing)?;
        let before = cluster.autoscaling();
        // It may still be running as it was before: it is done when it runs as it should.
        let accepted = Instant::now();
        let mut has_begun = false;
        let is_scaled = |remote: &api::Cluster| match running_on(remote) {
            Progress::Ready => {
                let is_made = is_made(&modify, before.as_ref(), remote);
                // New policies that are not told may be there all the same.
                let is_reported = modify.autoscaling.is_none() || remote.autoscaling.is_some();
                if is_made && (is_reported || has_begun || accepted.elapsed() >= LATEST_BEGIN) {
                    Progress::Ready
                } else {
                    Progress::Pending("not scaled yet".to_owned())
                }
            }
            progress => {
                has_begun = true;
                progress
            }
        };
        let scaled = Cluster {
            cu_settings: planned.cu_settings.clone(),
            replica_settings: planned.replica_settings.clone(),
            ..cluster
        };
        self.wait_and_save(op, scaled, "to be scaled", is_scaled)
            .await
    }
}

/// As [running], of a cluster that ran already: by now, somebody else may have suspended it.
fn running_on(remote: &api::Cluster) -> Progress {
    use ClusterStatus::{Stopped, Stopping, Suspended, Suspending};
    match remote.status {
        Stopped | Stopping | Suspended | Suspending => Progress::Failed(remote.status.to_string()),
        _ => running(remote),
    }
}

/// The call that makes a cluster scale as planned, if there is anything to change.
fn modification(cluster: &Cluster, planned: &Cluster) -> Option<api::ClusterModify> {
    let cu_settings = (cluster.cu_settings.as_ref(), planned.cu_settings.as_ref());
    let replica_settings = (
        cluster.replica_settings.as_ref(),
        planned.replica_settings.as_ref(),
    );
    let size = |is: &Cluster, wanted: &Cluster| {
        let known = |it: &Cluster| it.cu_size.known().copied();
        (known(is), known(wanted))
    };
    let replica = |is: &Cluster, wanted: &Cluster| {
        let known = |it: &Cluster| it.replica.known().copied();
        (known(is), known(wanted))
    };
    let cu_size = fixed(cu_settings, size(cluster, planned));
    let replica = fixed(replica_settings, replica(cluster, planned));
    let policies_stay = [cu_settings, replica_settings]
        .iter()
        .all(|(before, after)| after.is_none() || unchanged(*before, *after));
    if cu_size.is_none() && replica.is_none() && policies_stay {
        return None;
    }
    Some(api::ClusterModify {
        cu_size,
        replica,
        autoscaling: planned.autoscaling(),
    })
}

/// The fixed size to change to. Where a policy ends and no size is configured, the cluster stays as big as it is.
fn fixed(
    (before, after): (Option<&ScalingSettings>, Option<&ScalingSettings>),
    (is, wanted): (Option<i64>, Option<i64>),
) -> Option<i64> {
    if after.is_some() {
        return None;
    }
    let wanted = wanted.or(is)?;
    (before.is_some() || is != Some(wanted)).then_some(wanted)
}

/// Whether a cluster that runs has been scaled, as far as it tells.
fn is_made(
    modify: &api::ClusterModify,
    before: Option<&api::Autoscaling>,
    remote: &api::Cluster,
) -> bool {
    let has_size = modify.cu_size.is_none_or(|it| remote.cu_size == Some(it));
    let has_replicas = modify
        .replica
        .is_none_or(|it| remote.replica.is_none_or(|is| is == it));
    // A service that writes the new policies its own way must not be waited for in vain.
    let has_old_policies = before.is_some()
        && before != modify.autoscaling.as_ref()
        && remote.autoscaling.as_ref() == before;
    has_size && has_replicas && !has_old_policies
}
