//! The time between two polls.

use std::time::Duration;

/// The delays between polls: growing, jittered, capped.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    first: Duration,
    growth: f64,
    cap: Duration,
    /// The part of a delay that is random.
    jitter: f64,
}

impl Pace {
    /// The same delay each time; zero polls without a pause.
    pub fn fixed(interval: Duration) -> Self {
        Self {
            first: interval,
            growth: 1.0,
            cap: interval,
            jitter: 0.0,
        }
    }

    /// The delay after some polls; `random` is in 0..1.
    pub(super) fn delay(self, polls: u32, random: f64) -> Duration {
        let growth = self.growth.powi(i32::try_from(polls).unwrap_or(i32::MAX));
        // Capped as a float: a wait of hours overflows any integer.
        let seconds = (self.first.as_secs_f64() * growth).min(self.cap.as_secs_f64());
        Duration::from_secs_f64(seconds * (1.0 - self.jitter * random))
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            growth: 1.5,
            cap: Duration::from_secs(15),
            jitter: 0.2,
        }
    }
}
