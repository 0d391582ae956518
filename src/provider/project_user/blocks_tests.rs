//! People who are in several blocks.

use std::collections::BTreeSet;

use super::{
    blocks::Blocks,
    model::ProjectUser,
    principal::{Holder, Person},
};
use crate::api;

fn ada() -> Holder {
    Holder::new("proj-1", None, Some("Ada@example.com"))
}

fn role(name: &str) -> api::AssignedRole {
    api::AssignedRole {
        role_id: format!("r-{name}"),
        role_name: name.to_owned(),
        role_kind: None,
        assigned_by: None,
    }
}

fn roles(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|it| (*it).to_owned()).collect()
}

/// Somebody in the state, with the role of viewers.
fn viewer(user_id: &str) -> ProjectUser {
    let person = Person::User(user_id.to_owned());
    ProjectUser {
        roles: roles(&["Viewer"]),
        ..ProjectUser::nobody("proj-1", &person, user_id)
    }
}

/// Whether a block of its own leaves Ada the role of viewers, because another one wants it.
async fn is_wanted(blocks: &Blocks) -> bool {
    let turn = blocks.turn("own".to_owned(), ada()).await;
    turn.is_wanted_elsewhere(&role("Viewer"))
}

#[tokio::test]
async fn one_person_has_one_turn_by_whatever_name() {
    let blocks = Blocks::default();
    blocks.know("usr-1", "ada@EXAMPLE.com");
    let by_id = Holder::new("proj-1", Some("usr-1"), None);
    let turn = blocks.turn("one".to_owned(), ada()).await;
    let other = blocks.turn("other".to_owned(), by_id.clone());
    tokio::pin!(other);
    tokio::select! {
        biased;
        _turn = &mut other => panic!("two have a turn at once"),
        () = std::future::ready(()) => {}
    }
    let elsewhere = Holder::new("proj-2", Some("usr-1"), None);
    let elsewhere = blocks.turn("elsewhere".to_owned(), elsewhere).await;
    turn.give(&roles(&["Viewer"]));
    elsewhere.give(&roles(&["Admin"]));
    drop(turn);
    let other = other.await;
    assert!(other.is_wanted_elsewhere(&role("Viewer")));
    assert!(!other.is_wanted_elsewhere(&role("Admin")));
}

#[tokio::test]
async fn an_address_that_is_somebody_elses_now_is_not_the_same_person() {
    let blocks = Blocks::default();
    blocks.know("usr-2", "ada@example.com");
    blocks.plan("new", ada(), roles(&["Viewer"]), true);
    let old = Holder::new("proj-1", Some("usr-1"), Some("ada@example.com"));
    let turn = blocks.turn("old".to_owned(), old).await;
    assert!(!turn.is_wanted_elsewhere(&role("Viewer")));
}

#[tokio::test]
async fn what_was_only_planned_before_a_read_counts_no_more() {
    let blocks = Blocks::default();
    blocks.plan("other", ada(), roles(&["r-Viewer"]), true);
    assert!(is_wanted(&blocks).await);
    blocks.read("own", &viewer("usr-9"));
    assert!(!is_wanted(&blocks).await);
    let turn = blocks.turn("other".to_owned(), ada()).await;
    turn.give(&roles(&["r-Viewer"]));
    drop(turn);
    blocks.read("own", &viewer("usr-9"));
    assert!(is_wanted(&blocks).await);
}

#[tokio::test]
async fn a_block_whose_creation_failed_wants_nothing_once_another_is_read() {
    let blocks = Blocks::default();
    let turn = blocks.turn("failed".to_owned(), ada()).await;
    turn.give(&roles(&["Viewer"]));
    drop(turn);
    blocks.not_created("failed");
    assert!(is_wanted(&blocks).await);
    blocks.read("own", &viewer("usr-9"));
    assert!(!is_wanted(&blocks).await);
}

#[tokio::test]
async fn an_object_that_is_read_after_another_was_planned_leaves_what_that_one_wants() {
    let blocks = Blocks::default();
    let ada = viewer("usr-1");
    blocks.read("new", &ada);
    blocks.plan("new", Holder::of(&ada), roles(&["Viewer"]), false);
    assert!(!blocks.is_deleted_elsewhere("new", &ada));
    assert_eq!(blocks.read("old", &ada), roles(&["Viewer"]));
    assert_eq!(blocks.read("old", &viewer("usr-2")), roles(&[]));
}

#[tokio::test(start_paused = true)]
async fn a_plan_waits_for_that_of_an_object_which_was_read_before() {
    let blocks = Blocks::default();
    let ada = viewer("usr-1");
    assert_eq!(blocks.read("old", &ada), roles(&[]));
    blocks.read("new", &ada);
    blocks.plan("new", Holder::of(&ada), roles(&["Viewer"]), false);
    let wait = blocks.await_plans("new", &ada);
    tokio::pin!(wait);
    tokio::select! {
        biased;
        () = &mut wait => panic!("did not wait"),
        () = std::future::ready(()) => {}
    }
    blocks.plan_deletion("old", &ada);
    let started = tokio::time::Instant::now();
    wait.await;
    assert_eq!(started.elapsed(), std::time::Duration::ZERO);
    assert!(blocks.is_deleted_elsewhere("new", &ada));
}
