//! The policies by which a cluster scales itself.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{
    ambiguities::{Choices, Rule},
    envelope::Refusal,
};

/// How a cluster scales itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Autoscaling {
    #[serde(
        default,
        deserialize_with = "policy",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) cu: Option<Policy>,
    #[serde(
        default,
        deserialize_with = "policy",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) replica: Option<Policy>,
}

/// A policy, or none where it is empty.
pub(super) fn policy<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Policy>, D::Error> {
    let policy = Option::<Policy>::deserialize(deserializer)?;
    Ok(policy.filter(|it| *it != Policy::default()))
}

/// Bounds, or times at which a value is set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Policy {
    #[serde(skip_serializing_if = "Option::is_none")]
    min: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedules: Option<Vec<Schedule>>,
}

/// A value to set at the times of a cron expression.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Schedule {
    cron: String,
    target: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    timezone: Option<String>,
}

impl Policy {
    /// The least value that the policy sets.
    pub(crate) fn floor(&self) -> Option<u32> {
        let targets = self
            .schedules
            .iter()
            .flatten()
            .map(|schedule| schedule.target);
        self.min.or(targets.min())
    }

    pub(super) fn values(&self) -> impl Iterator<Item = u32> {
        let targets = self
            .schedules
            .iter()
            .flatten()
            .map(|schedule| schedule.target);
        self.min.into_iter().chain(self.max).chain(targets)
    }

    pub(super) fn clamp(&self, value: u32) -> u32 {
        let value = self.min.map_or(value, |min| value.max(min));
        self.max.map_or(value, |max| value.min(max))
    }

    pub(super) fn check(&self, what: &str, choices: &Choices) -> Result<(), Refusal> {
        let refuse =
            |problem: &str| Err(Refusal::invalid(format!("autoscaling.{what}: {problem}.")));
        let schedules = self.schedules.as_deref().unwrap_or_default();
        let is_scheduled = !schedules.is_empty();
        match (self.min, self.max) {
            (Some(min), Some(max)) if min > max => return refuse("min must not be above max"),
            (Some(_), Some(_)) if is_scheduled && choices.combined_policies == Rule::Refused => {
                return refuse("min and max, and schedules, exclude each other");
            }
            (Some(_), Some(_)) => {}
            (None, None) if is_scheduled => {}
            _ => return refuse("give both min and max, or schedules"),
        }
        let short = |schedule: &&Schedule| schedule.cron.split_whitespace().count() < 5;
        match schedules.iter().find(short) {
            Some(schedule) => refuse(&format!("`{}` is no cron expression", schedule.cron)),
            None => Ok(()),
        }
    }
}
