//! Who is configured, kept beside the state.
//!
//! The address that was applied last tells an address that somebody writes now from one that changed elsewhere: the first may be
//! another person's. The identifier tells the apply what the plan cannot: an object keeps that of its person.

use std::collections::BTreeSet;

use tf_provider::{
    resource::{Change, Op},
    value::Json,
};

use crate::{api, provider::resources::project_user::resource::ProjectUser};

const EMAIL: &str = "email";
const USER_ID: &str = "user_id";

/// Keeps what is configured now.
pub(super) fn keep(change: &mut Change<ProjectUser>) {
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
pub(super) fn is_same_email(change: &Change<ProjectUser>, email: &str) -> Option<bool> {
    match change.private(EMAIL) {
        Some(Json::String(kept)) => Some(api::is_same_email(kept, email)),
        _ => None,
    }
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}

/// Why a text is no address.
#[expect(
    clippy::ptr_arg,
    reason = "a rule of the schema gets the type of the attribute"
)]
pub(super) fn check_email(email: &String) -> Result<(), String> {
    if !email.contains('@') {
        return Err("It has no `@`. A person's identifier belongs into `user_id`.".to_owned());
    }
    check_ends(email, "The address")
}

/// Why nobody can have these roles, whatever the project has.
pub(super) fn check_roles(roles: &BTreeSet<String>) -> Result<(), String> {
    if roles.is_empty() {
        let why = "A person has at least one role in a project. To take all of them away, remove the resource.";
        return Err(why.to_owned());
    }
    for role in roles {
        if role.trim().is_empty() {
            let why = "One of the roles is empty. Remove it, or write the name or the identifier of a role.";
            return Err(why.to_owned());
        }
        check_ends(role, "The role")?;
    }
    Ok(())
}

/// Refuses white space around a text, such as the line break at the end of a file.
fn check_ends(text: &str, what: &str) -> Result<(), String> {
    if text.trim() == text {
        return Ok(());
    }
    Err(format!(
        "{what} {text:?} begins or ends in white space, such as the line break at the end of a file. Remove it, for example with \
         `trimspace(...)`."
    ))
}
