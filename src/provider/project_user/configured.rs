//! The configured person, kept beside the state.
//!
//! The address that was applied last tells an address that somebody writes now from one that changed elsewhere: the first may be
//! another person's. The identifier tells the apply what the plan cannot: an object keeps that of its person.

use tf_provider::{
    resource::{Op, PlanChange},
    value::Json,
};

use crate::{api, provider::project_user::model::ProjectUser};

const EMAIL: &str = "email";
const USER_ID: &str = "user_id";

/// Keeps what is configured now.
pub(super) fn keep(change: &mut PlanChange<ProjectUser>) {
    let (Some(config), Some(_)) = (&change.config, &change.planned) else {
        return;
    };
    let email = config.email.text().map_or(Json::Null, text);
    let user_id = config.user_id.text().map_or(Json::Null, text);
    change.set_private(EMAIL, email);
    change.set_private(USER_ID, user_id);
}

/// Keeps what an object had when it was first read, if nothing was ever applied.
pub(super) fn keep_imported(op: &mut Op<ProjectUser>, state: &ProjectUser) {
    if let (None, Some(email)) = (op.private(EMAIL), state.email.text()) {
        op.set_private(EMAIL, text(email));
    }
}

/// The identifier that is configured.
pub(super) fn user_id(op: &Op<ProjectUser>) -> Option<String> {
    match op.private(USER_ID) {
        Some(Json::String(user_id)) => Some(user_id),
        _ => None,
    }
}

/// Whether this is the address that was applied last; `None` when nobody knows which one that was.
pub(super) fn is_same_email(change: &PlanChange<ProjectUser>, email: &str) -> Option<bool> {
    match change.private(EMAIL) {
        Some(Json::String(kept)) => Some(api::is_same_email(kept, email)),
        _ => None,
    }
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}
