//! What was configured when it was last applied, kept beside the state.
//!
//! It tells what somebody asks for now from what changed elsewhere. The first is refused by the plan. The second must not be:
//! Terraform plans normally before it destroys, so an error would keep it from that.

use std::collections::BTreeSet;

use tf_provider::{
    model::Computed,
    resource::{Change, Op},
    value::Json,
};

use crate::{
    api,
    provider::resources::project_user::{resource::ProjectUser, rules::all_known},
};

const EMAIL: &str = "email";
const ROLES: &str = "roles";

/// Keeps what is configured now.
pub(super) fn keep(change: &mut Change<ProjectUser>) {
    let (Some(config), Some(_)) = (&change.config, &change.planned) else {
        return;
    };
    let email = config.email.text().map_or(Json::Null, text);
    let roles = all_known(&config.roles).map_or(Json::Null, |it| list(&it));
    change.set_private(EMAIL, email);
    change.set_private(ROLES, roles);
}

/// Keeps what an object had when it was first read, if nothing was ever applied.
pub(super) fn keep_imported(op: &mut Op<ProjectUser>, state: &ProjectUser) {
    if let (None, Some(email)) = (op.private(EMAIL), state.email.text()) {
        op.set_private(EMAIL, text(email));
    }
    if op.private(ROLES).is_none() && !state.roles.is_empty() {
        op.set_private(ROLES, list(&state.roles));
    }
}

/// Whether this is the address that was applied last; `None` when nobody knows which one that was.
pub(super) fn is_same_email(change: &Change<ProjectUser>, email: &str) -> Option<bool> {
    match change.private(EMAIL) {
        Some(Json::String(kept)) => Some(api::is_same_email(kept, email)),
        _ => None,
    }
}

/// Whether the roles are those that were applied last.
pub(super) fn has_same_roles(change: &Change<ProjectUser>) -> bool {
    let roles = change.config.as_ref().map(|it| &it.roles);
    let roles = roles.and_then(|it: &Computed<_>| all_known(it));
    roles.is_some_and(|it| change.private(ROLES) == Some(&list(&it)))
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn list(texts: &BTreeSet<String>) -> Json {
    Json::Array(texts.iter().map(|it| text(it)).collect())
}
