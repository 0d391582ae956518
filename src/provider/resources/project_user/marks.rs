//! What is kept beside the state of a block: its mark, the objects before it, and the roles that others want.
//!
//! Terraform plans the deletion of a deposed object a second time when it applies it, and then nothing is known of what was planned
//! for its successor. So a refresh of the object keeps that as well.

use std::collections::BTreeSet;

use tf_provider::{
    resource::{Change, Op},
    value::Json,
};

use crate::provider::resources::project_user::resource::ProjectUser;

const BLOCK: &str = "block";
const KEPT: &str = "kept";
const PREDECESSORS: &str = "predecessors";
const WANTED_BY_SUCCESSOR: &str = "wanted_by_successor";
/// How many predecessors are remembered: only those matter whose deletion has failed so far.
const MOST_PREDECESSORS: usize = 8;

/// The mark of an object, which gets one if it has none.
pub(super) fn mark(op: &mut Op<ProjectUser>) -> String {
    if let Some(Json::String(mark)) = op.private(BLOCK) {
        return mark;
    }
    let mark = new_mark();
    op.set_private(BLOCK, Json::String(mark.clone()));
    mark
}

/// The mark of an object that is planned. A new object has the mark of the one that it replaces until it gets its own.
pub(super) fn planned_mark(change: &mut Change<ProjectUser>) -> String {
    if let Some(Json::String(mark)) = change.private(BLOCK).cloned() {
        if change.prior.is_some() {
            return mark;
        }
        let mut before = predecessors(change);
        before.push(mark);
        let surplus = before.len().saturating_sub(MOST_PREDECESSORS);
        change.set_private(PREDECESSORS, list(before.drain(surplus..)));
    }
    let mark = new_mark();
    change.set_private(BLOCK, Json::String(mark.clone()));
    mark
}

/// The marks of the objects that this one has replaced. They may still be there, as deposed objects.
pub(super) fn predecessors(change: &Change<ProjectUser>) -> Vec<String> {
    texts(change.private(PREDECESSORS)).collect()
}

/// Keeps the roles that other blocks want beside an object that is planned to go: they may have no part in the apply.
pub(super) fn keep(change: &mut Change<ProjectUser>, roles: BTreeSet<String>) {
    change.set_private(KEPT, list(roles));
}

/// Keeps the roles that the successor of an object wants beside it, if it has one.
pub(super) fn keep_for_successor(op: &mut Op<ProjectUser>, roles: BTreeSet<String>) {
    let roles = if roles.is_empty() {
        Json::Null
    } else {
        list(roles)
    };
    op.set_private(WANTED_BY_SUCCESSOR, roles);
}

/// The roles that others wanted when the object was planned to go, or when it was read.
pub(super) fn kept(op: &Op<ProjectUser>) -> BTreeSet<String> {
    let kept = [KEPT, WANTED_BY_SUCCESSOR].map(|it| op.private(it));
    kept.iter().flat_map(|it| texts(it.as_ref())).collect()
}

fn new_mark() -> String {
    format!("{:016x}", fastrand::u64(..))
}

fn list(texts: impl IntoIterator<Item = String>) -> Json {
    Json::Array(texts.into_iter().map(Json::String).collect())
}

fn texts(list: Option<&Json>) -> impl Iterator<Item = String> {
    let list = match list {
        Some(Json::Array(list)) => list.as_slice(),
        _ => &[],
    };
    list.iter().filter_map(|it| match it {
        Json::String(text) => Some(text.clone()),
        _ => None,
    })
}
