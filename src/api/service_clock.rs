//! What time it is at the service, at least.
//!
//! Its replies carry a `Date` of second precision, written before the reply arrived. So the service's clock is never behind
//! what the best of these dates says, however wrong this machine's own clock is.

use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use tokio::time::Instant;

/// The service's clock, as far as its replies tell.
#[derive(Debug, Default)]
pub(super) struct ServiceClock(Mutex<Option<Reading>>);

/// At `here` it was not earlier than `there`.
#[derive(Clone, Copy, Debug)]
struct Reading {
    there: SystemTime,
    here: Instant,
}

impl ServiceClock {
    /// Takes note of the date of a reply that has just arrived.
    pub(super) fn observe(&self, date: SystemTime) {
        let here = Instant::now();
        let mut best = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if best.and_then(|it| it.at(here)).is_none_or(|it| it < date) {
            *best = Some(Reading { there: date, here });
        }
    }

    /// The earliest time that it can have been at the service; `None` while no reply told.
    pub(super) fn at(&self, here: Instant) -> Option<SystemTime> {
        let best = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        best?.at(here)
    }
}

impl Reading {
    fn at(self, here: Instant) -> Option<SystemTime> {
        match here.checked_duration_since(self.here) {
            Some(later) => self.there.checked_add(later),
            None => self.there.checked_sub(self.here - here),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_best_date_tells_the_time_before_and_after_it() {
        let second = Duration::from_secs(1);
        let clock = ServiceClock::default();
        let start = Instant::now();
        assert_eq!(clock.at(start), None);
        tokio::time::advance(5 * second).await;
        clock.observe(UNIX_EPOCH + 1005 * second);
        assert_eq!(clock.at(start), Some(UNIX_EPOCH + 1000 * second));
        assert_eq!(
            clock.at(start + 9 * second),
            Some(UNIX_EPOCH + 1009 * second)
        );
        tokio::time::advance(5 * second).await;
        // A reply that was long under way knows less.
        clock.observe(UNIX_EPOCH + 1007 * second);
        assert_eq!(clock.at(start), Some(UNIX_EPOCH + 1000 * second));
        clock.observe(UNIX_EPOCH + 1011 * second);
        assert_eq!(clock.at(start), Some(UNIX_EPOCH + 1001 * second));
    }
}
