//! Private data beside the state of a block: its mark, and the roles that other blocks want.
//!
//! Terraform plans the deletion of a deposed object a second time when it applies it, and drops what the first plan kept. So a
//! refresh keeps what other blocks want as well.

use std::collections::BTreeSet;

use tf_provider::{
    resource::{Op, PlanChange},
    value::Json,
};

use crate::provider::project_user::model::ProjectUser;

const BLOCK: &str = "block";
const KEPT: &str = "kept";
const KEPT_BY_READ: &str = "kept_by_read";

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
pub(super) fn planned_mark(change: &mut PlanChange<ProjectUser>) -> String {
    if let (Some(Json::String(mark)), Some(_)) = (change.private(BLOCK), &change.prior) {
        return mark.clone();
    }
    let mark = new_mark();
    change.set_private(BLOCK, Json::String(mark.clone()));
    mark
}

/// Keeps the roles that other blocks want beside an object that is planned to go: they may have no part in the apply. A plan that
/// follows a read knows all that the read did.
pub(super) fn keep(
    change: &mut PlanChange<ProjectUser>,
    roles: BTreeSet<String>,
    follows_read: bool,
) {
    change.set_private(KEPT, list(roles));
    if follows_read {
        change.set_private(KEPT_BY_READ, Json::Null);
    }
}

/// Keeps the roles that other blocks want beside an object that is read.
pub(super) fn keep_by_read(op: &mut Op<ProjectUser>, roles: BTreeSet<String>) {
    op.set_private(
        KEPT_BY_READ,
        if roles.is_empty() {
            Json::Null
        } else {
            list(roles)
        },
    );
}

/// The roles that other blocks wanted when the object was planned to go.
pub(super) fn kept(op: &Op<ProjectUser>) -> BTreeSet<String> {
    let kept = [KEPT, KEPT_BY_READ].map(|it| op.private(it));
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
