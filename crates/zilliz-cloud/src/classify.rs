//! The [`ErrorKind`] of an answer without success: by its status first, by a documented code second.
//!
//! Words decide nothing. Most conditions have no published code, so what a text says of them only chooses the hint that goes
//! with the error ([`topic`]).

use http::StatusCode;

/// What a caller does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The key is missing, wrong, or not allowed to do this.
    Auth,
    /// Somebody asked to stop before it was done.
    Canceled,
    /// The object, or its present status, stands in the way: the name is taken, it is so already, it is busy.
    Conflict,
    /// The service understood and refuses: the request has to change.
    Invalid,
    /// The route is not live for this account yet; says nothing about the object.
    NotEnabled,
    /// A code says that something does not exist. That alone proves nothing: see [`Presence`](super::Presence).
    NotFound,
    /// A limit of the account stands in the way.
    Quota,
    /// Too many requests, also after the retries.
    Throttled,
    /// No answer in time.
    Timeout,
    /// The service or the way to it is down.
    Unavailable,
    /// What is said to be gone is elsewhere said to be there: nothing is known.
    Unproven,
    /// An answer that the API does not document.
    Unexpected,
}

/// What a refusal seems to be about, by its words: it chooses a hint and decides nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Something that is not there.
    Absence,
    /// Something that is so already, or busy.
    Conflict,
    /// What the key may do.
    Permission,
    /// A limit of the account.
    Quota,
    /// Anything else.
    Other,
}

/// What an answer means; `rolling_out` marks routes that are not live for everyone. Without a `code` it is none of the
/// service's own.
pub(super) fn of(rolling_out: bool, status: StatusCode, code: Option<i64>) -> ErrorKind {
    match (status.as_u16(), code) {
        (429, _) => ErrorKind::Throttled,
        (408, _) => ErrorKind::Timeout,
        (500.., _) => ErrorKind::Unavailable,
        (401 | 403, _) => ErrorKind::Auth,
        (404, None | Some(404)) if rolling_out => ErrorKind::NotEnabled,
        (300..=399, _) | (_, None | Some(0 | 200)) => ErrorKind::Unexpected,
        // The same in the envelope is no status: nobody knows what was done.
        (_, Some(408 | 429 | 500..=599)) => ErrorKind::Unavailable,
        (_, Some(401 | 403 | 1800 | 21_119 | 40_022 | 80_001 | 80_002)) => ErrorKind::Auth,
        (_, Some(404 | 40_021 | 63_240)) => ErrorKind::NotFound,
        (402, _) | (_, Some(402 | 80_007 | 80_008)) => ErrorKind::Quota,
        (409, _) | (_, Some(409 | 21_141 | 40_003 | 40_013 | 80_010)) => ErrorKind::Conflict,
        _ => ErrorKind::Invalid,
    }
}

/// Whether a document says that the key itself is not valid, rather than not for this. Of 80001 and 80002 the documents say both.
pub(super) fn refuses_key(code: i64) -> bool {
    matches!(code, 401 | 1800 | 21_119)
}

/// Whether a document says what a code means. Of any other nobody knows whether the service has understood the request.
pub(super) fn is_documented(code: i64) -> bool {
    matches!(
        code,
        400 | 404
            | 1800
            | 21_119
            | 21_141
            | 40_003
            | 40_013
            | 40_021
            | 40_022
            | 46_001
            | 63_032
            | 63_104
            | 63_240
            | 80_000..=80_012
            | 80_014
            | 80_020..=80_022
            | 96_022
            | 96_041
    )
}

/// What a refusal seems to be about, for the hint and nothing else.
pub(super) fn topic(message: &str) -> Topic {
    let text = message.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|it| text.contains(it));
    if is_full(&text) {
        Topic::Quota
    } else if says(&["permission", "authoriz", "authentic", "forbidden", "denied"])
        || says(&["api key", "apikey"])
    {
        Topic::Permission
    } else if says(&["already", "in use", "busy"]) {
        Topic::Conflict
    } else if says(&["not found", "not exist", "no such"]) {
        Topic::Absence
    } else {
        Topic::Other
    }
}

/// Whether a text says that there are so many of a thing already. Too much of a value is another matter: that "must be at
/// most" something.
fn is_full(text: &str) -> bool {
    let says = |words: &[&str]| words.iter().any(|it| text.contains(it));
    let limits = [
        "quota",
        "exceeds the limit",
        "limit exceeded",
        "reached the limit",
    ];
    let counts = [
        "organization has at most",
        "project has at most",
        "may be at most",
    ];
    says(&limits) || says(&counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, code: impl Into<Option<i64>>) -> ErrorKind {
        of(false, StatusCode::from_u16(status).unwrap(), code.into())
    }

    #[test]
    fn the_status_decides_before_the_code() {
        for (status, code, expected) in [
            (401, 21_119, ErrorKind::Auth),
            (401, 40_021, ErrorKind::Auth),
            (429, 40_021, ErrorKind::Throttled),
            (503, 40_021, ErrorKind::Unavailable),
            (500, 429, ErrorKind::Unavailable),
            (302, 40_021, ErrorKind::Unexpected),
            (404, 0, ErrorKind::Unexpected),
            (404, 404, ErrorKind::NotFound),
            (404, 99, ErrorKind::Invalid),
            (409, 1, ErrorKind::Conflict),
        ] {
            assert_eq!(kind(status, code), expected, "{status} {code}");
        }
    }

    #[test]
    fn a_documented_code_decides_inside_http_200() {
        for (code, expected) in [
            (1800, ErrorKind::Auth),
            (40_021, ErrorKind::NotFound),
            (40_022, ErrorKind::Auth),
            (40_013, ErrorKind::Conflict),
            (80_020, ErrorKind::Invalid),
            (80_007, ErrorKind::Quota),
            (63_104, ErrorKind::Invalid),
            (429, ErrorKind::Unavailable),
            (500, ErrorKind::Unavailable),
            (50_001, ErrorKind::Invalid),
        ] {
            assert_eq!(kind(200, code), expected, "{code}");
        }
        assert!(is_documented(40_013) && !is_documented(50_001));
        assert!([1800, 21_119].into_iter().all(refuses_key));
        assert!(![403, 40_022, 80_001].into_iter().any(refuses_key));
    }

    #[test]
    fn without_a_code_it_is_the_status_or_nothing() {
        for (status, expected) in [
            (200, ErrorKind::Unexpected),
            (204, ErrorKind::Unexpected),
            (302, ErrorKind::Unexpected),
            (400, ErrorKind::Unexpected),
            (404, ErrorKind::Unexpected),
            (401, ErrorKind::Auth),
            (403, ErrorKind::Auth),
            (408, ErrorKind::Timeout),
            (429, ErrorKind::Throttled),
            (503, ErrorKind::Unavailable),
        ] {
            assert_eq!(kind(status, None), expected, "{status}");
        }
    }

    #[test]
    fn a_404_of_a_route_being_rolled_out_is_not_enabled() {
        let kind = |code| of(true, StatusCode::NOT_FOUND, code);
        assert_eq!(kind(None), ErrorKind::NotEnabled);
        assert_eq!(kind(Some(404)), ErrorKind::NotEnabled);
        assert_eq!(kind(Some(1800)), ErrorKind::Auth);
        assert_eq!(of(true, StatusCode::OK, Some(404)), ErrorKind::NotFound);
    }

    #[test]
    fn words_say_what_a_refusal_is_about() {
        for (text, expected) in [
            ("An organization has at most 100 projects.", Topic::Quota),
            ("There may be at most 1 Free cluster(s).", Topic::Quota),
            (
                "cuSize 8 times replica 200 must be at most 1024.",
                Topic::Other,
            ),
            ("Permission denied", Topic::Permission),
            ("the role is already granted", Topic::Conflict),
            ("project not found", Topic::Absence),
            ("Incorrect parameter.", Topic::Other),
        ] {
            assert_eq!(topic(text), expected, "{text}");
        }
    }
}
