//! The statuses of a cluster and how it gets from one to the next.
//!
//! A transition either takes polls (each describe shows the status and then makes a step) or time.

use serde::{Deserialize, Serialize};

use super::clock::Millis;
use super::options::Speed;

/// Status of a cluster; `STOPPED` is missing from the published list, and is what a suspended cluster reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Creating,
    Running,
    Stopping,
    Stopped,
    Resuming,
    Modifying,
    Deleting,
    Deleted,
    Abnormal,
    /// One that only the control surface sets, such as `FROZEN`.
    #[serde(untagged)]
    Other(String),
}

impl Status {
    /// Where this status leads by itself.
    pub(crate) fn next(&self) -> Option<Self> {
        match self {
            Self::Creating | Self::Resuming | Self::Modifying => Some(Self::Running),
            Self::Stopping => Some(Self::Stopped),
            Self::Deleting => Some(Self::Deleted),
            _ => None,
        }
    }

    /// How many describes show this status before it ends at instant speed.
    fn polls(&self) -> u32 {
        if *self == Self::Creating { 2 } else { 1 }
    }

    /// How long this status lasts at speed 1.
    fn duration(&self, dedicated: bool) -> Millis {
        let seconds = match self {
            Self::Creating if dedicated => 240,
            Self::Modifying => 180,
            Self::Resuming => 120,
            Self::Stopping => 60,
            _ => 20,
        };
        seconds * 1000
    }
}

/// Where a cluster is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Life {
    pub(crate) status: Status,
    /// Set from outside: the status stays as it is.
    #[serde(default)]
    pub(crate) stall: bool,
    since: Millis,
    polls: u32,
}

impl Life {
    /// A life that enters `status` now.
    pub(crate) fn entering(status: Status, now: Millis) -> Self {
        Self {
            status,
            stall: false,
            since: now,
            polls: 0,
        }
    }

    /// When the present status began.
    pub(crate) fn since(&self) -> Millis {
        self.since
    }

    /// Enters another status, keeping a stall.
    pub(crate) fn enter(&mut self, status: Status, now: Millis) {
        *self = Self {
            stall: self.stall,
            ..Self::entering(status, now)
        };
    }

    /// A describe was answered: makes the step that it earns at instant speed.
    pub(crate) fn polled(&mut self, speed: Speed, now: Millis) {
        if speed != Speed::Instant || self.stall {
            return;
        }
        self.polls += 1;
        if let Some(next) = self
            .status
            .next()
            .filter(|_| self.polls >= self.status.polls())
        {
            self.enter(next, now);
        }
    }

    /// Time has passed: makes the step that is due at a timed speed.
    pub(crate) fn advance(&mut self, speed: Speed, now: Millis, dedicated: bool) {
        let Speed::Times(times) = speed else { return };
        let due = self.since + self.status.duration(dedicated) / u64::from(times);
        if let Some(next) = self.status.next().filter(|_| !self.stall && now >= due) {
            self.enter(next, now);
        }
    }

    /// Percentage of the creation that is done.
    pub(crate) fn create_progress(&self, speed: Speed, now: Millis, dedicated: bool) -> u64 {
        match (&self.status, speed) {
            (Status::Creating, Speed::Instant) => {
                u64::from(self.polls) * 100 / u64::from(self.status.polls())
            }
            (Status::Creating, Speed::Times(times)) => {
                let elapsed = now.saturating_sub(self.since) * u64::from(times);
                (elapsed * 100 / self.status.duration(dedicated)).min(99)
            }
            _ => 100,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_advances_a_creation_one_step() {
        let mut life = Life::entering(Status::Creating, 0);
        assert_eq!(life.create_progress(Speed::Instant, 0, true), 0);
        life.polled(Speed::Instant, 0);
        assert_eq!(life.status, Status::Creating);
        assert_eq!(life.create_progress(Speed::Instant, 0, true), 50);
        life.polled(Speed::Instant, 0);
        assert_eq!(life.status, Status::Running);
    }

    #[test]
    fn a_timed_creation_ends_when_its_time_has_passed() {
        let speed = Speed::Times(60);
        let mut life = Life::entering(Status::Creating, 1000);
        life.polled(speed, 1000);
        life.advance(speed, 4999, true);
        assert_eq!(life.status, Status::Creating);
        assert_eq!(life.create_progress(speed, 3000, true), 50);
        life.advance(speed, 5000, true);
        assert_eq!(life.status, Status::Running);
    }

    #[test]
    fn a_stalled_cluster_stays_as_it_is() {
        let mut life = Life::entering(Status::Deleting, 0);
        life.stall = true;
        life.polled(Speed::Instant, 0);
        life.advance(Speed::Times(1), 1_000_000, true);
        assert_eq!(life.status, Status::Deleting);
    }
}
