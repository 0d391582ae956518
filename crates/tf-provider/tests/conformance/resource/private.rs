//! Private data beside the state.

use serde_json::json;

use super::lab::{Lab, Stored, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(95, what_is_kept_goes_from_operation_to_operation),
    item!(95, what_others_keep_stays),
    item!(95, garbage_counts_as_nothing),
    item!(95, what_is_gone_takes_what_was_kept_with_it),
];

fn text(stored: &Stored) -> String {
    String::from_utf8(stored.private.clone()).unwrap()
}

async fn what_is_kept_goes_from_operation_to_operation() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    assert_eq!(text(&stored), r#"{"etag":"etag of s-1"}"#);
    let stored = lab.read(&stored).await;
    let stored = lab.read(&stored).await;
    assert_eq!(text(&stored), r#"{"etag":"etag of s-1","reads":2}"#);
    let stored = lab
        .apply(&stored, &json!({ "room": "attic", "name": "private" }))
        .await;
    assert_eq!(text(&stored), r#"{"etag":"new","plans":1,"reads":2}"#);
    let gone = lab.apply(&stored, &json!(null)).await;
    assert_eq!(text(&gone), "");
    let calls = lab.toy.house().calls.clone();
    assert!(calls.contains(&r#"rename "etag of s-1""#.to_owned()));
    assert!(calls.contains(&r#"delete "new""#.to_owned()));
}

async fn what_others_keep_stays() {
    let lab = Lab::start().await;
    let mut stored = lab.create(&small()).await;
    stored.private = br#"{ "e2bf": {"create":12345678901234567890123} }"#.to_vec();
    let stored = lab.read(&stored).await;
    assert_eq!(
        text(&stored),
        r#"{"e2bf":{"create":12345678901234567890123},"reads":1}"#
    );
    let planned = lab.plan(&stored, &small()).await;
    assert_eq!(planned.planned_private, stored.private);
}

async fn garbage_counts_as_nothing() {
    for garbage in [&b"\xff\xfe"[..], b"{", b"[1]", b"null", b""] {
        let lab = Lab::start().await;
        let mut stored = lab.create(&small()).await;
        stored.private = garbage.to_vec();
        assert_eq!(text(&lab.read(&stored).await), r#"{"reads":1}"#);
        let planned = lab.plan(&stored, &small()).await;
        assert_eq!(planned.planned_private, b"");
    }
}

async fn what_is_gone_takes_what_was_kept_with_it() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().shelves.clear();
    assert_eq!(text(&lab.read(&stored).await), "");
}
