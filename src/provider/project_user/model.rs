//! The model of a project user: the attributes that users write and read.

use std::collections::BTreeSet;

use tf_provider::{model, model::Computed};

use crate::provider::Context;

model! {
    /// Gives one person their roles in one project.
    ///
    /// It is authoritative for this person in this project: a role that was granted elsewhere shows as a change. Roles
    /// that the person has through a group are left alone. The person must be a member of the organization; invitations
    /// are made in the console, or here with the preview feature `invitations`.
    pub struct ProjectUser <- ProjectUserConfig {
        /// The project, `proj-…`. By default the provider's.
        project_id: Computed<String> = optional().len(1..).or_computed().use_state_for_unknown().requires_replace(),
        /// Email address of the person. Give this or `user_id`, or both of the same person.
        email: Computed<String> = optional().check("an email address", |it: &String| {
            if it.contains('@') { Ok(()) } else { Err("It has no `@`. A person's identifier belongs into `user_id`.".to_owned()) }
        }).or_computed().unknown_when_changed(&["user_id"]),
        /// Identifier of the person, `usr-…`. Give this or `email`, or both of the same person.
        user_id: Computed<String> = optional().len(1..).or_computed().unknown_when_changed(&["email"]),
        /// Names or identifiers of the roles, predefined or custom.
        roles: BTreeSet<String> = required().text(Text::Name).check("at least one role", |it: &BTreeSet<String>| {
            if it.is_empty() { Err("A person has at least one role in a project. To take all of them away, remove the resource.".to_owned()) } else { Ok(()) }
        }),
        /// `<project_id>/<user_id>`, or `<project_id>/<email>` while the person is only invited.
        id: Computed<String> = computed().unknown_when_changed(&["project_id", "email", "user_id"]),
        /// Name of the person.
        name: Computed<String> = computed().unknown_when_changed(&["email", "user_id"]),
        /// Identifiers of the roles.
        role_ids: Computed<BTreeSet<String>> = computed().unknown_when_changed(&["project_id", "email", "user_id", "roles"]),
        /// `ACTIVE` for a member of the organization. With the preview `invitations` also `PENDING`, until an invitation is
        /// accepted, and `EXPIRED`, when it was not accepted within 48 hours: then the next plan invites again.
        status: Computed<String> = computed().use_state_for_unknown(),
    }
}

/// Manages the roles of people in projects.
#[derive(Debug)]
pub(crate) struct ProjectUserResource {
    pub(super) context: Context,
}

impl ProjectUserResource {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

/// Somebody who was invited and has accepted.
pub(super) const ACTIVE: &str = "ACTIVE";

/// The roles, if all of them are known.
pub(super) fn all_known(roles: &Computed<BTreeSet<Computed<String>>>) -> Option<BTreeSet<String>> {
    let roles = roles.known()?.iter();
    roles.map(|it| it.text().map(str::to_owned)).collect()
}
