//! The decision to repeat a failed attempt: three pure functions.
//!
//! No call of the API takes a client token, so a create that may have been processed is never sent again.

use std::time::{Duration, SystemTime};

use super::classify::ErrorKind;
use super::error::Error;
use super::request::Repeat;
use super::route::NoConnection;

/// The first backoff, before jitter; it doubles from there.
const BASE: Duration = Duration::from_millis(500);
/// No wait between two attempts is longer, whatever the service asks for.
pub(super) const CAP: Duration = Duration::from_secs(30);

/// What a failed attempt means for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It will pass, and the service provably did nothing.
    NotProcessed,
    /// It will pass, but the service may have done what was asked.
    Ambiguous,
    /// It will not pass by itself.
    Final,
}

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Retry,
    GiveUp,
}

pub(super) fn classify(error: &Error) -> Trouble {
    if error.no_connection().is_some_and(NoConnection::is_lasting) {
        return Trouble::Final;
    }
    match error.kind() {
        ErrorKind::Unexpected if error.is_malformed() => Trouble::Ambiguous,
        ErrorKind::Timeout | ErrorKind::Unavailable if error.maybe_processed() => {
            Trouble::Ambiguous
        }
        ErrorKind::Throttled | ErrorKind::Timeout | ErrorKind::Unavailable => Trouble::NotProcessed,
        _ => Trouble::Final,
    }
}

/// `retries` counts those already made.
pub(super) fn decide(trouble: Trouble, repeat: Repeat, retries: u32, max_retries: u32) -> Decision {
    let worthwhile = match trouble {
        Trouble::NotProcessed => true,
        Trouble::Ambiguous => repeat == Repeat::Safe,
        Trouble::Final => false,
    };
    if worthwhile && retries < max_retries {
        Decision::Retry
    } else {
        Decision::GiveUp
    }
}

/// Full jitter on an exponential backoff, on top of what the service asked for; `random` is in 0..1.
pub(super) fn delay(retries: u32, retry_after: Option<Duration>, random: f64) -> Duration {
    let backoff = BASE.saturating_mul(2_u32.saturating_pow(retries)).min(CAP);
    let jittered = backoff.mul_f64(random.clamp(0.0, 1.0));
    retry_after
        .unwrap_or_default()
        .saturating_add(jittered)
        .min(CAP)
}

/// Reads a `Retry-After` header: seconds, or an HTTP date.
pub(super) fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::Request;

    fn error(kind: ErrorKind, maybe_processed: bool) -> Error {
        let mut error = Request::none().error(kind, "");
        error.inner_mut().maybe_processed = maybe_processed;
        error
    }

    #[test]
    fn trouble_follows_from_the_kind_and_from_what_the_service_may_have_done() {
        use Trouble::{Ambiguous, Final, NotProcessed};
        for (kind, maybe_processed, expected) in [
            (ErrorKind::Throttled, false, NotProcessed),
            (ErrorKind::Unavailable, false, NotProcessed),
            (ErrorKind::Unavailable, true, Ambiguous),
            (ErrorKind::Timeout, true, Ambiguous),
            (ErrorKind::Unexpected, true, Final),
            (ErrorKind::Auth, false, Final),
            (ErrorKind::NotEnabled, false, Final),
        ] {
            assert_eq!(
                classify(&error(kind, maybe_processed)),
                expected,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn an_ambiguous_failure_is_repeated_only_where_that_is_safe() {
        use Decision::{GiveUp, Retry};
        for (trouble, repeat, expected) in [
            (Trouble::NotProcessed, Repeat::Never, Retry),
            (Trouble::NotProcessed, Repeat::Safe, Retry),
            (Trouble::Ambiguous, Repeat::Never, GiveUp),
            (Trouble::Ambiguous, Repeat::Safe, Retry),
            (Trouble::Final, Repeat::Safe, GiveUp),
        ] {
            assert_eq!(
                decide(trouble, repeat, 0, 5),
                expected,
                "{trouble:?} {repeat:?}"
            );
        }
    }

    #[test]
    fn the_budget_ends_the_retries() {
        let decide = |retries, max| decide(Trouble::NotProcessed, Repeat::Safe, retries, max);
        assert_eq!(decide(4, 5), Decision::Retry);
        assert_eq!(decide(5, 5), Decision::GiveUp);
        assert_eq!(decide(0, 0), Decision::GiveUp);
    }

    #[test]
    fn the_backoff_doubles_to_its_cap_and_never_overflows() {
        let millis = |retries| delay(retries, None, 1.0).as_millis();
        let delays: Vec<_> = (0..8).map(millis).collect();
        assert_eq!(
            delays,
            [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]
        );
        assert_eq!(millis(u32::MAX), 30_000);
        assert_eq!(delay(3, None, 0.25), Duration::from_secs(1));
        assert_eq!(delay(3, None, 0.0), Duration::ZERO);
    }

    #[test]
    fn the_services_wish_is_the_least_wait() {
        let asked = Some(Duration::from_secs(7));
        assert_eq!(delay(0, asked, 0.0), Duration::from_secs(7));
        assert_eq!(delay(0, asked, 1.0), Duration::from_millis(7500));
        assert_eq!(delay(0, Some(Duration::from_secs(3600)), 0.5), CAP);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = httpdate::parse_http_date("Tue, 15 Nov 1994 08:12:31 GMT").unwrap();
        let parse = |value| parse_retry_after(value, now);
        assert_eq!(parse(" 12 "), Some(Duration::from_secs(12)));
        assert_eq!(
            parse("Tue, 15 Nov 1994 08:12:41 GMT"),
            Some(Duration::from_secs(10))
        );
        assert_eq!(parse("Tue, 15 Nov 1994 08:12:21 GMT"), Some(Duration::ZERO));
        assert_eq!(parse("soon"), None);
        assert_eq!(parse("-1"), None);
    }
}
