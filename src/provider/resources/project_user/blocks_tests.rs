//! People who are in several blocks.

use std::collections::BTreeSet;

use super::{
    blocks::{Blocks, Holder},
    person::Person,
    resource::ProjectUser,
    roles::Held,
};

fn ada() -> Holder {
    Holder::new("proj-1", None, Some("Ada@example.com"))
}

fn role(name: &str) -> Held {
    Held {
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
async fn a_deposed_object_and_its_successor_are_planned_in_any_order() {
    let ada = || Holder::of(&viewer("usr-1"));
    let blocks = Blocks::default();
    blocks.succeed("new", vec!["old".to_owned()]);
    // The successor is planned first: the deposed object leaves its roles.
    blocks.plan("new", ada(), roles(&["Viewer"]), false);
    assert!(!blocks.is_deleted_elsewhere("new", &viewer("usr-1")));
    let wanted = blocks.read("old", &viewer("usr-1"));
    assert_eq!(wanted, roles(&["Viewer"]));
    // It is planned afterwards: it gives again what the deposed object takes along.
    assert!(blocks.is_deleted_elsewhere("new", &viewer("usr-1")));
    let turn = blocks.turn("old".to_owned(), ada()).await;
    turn.deleted();
    assert!(!blocks.is_deleted_elsewhere("new", &viewer("usr-1")));
}

#[tokio::test]
async fn a_deposed_object_of_another_person_keeps_nothing_for_its_successor() {
    let blocks = Blocks::default();
    blocks.succeed("new", vec!["old".to_owned()]);
    let bob = Holder::of(&viewer("usr-2"));
    blocks.plan("new", bob, roles(&["Viewer"]), false);
    let wanted = blocks.read("old", &viewer("usr-1"));
    assert_eq!(wanted, roles(&[]));
    assert!(!blocks.is_deleted_elsewhere("new", &viewer("usr-2")));
}
