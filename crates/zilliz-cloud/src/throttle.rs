//! The throttle: how fast the calls of one client may start, all of them together.
//!
//! Nothing holds a call back until the service first answers "too many requests". Then everybody pauses for as long as it
//! asked, and goes on at half the rate that was too much; each success makes the rate a little higher again. A cap that the
//! user sets holds at all times. The rules are a pure state machine over instants.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::retry;

/// The lowest rate that throttling leads to, in calls per second.
const MIN_RATE: f64 = 0.5;
/// By how many calls per second the rate grows in a second in which all calls succeed.
const GROWTH: f64 = 1.0;
/// The time over which calls are counted to know the rate that was too much.
const WINDOW: Duration = Duration::from_secs(1);
/// The longest time between two calls, however low a cap is.
const MAX_INTERVAL: Duration = Duration::from_secs(24 * 3600);

/// A rate that is never exceeded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateLimit {
    /// Calls per second; finite and above 0.
    pub qps: f64,
    /// How many calls may start at once after a quiet time; at least 1.
    pub burst: u32,
}

/// Admits calls one by one.
#[derive(Debug)]
pub(super) struct Throttle(Mutex<Pacing>);

impl Throttle {
    pub(super) fn new(limit: Option<RateLimit>) -> Self {
        Self(Mutex::new(Pacing::new(limit)))
    }

    /// Waits until the next call may start.
    pub(super) async fn admit(&self) {
        loop {
            let admitted = self.lock().start(Instant::now());
            match admitted {
                Ok(()) => return,
                Err(later) => sleep_until(later).await,
            }
        }
    }

    /// Takes note of a success.
    pub(super) fn succeeded(&self) {
        self.lock().succeeded();
    }

    /// Takes note that a call which started at `started` was one too many.
    pub(super) fn throttled(&self, started: Instant, retry_after: Option<Duration>) {
        self.lock()
            .throttled(Instant::now(), started, retry_after.unwrap_or_default());
    }

    fn lock(&self) -> MutexGuard<'_, Pacing> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The rules, without a clock.
#[derive(Debug)]
struct Pacing {
    limit: Option<RateLimit>,
    /// When the bucket of `limit` would be full again.
    full_at: Option<Instant>,
    /// Calls per second; none until the first throttled call.
    rate: Option<f64>,
    paused_until: Option<Instant>,
    last_start: Option<Instant>,
    last_cut: Option<Instant>,
    /// The starts of the last second, while there is no rate.
    recent: VecDeque<Instant>,
}

impl Pacing {
    fn new(limit: Option<RateLimit>) -> Self {
        Self {
            limit,
            full_at: None,
            rate: None,
            paused_until: None,
            last_start: None,
            last_cut: None,
            recent: VecDeque::new(),
        }
    }

    /// Books the start of a call, or says when to ask again.
    fn start(&mut self, now: Instant) -> Result<(), Instant> {
        let spaced = self.rate.zip(self.last_start);
        let spaced = spaced.map(|(rate, last)| last + interval(rate));
        let with_deadline = self.limit.zip(self.full_at).and_then(|(limit, full_at)| {
            let room = interval(limit.qps).saturating_mul(limit.burst.saturating_sub(1));
            full_at.checked_sub(room)
        });
        let earliest = [self.paused_until, spaced, with_deadline];
        if let Some(later) = earliest.into_iter().flatten().max().filter(|it| *it > now) {
            return Err(later);
        }
        if let Some(limit) = self.limit {
            let full_at = self.full_at.map_or(now, |it| it.max(now));
            self.full_at = Some(full_at + interval(limit.qps));
        }
        self.last_start = Some(now);
        if self.rate.is_none() {
            while self.recent.front().is_some_and(|it| now - *it >= WINDOW) {
                self.recent.pop_front();
            }
            self.recent.push_back(now);
        }
        Ok(())
    }

    fn succeeded(&mut self) {
        if let Some(rate) = &mut self.rate {
            *rate += GROWTH / *rate;
        }
    }

    fn throttled(&mut self, now: Instant, started: Instant, retry_after: Duration) {
        let paused_until = now + retry_after.min(retry::CAP);
        self.paused_until = self.paused_until.max(Some(paused_until));
        // Calls that were under way when the rate was cut say nothing about the new one.
        if self.last_cut.is_some_and(|cut| started <= cut) {
            return;
        }
        let counted = u32::try_from(self.recent.len()).unwrap_or(u32::MAX);
        let too_much = self.rate.unwrap_or(f64::from(counted));
        self.rate = Some((too_much / 2.0).max(MIN_RATE));
        self.last_cut = Some(now);
        self.recent.clear();
    }
}

/// The time from one call to the next.
fn interval(rate: f64) -> Duration {
    Duration::try_from_secs_f64(1.0 / rate)
        .unwrap_or(MAX_INTERVAL)
        .min(MAX_INTERVAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Starts calls one after the other, each as early as it may, and says how many milliseconds after `from`.
    fn starts(pacing: &mut Pacing, from: Instant, count: usize) -> Vec<u128> {
        let mut now = from;
        let mut starts = Vec::new();
        while starts.len() < count {
            match pacing.start(now) {
                Ok(()) => starts.push((now - from).as_millis()),
                Err(later) => {
                    assert!(later > now);
                    now = later;
                }
            }
        }
        starts
    }

    #[test]
    fn nothing_holds_calls_back_before_the_first_throttled_one() {
        let mut pacing = Pacing::new(None);
        assert_eq!(starts(&mut pacing, Instant::now(), 1000), vec![0; 1000]);
        pacing.succeeded();
        assert_eq!(pacing.rate, None);
    }

    #[test]
    fn a_throttled_call_pauses_everybody_and_halves_the_rate() {
        let now = Instant::now();
        let mut pacing = Pacing::new(None);
        starts(&mut pacing, now, 8);
        pacing.throttled(now, now, 3 * SECOND);
        assert_eq!(pacing.rate, Some(4.0));
        assert_eq!(starts(&mut pacing, now, 4), [3000, 3250, 3500, 3750]);
        pacing.throttled(now + 4 * SECOND, now + 4 * SECOND, Duration::ZERO);
        assert_eq!(pacing.rate, Some(2.0));
        assert_eq!(starts(&mut pacing, now, 2), [4250, 4750]);
    }

    #[test]
    fn the_rate_counts_the_calls_of_one_second_only() {
        let now = Instant::now();
        let mut pacing = Pacing::new(None);
        starts(&mut pacing, now, 50);
        starts(&mut pacing, now + SECOND, 6);
        pacing.throttled(now + SECOND, now + SECOND, Duration::ZERO);
        assert_eq!(pacing.rate, Some(3.0));
    }

    #[test]
    fn calls_under_way_together_halve_the_rate_once() {
        let now = Instant::now();
        let mut pacing = Pacing::new(None);
        starts(&mut pacing, now, 8);
        for late in [1, 2, 5] {
            pacing.throttled(now + late * SECOND, now, SECOND);
        }
        assert_eq!(pacing.rate, Some(4.0));
        assert_eq!(pacing.paused_until, Some(now + 6 * SECOND));
    }

    #[test]
    fn each_success_adds_a_little_and_the_rate_has_a_floor() {
        let now = Instant::now();
        let mut pacing = Pacing::new(None);
        starts(&mut pacing, now, 4);
        pacing.throttled(now, now, Duration::ZERO);
        for rate in [2.5, 2.9] {
            pacing.succeeded();
            assert!((pacing.rate.unwrap() - rate).abs() < 1e-9, "{pacing:?}");
        }
        for late in 1..20 {
            pacing.throttled(now + late * SECOND, now + late * SECOND, Duration::ZERO);
        }
        assert_eq!(pacing.rate, Some(MIN_RATE));
    }

    #[test]
    fn no_pause_is_longer_than_a_retry_waits() {
        let now = Instant::now();
        let mut pacing = Pacing::new(None);
        pacing.throttled(now, now, Duration::MAX);
        assert_eq!(starts(&mut pacing, now, 1), [30_000]);
    }

    #[test]
    fn a_limit_holds_and_lets_a_burst_through_after_a_quiet_time() {
        let now = Instant::now();
        let limit = RateLimit { qps: 4.0, burst: 3 };
        let mut pacing = Pacing::new(Some(limit));
        assert_eq!(starts(&mut pacing, now, 5), [0, 0, 0, 250, 500]);
        assert_eq!(starts(&mut pacing, now + 10 * SECOND, 4), [0, 0, 0, 250]);
        let slowest = RateLimit {
            qps: f64::MIN_POSITIVE,
            burst: 1,
        };
        let day = MAX_INTERVAL.as_millis();
        assert_eq!(starts(&mut Pacing::new(Some(slowest)), now, 2), [0, day]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_waits_for_its_turn_sees_a_pause_that_began_meanwhile() {
        let throttle = Throttle::new(Some(RateLimit { qps: 1.0, burst: 1 }));
        let started = Instant::now();
        throttle.admit().await;
        let pause = async {
            tokio::time::sleep(Duration::from_millis(500)).await;
            throttle.throttled(started, Some(5 * SECOND));
        };
        tokio::join!(throttle.admit(), pause);
        assert_eq!(started.elapsed(), Duration::from_millis(5500));
    }
}
