//! Create, read, update, delete, and what is remembered when they fail.

use serde_json::json;

use super::lab::{Lab, Stored, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(
        75,
        a_created_object_has_what_was_planned_and_what_the_service_decided
    ),
    item!(76, an_object_changes_in_place),
    item!(83, a_deleted_object_leaves_nothing_behind),
    item!(84, what_is_gone_reads_as_null_without_an_error),
    item!(84, a_failed_read_keeps_everything_as_it_was),
    item!(85, a_creation_that_fails_early_leaves_nothing),
    item!(85, a_creation_that_fails_late_remembers_the_object),
    item!(86, an_update_that_fails_midway_remembers_what_took_effect),
    item!(87, a_failed_deletion_keeps_everything_as_it_was),
    item!(90, empty_and_absent_stay_what_they_are),
    item!(92, only_other_timeouts_are_an_update_without_a_call),
    item!(
        94,
        a_name_that_exists_is_told_when_terraform_knows_of_no_object
    ),
];

async fn a_created_object_has_what_was_planned_and_what_the_service_decided() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    assert_eq!(
        stored.state,
        json!({ "room": "attic", "name": "red", "size": 3, "color": "white", "id": "s-1", "changes": 1 })
    );
    assert_eq!(lab.read(&stored).await.state, stored.state);
    lab.assert_settled(&stored, &small()).await;
}

async fn an_object_changes_in_place() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let config = json!({ "room": "attic", "name": "green", "size": 5 });
    let changed = lab.apply(&stored, &config).await;
    assert_eq!(
        changed.state,
        json!({ "room": "attic", "name": "green", "size": 5, "color": "white", "id": "s-1", "changes": 2 })
    );
    lab.assert_settled(&changed, &config).await;
}

async fn what_is_gone_reads_as_null_without_an_error() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().shelves.clear();
    assert_eq!(lab.read(&stored).await, Stored::default());
}

async fn a_failed_read_keeps_everything_as_it_was() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().fault = Some("read");
    let (kept, errors) = lab.try_read(&stored).await;
    assert_eq!((kept, errors), (stored, vec!["Error at read".to_owned()]));
}

async fn a_creation_that_fails_early_leaves_nothing() {
    let lab = Lab::start().await;
    lab.toy.house().fault = Some("create");
    let (stored, errors) = lab.try_apply(&Stored::default(), &small()).await;
    assert_eq!(
        (stored, errors),
        (Stored::default(), vec!["Error at create".to_owned()])
    );
}

async fn a_creation_that_fails_late_remembers_the_object() {
    for (fault, error) in [("wait", "Error at wait"), ("panic", "Bug in the provider")] {
        let lab = Lab::start().await;
        lab.toy.house().fault = Some(fault);
        let config = json!({ "room": "attic", "name": "red", "key": "sesame" });
        let (stored, errors) = lab.try_apply(&Stored::default(), &config).await;
        assert_eq!(errors, [error]);
        assert_eq!(
            stored.state,
            json!({ "room": "attic", "name": "red", "size": 3, "id": "s-1" })
        );
        assert_eq!(stored.private, br#"{"etag":"etag of s-1"}"#);
        assert!(stored.identity.is_some());
    }
}

async fn an_update_that_fails_midway_remembers_what_took_effect() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().fault = Some("rename");
    let config = json!({ "room": "attic", "name": "green", "size": 5 });
    let (half, errors) = lab.try_apply(&stored, &config).await;
    assert_eq!(errors, ["Error at rename"]);
    assert_eq!(
        (&half.state["name"], &half.state["size"]),
        (&json!("red"), &json!(5))
    );
    assert_eq!(
        (half.private, half.identity),
        (stored.private, stored.identity)
    );
}

async fn a_deleted_object_leaves_nothing_behind() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    assert_eq!(lab.apply(&stored, &json!(null)).await, Stored::default());
    assert!(lab.toy.house().shelves.is_empty());
}

async fn a_failed_deletion_keeps_everything_as_it_was() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    lab.toy.house().fault = Some("delete");
    let (kept, errors) = lab.try_apply(&stored, &json!(null)).await;
    assert_eq!((kept, errors), (stored, vec!["Error at delete".to_owned()]));
}

async fn a_name_that_exists_is_told_when_terraform_knows_of_no_object() {
    let lab = Lab::start().await;
    lab.create(&small()).await;
    let (stored, errors) = lab.try_apply(&Stored::default(), &small()).await;
    assert_eq!(
        (stored, errors),
        (Stored::default(), vec!["Name taken".to_owned()])
    );
}

async fn only_other_timeouts_are_an_update_without_a_call() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let calls = lab.toy.house().calls.clone();
    let mut config = small();
    config["timeouts"] = json!({ "create": "5m" });
    let stored = lab.apply(&stored, &config).await;
    assert_eq!(stored.state["timeouts"], json!({ "create": "5m" }));
    assert_eq!(lab.toy.house().calls, calls);
    let read = lab.read(&stored).await;
    lab.assert_settled(&read, &config).await;
}

async fn empty_and_absent_stay_what_they_are() {
    for config in [
        json!({ "room": "attic", "name": "red", "note": "", "tags": [] }),
        json!({ "room": "attic", "name": "red", "labels": {} }),
        small(),
    ] {
        let lab = Lab::start().await;
        let stored = lab.create(&config).await;
        for shelf in lab.toy.house().shelves.values_mut() {
            // The service has no empty collections.
            (shelf.tags, shelf.labels) = (None, None);
            shelf.note.get_or_insert_default();
        }
        let read = lab.read(&stored).await;
        assert_eq!(read.state, stored.state);
        lab.assert_settled(&read, &config).await;
    }
}
