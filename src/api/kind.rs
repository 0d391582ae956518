//! Which [`Kind`] an answer without success is.
//!
//! Few codes are published, and one condition has several, so texts are looked at where a code proves nothing. "Not found"
//! makes callers forget an object, so it takes the service's own word; when in doubt it is something else.

use http::StatusCode;

use super::error::Kind;
use super::reply::Envelope;

/// What an answer means; `rolling_out` marks routes that are not live for everyone.
pub(super) fn of(rolling_out: bool, status: StatusCode, envelope: Option<&Envelope>) -> Kind {
    let enveloped = envelope.and_then(|it| Some((it.code?, it.message.to_lowercase())));
    let is_enveloped = enveloped.is_some();
    let (code, text) = enveloped.unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|it| text.contains(it));
    // A gateway's words, "no such object or no permission", and an absent caller prove nothing about the object.
    let no_route = says(&[
        "no route",
        "route not found",
        "no handler",
        "path not found",
    ]);
    let absent = says(&["not found", "not exist", "doesn't exist", "no such"]);
    let no_permission = says(&["permission", "authoriz", "authentic", "forbidden", "denied"])
        || says(&[
            "api key",
            "apikey",
            "token not",
            "token does",
            "account not",
            "account does",
        ])
        || (absent && says(&["organization"]));
    let is_404 = status == StatusCode::NOT_FOUND || code == 404;
    let outside = !is_enveloped
        || matches!(code, 0 | 200)
        || no_route
        || (rolling_out && may_be_any_gateways(status, &text));
    match (status.as_u16(), code) {
        (429, _) | (_, 429) => Kind::Throttled,
        _ if says(&["too many requests", "rate limit"]) => Kind::Throttled,
        (408, _) => Kind::Timeout,
        (500.., _) | (_, 500..=599) => Kind::Unavailable,
        (401 | 403, _) | (_, 401 | 403 | 1800 | 21119 | 40022 | 80001 | 80002) => Kind::Auth,
        _ if outside && is_404 && rolling_out => Kind::NotEnabled,
        _ if outside => Kind::Unexpected,
        (_, 40021 | 63240) => Kind::NotFound,
        // Not supported on Serverless, and on Dedicated: whose words may be those of a missing permission.
        (_, 80021 | 80022) => Kind::Invalid,
        _ if no_permission => Kind::Auth,
        (_, 80020) if says(&["invalid"]) => Kind::NotFound,
        _ if is_404 || absent => Kind::NotFound,
        (402, _) | (_, 402 | 80007 | 80008) => Kind::Quota,
        _ if is_full(&text) => Kind::Quota,
        (409, _) | (_, 409 | 21141 | 40003 | 40013 | 80010) => Kind::Conflict,
        _ if says(&["already"]) => Kind::Conflict,
        _ => Kind::Invalid,
    }
}

/// Whether a 404 says nothing that only the service could say: no word of what is not found.
pub(super) fn may_be_any_gateways(status: StatusCode, message: &str) -> bool {
    let text = message.to_lowercase();
    let is_bare = matches!(
        text.trim_matches([' ', '.']),
        "" | "404"
            | "not found"
            | "404 not found"
            | "404 page not found"
            | "page not found"
            | "resource not found"
            | "the requested resource was not found"
            | "the requested resource could not be found"
    );
    status == StatusCode::NOT_FOUND && is_bare
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
    use crate::api::reply::envelope;

    fn kind_of(status: u16, body: &str) -> Kind {
        let status = StatusCode::from_u16(status).unwrap();
        of(false, status, envelope(body.as_bytes()).as_ref())
    }

    fn failure(code: i64, message: &str) -> String {
        serde_json::json!({"code": code, "message": message}).to_string()
    }

    #[test]
    fn a_missing_organization_says_nothing_about_the_object() {
        let text = r#"{"code":404,"message":"The organization does not exist."}"#;
        assert_eq!(kind_of(200, text), Kind::Auth);
    }

    #[test]
    fn not_found_is_only_what_the_service_itself_said() {
        for (status, code, message) in [
            (404, 404, "gone"),
            (404, 99, "project not found"),
            (200, 404, ""),
            (200, 40021, "The cluster id does not exist."),
            (200, 63240, "Volume missing"),
            (200, 80020, "Invalid cluster ID"),
            (400, 12345, "The project does not exist"),
            (200, 9, "The cluster router-1 does not exist"),
            (200, 40021, "cluster permission-tests does not exist"),
        ] {
            assert_eq!(
                kind_of(status, &failure(code, message)),
                Kind::NotFound,
                "{message}"
            );
        }
        for body in [
            "",
            "not found",
            "<html>404</html>",
            r#"{"status":404,"error":"Not Found"}"#,
        ] {
            assert_eq!(kind_of(404, body), Kind::Unexpected, "{body}");
        }
        for (status, code, message, expected) in [
            (
                404,
                404,
                "no Route matched with those values",
                Kind::Unexpected,
            ),
            (200, 80001, "token not found", Kind::Auth),
            (200, 80002, "not found or unauthorized", Kind::Auth),
            (404, 21119, "The apikey is illegal", Kind::Auth),
            (
                200,
                80020,
                "The cluster does not exist or you have no permission",
                Kind::Auth,
            ),
            (200, 80020, "cluster", Kind::Invalid),
            (
                200,
                80022,
                "Available in other organizations only",
                Kind::Invalid,
            ),
            (200, 7, "The account does not exist", Kind::Auth),
            (500, 404, "upstream not found", Kind::Unavailable),
            (502, 40021, "does not exist", Kind::Unavailable),
            (404, 0, "not found", Kind::Unexpected),
        ] {
            assert_eq!(
                kind_of(status, &failure(code, message)),
                expected,
                "{message}"
            );
        }
    }

    #[test]
    fn a_bare_404_of_a_route_being_rolled_out_is_not_enabled() {
        let kind_of = |body: &str| {
            of(
                true,
                StatusCode::NOT_FOUND,
                envelope(body.as_bytes()).as_ref(),
            )
        };
        for body in ["", "404 page not found", r#"{"error":"Not Found"}"#] {
            assert_eq!(kind_of(body), Kind::NotEnabled, "{body}");
        }
        assert_eq!(kind_of(&failure(404, "route not found")), Kind::NotEnabled);
        assert_eq!(kind_of(&failure(404, "Not Found.")), Kind::NotEnabled);
        assert_eq!(kind_of(&failure(404, "role not found")), Kind::NotFound);
        assert_eq!(
            kind_of(&failure(1800, "User hasn't authenticated")),
            Kind::Auth
        );
    }

    #[test]
    fn a_limit_of_an_organization_is_no_matter_of_the_key() {
        for (status, code, message, expected) in [
            (
                200,
                99_004,
                "An organization has at most 100 projects.",
                Kind::Quota,
            ),
            (
                200,
                99_004,
                "There may be at most 1 Free cluster(s) in one organization.",
                Kind::Quota,
            ),
            (
                200,
                99_005,
                "BusinessCritical is not enabled for this organization. Contact sales.",
                Kind::Invalid,
            ),
            (
                200,
                1,
                "Security groups are available in BYOC organizations only.",
                Kind::Invalid,
            ),
            (
                200,
                80_006,
                "cuSize 8 times replica 200 must be at most 1024.",
                Kind::Invalid,
            ),
        ] {
            let found = kind_of(status, &failure(code, message));
            assert_eq!(found, expected, "{message}");
        }
    }

    #[test]
    fn each_kind_is_recognized_by_status_code_or_text() {
        for (status, code, message, expected) in [
            (401, 21119, "The apikey is illegal", Kind::Auth),
            (200, 1800, "User hasn't authenticated", Kind::Auth),
            (200, 429, "slow down", Kind::Throttled),
            (200, 1, "Too many requests", Kind::Throttled),
            (200, 500, "internal", Kind::Unavailable),
            (
                200,
                40013,
                "The specified cluster name already exists.",
                Kind::Conflict,
            ),
            (200, 40003, "busy", Kind::Conflict),
            (200, 21141, "still bound", Kind::Conflict),
            (200, 1, "the role is already granted", Kind::Conflict),
            (200, 80007, "bind a card", Kind::Quota),
            (200, 1, "project quota used up", Kind::Quota),
            (
                200,
                63104,
                "Project plan can only be upgraded, not downgraded.",
                Kind::Invalid,
            ),
            (400, 400, "bad", Kind::Invalid),
        ] {
            assert_eq!(
                kind_of(status, &failure(code, message)),
                expected,
                "{message}"
            );
        }
        assert_eq!(kind_of(401, "<html>"), Kind::Auth);
        assert_eq!(kind_of(429, ""), Kind::Throttled);
        assert_eq!(kind_of(503, "<html>"), Kind::Unavailable);
        assert_eq!(kind_of(302, ""), Kind::Unexpected);
    }
}
