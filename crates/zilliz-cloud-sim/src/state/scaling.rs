//! The size of a dedicated cluster: CU, replicas, and how they follow the load or a schedule.

use serde::Deserialize;

use crate::{
    ambiguities::{Choices, Limits, NewPolicy, Rule},
    envelope::Refusal,
    state::{
        cluster::Cluster,
        plan::Plan,
        policy::{Autoscaling, Policy, policy},
    },
};

/// Body of `POST /v2/clusters/{clusterId}/modify`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Modification {
    cu_size: Option<u32>,
    replica: Option<u32>,
    autoscaling: Option<Autoscaling>,
}

/// Body of `POST /v2/clusters/{clusterId}/modifyReplica`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplicaModification {
    replica: Option<u32>,
    autoscaling: Option<ReplicaAutoscaling>,
}

/// Autoscaling of replicas only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplicaAutoscaling {
    #[serde(deserialize_with = "policy")]
    replica: Option<Policy>,
}

impl Modification {
    /// Whether it changes policies only.
    pub(crate) fn is_policy(&self) -> bool {
        self.autoscaling.is_some() && self.cu_size.is_none() && self.replica.is_none()
    }
}

impl ReplicaModification {
    /// Whether it changes a policy only.
    pub(crate) fn is_policy(&self) -> bool {
        self.autoscaling.is_some() && self.replica.is_none()
    }
}

fn check_range(cu_size: u32, plan: Plan, cu_type: &str, limits: &Limits) -> Result<(), Refusal> {
    let least = if cu_type == "Tiered-storage" { 8 } else { 1 };
    let most = if plan == Plan::Standard {
        limits.standard_cu_size
    } else {
        limits.cu_size
    };
    if !(least..=most).contains(&cu_size) {
        let message = format!(
            "cuSize must be between {least} and {most} for {cu_type} clusters of the plan {plan:?}, not {cu_size}."
        );
        return Err(Refusal::new(80_006, message));
    }
    Ok(())
}

fn check_grid(cu_size: u32) -> Result<(), Refusal> {
    let step = match cu_size {
        ..=8 => cu_size.next_power_of_two(),
        9..=64 => 4,
        65..=256 => 8,
        _ => 16,
    };
    if !cu_size.is_multiple_of(step) {
        let message = format!(
            "cuSize {cu_size} is not supported: use 1, 2, 4, 8, then steps of 4 to 64, of 8 to 256, of 16 above."
        );
        return Err(Refusal::new(80_014, message));
    }
    Ok(())
}

impl Cluster {
    /// This cluster after `modify`, when its rules allow it.
    pub(crate) fn modified(
        mut self,
        change: Modification,
        choices: &Choices,
    ) -> Result<Self, Refusal> {
        let scaling = change.autoscaling.as_ref();
        if change.cu_size.is_none() && change.replica.is_none() && scaling.is_none() {
            return Err(Refusal::invalid("Give cuSize, replica or autoscaling."));
        }
        if change.cu_size.is_some() && scaling.is_some_and(|scaling| scaling.cu.is_some()) {
            return Err(Refusal::invalid(
                "cuSize and autoscaling.cu exclude each other.",
            ));
        }
        if change.replica.is_some() && scaling.is_some_and(|scaling| scaling.replica.is_some()) {
            return Err(Refusal::invalid(
                "replica and autoscaling.replica exclude each other.",
            ));
        }
        let moves = !change.is_policy() || choices.new_policy == NewPolicy::Modifying;
        let mut kept = change
            .autoscaling
            .or(self.autoscaling.take())
            .unwrap_or_default();
        if let Some(cu_size) = change.cu_size {
            self.cu_size = cu_size;
            kept.cu = None;
        }
        if let Some(replica) = change.replica {
            self.replica = replica;
            kept.replica = None;
        }
        if moves {
            self = self.clamped(&kept);
        }
        self.scaled(kept, choices.limits.replica, choices)
    }

    /// This cluster after `modifyReplica`, when its rules allow it.
    pub(crate) fn replicated(
        mut self,
        change: ReplicaModification,
        choices: &Choices,
    ) -> Result<Self, Refusal> {
        let moves = !change.is_policy() || choices.new_policy == NewPolicy::Modifying;
        let mut kept = self.autoscaling.take().unwrap_or_default();
        match (change.replica, change.autoscaling) {
            (Some(replica), None) => {
                self.replica = replica;
                kept.replica = None;
            }
            (None, Some(autoscaling)) => kept.replica = autoscaling.replica,
            _ => {
                return Err(Refusal::invalid(
                    "Give either replica or autoscaling.replica.",
                ));
            }
        }
        if moves {
            self = self.clamped(&kept);
        }
        self.scaled(kept, choices.limits.modify_replica, choices)
    }

    /// This cluster with a size within these policies.
    pub(crate) fn clamped(mut self, autoscaling: &Autoscaling) -> Self {
        if let Some(policy) = &autoscaling.cu {
            self.cu_size = policy.clamp(self.cu_size);
        }
        if let Some(policy) = &autoscaling.replica {
            self.replica = policy.clamp(self.replica);
        }
        self
    }

    /// This cluster with these policies, when its rules allow its size and them.
    pub(crate) fn scaled(
        mut self,
        autoscaling: Autoscaling,
        most_replicas: u32,
        choices: &Choices,
    ) -> Result<Self, Refusal> {
        let limits = &choices.limits;
        let has_grid = autoscaling.cu.is_none() || choices.policy_off_the_grid == Rule::Refused;
        self.check_cu_size(self.cu_size, has_grid, limits)?;
        let is_fixed = autoscaling.replica.is_none();
        self.check_replica(self.replica, most_replicas, is_fixed, choices)?;
        if autoscaling != Autoscaling::default() && self.plan < Plan::Enterprise {
            let message = "autoscaling needs the plan Enterprise or BusinessCritical.";
            return Err(Refusal::invalid(message));
        }
        if let Some(policy) = &autoscaling.cu {
            policy.check("cu", choices)?;
            for value in policy.values() {
                self.check_cu_size(value, has_grid, limits)?;
            }
        }
        if let Some(policy) = &autoscaling.replica {
            policy.check("replica", choices)?;
            for value in policy.values() {
                self.check_replica(value, most_replicas, false, choices)?;
            }
        }
        self.autoscaling = Some(autoscaling).filter(|kept| *kept != Autoscaling::default());
        Ok(self)
    }

    fn check_cu_size(&self, cu_size: u32, has_grid: bool, limits: &Limits) -> Result<(), Refusal> {
        check_range(cu_size, self.plan, &self.cu_type, limits)?;
        if has_grid {
            check_grid(cu_size)
        } else {
            Ok(())
        }
    }

    fn check_replica(
        &self,
        replica: u32,
        most: u32,
        is_fixed: bool,
        choices: &Choices,
    ) -> Result<(), Refusal> {
        let limits = &choices.limits;
        let has_plan = self.plan >= Plan::Enterprise
            || (is_fixed && choices.replicas_on_standard == Rule::Accepted);
        let has_size = self.cu_size >= limits.replica_cu_size
            || (!is_fixed && choices.replica_policy_of_a_small_cluster == Rule::Accepted);
        let refuse = |message: String| Err(Refusal::invalid(message));
        if !(1..=most).contains(&replica) {
            return refuse(format!(
                "replica must be between 1 and {most}, not {replica}."
            ));
        }
        if replica > 1 && !has_plan {
            return refuse(
                "More than one replica needs the plan Enterprise or BusinessCritical.".to_owned(),
            );
        }
        if replica > 1 && !has_size {
            let least = limits.replica_cu_size;
            return refuse(format!(
                "More than one replica needs a cuSize of at least {least}."
            ));
        }
        let (cu_size, most) = (self.cu_size, limits.cu_size_times_replica);
        if cu_size * replica > most {
            return refuse(format!(
                "cuSize {cu_size} times replica {replica} must be at most {most}."
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(cu_size: u32, plan: Plan, cu_type: &str) -> i64 {
        check_range(cu_size, plan, cu_type, &Limits::default())
            .and_then(|()| check_grid(cu_size))
            .map_or_else(|refusal| refusal.code, |()| 0)
    }

    #[test]
    fn cu_sizes_lie_on_the_published_grid() {
        for cu_size in [1, 2, 4, 8, 12, 64, 72, 256, 272, 1024] {
            assert_eq!(
                code(cu_size, Plan::Enterprise, "Performance-optimized"),
                0,
                "{cu_size}"
            );
        }
        for cu_size in [3, 5, 6, 7, 9, 10, 66, 68, 260, 264] {
            assert_eq!(
                code(cu_size, Plan::Enterprise, "Performance-optimized"),
                80_014,
                "{cu_size}"
            );
        }
    }

    #[test]
    fn cu_sizes_depend_on_plan_and_type() {
        assert_eq!(code(0, Plan::Enterprise, "Performance-optimized"), 80_006);
        assert_eq!(
            code(1040, Plan::Enterprise, "Performance-optimized"),
            80_006
        );
        assert_eq!(code(32, Plan::Standard, "Performance-optimized"), 0);
        assert_eq!(code(36, Plan::Standard, "Performance-optimized"), 80_006);
        assert_eq!(code(4, Plan::Enterprise, "Tiered-storage"), 80_006);
    }
}
