//! The diagnostics about people and their roles.

use tf_provider::diagnostics::Diagnostic;

use crate::{
    api::{self, ForeignText},
    provider::project_user::{model::ProjectUser, principal::Person},
};

/// An address and an identifier of two people.
pub(super) fn two_people(user: &ProjectUser, user_id: &str) -> Diagnostic {
    let email = user.email.text().unwrap_or_default();
    two_names(email, user.user_id.text().unwrap_or_default(), user_id)
}

/// The same by what is configured, and what the service knows.
pub(super) fn two_names(email: &str, configured: &str, user_id: &str) -> Diagnostic {
    let detail = format!(
        "{email} is the address of {user_id}, and `user_id` is {configured}. Keep the one that is meant, and remove the other."
    );
    Diagnostic::error("Conflicting user_id and email", detail).at("user_id")
}

/// Nobody can be given roles before they are in the organization.
pub(super) fn not_a_member(person: &Person, project_id: &str) -> Diagnostic {
    let detail = format!(
        "Only members of the organization can have roles in project {project_id}, and {person} is none. Invite them in the console \
         under Users > Invite User, wait until they have accepted, then apply again. If they have left, remove this resource."
    );
    Diagnostic::error("Not a member of the organization", detail).at(person.attribute())
}

pub(super) fn last_admin(email: &str, project_id: &str) -> Diagnostic {
    let detail = format!(
        "A project keeps at least one Project Admin, and nobody but {email} has that role in project {project_id}. Give it to \
         somebody else and apply that first, or add it to `roles`."
    );
    Diagnostic::error(is_last(email, project_id), detail).at("roles")
}

/// The project may be destroyed with its last admin, and a replacement may make the new one first: neither is in the way.
pub(super) fn remains(email: &str, project_id: &str) -> Diagnostic {
    let detail = format!(
        "A project keeps at least one Project Admin, and nobody but {email} has that role in project {project_id}. Unless somebody \
         else gets it first, {email} keeps it until the project is deleted, and Terraform forgets it."
    );
    Diagnostic::warning(is_last(email, project_id), detail).at("roles")
}

pub(super) fn is_last(email: &str, project_id: &str) -> String {
    format!("{email} is the last Project Admin of {project_id}")
}

/// A new resource takes away what was granted elsewhere.
pub(super) fn taken_away(roles: &[api::AssignedRole], email: &str, project_id: &str) -> Diagnostic {
    let summary = format!("{email} had other roles in project {project_id}");
    let detail = format!(
        "This resource says which roles the person has, so these were taken away: {}. To keep one, add it to `roles` and apply \
         again.",
        names(roles)
    );
    Diagnostic::warning(summary, detail)
}

/// What [`taken_away`] says, beforehand.
pub(super) fn will_be_taken_away(
    roles: &[api::AssignedRole],
    email: &str,
    project_id: &str,
) -> Diagnostic {
    let summary = format!("{email} has other roles in project {project_id}");
    let detail = format!(
        "This resource says which roles the person has, so these will be taken away: {}. To keep one, add it to `roles`.",
        names(roles)
    );
    Diagnostic::warning(summary, detail).at("roles")
}

pub(super) fn names(roles: &[api::AssignedRole]) -> String {
    let name = |it: &api::AssignedRole| ForeignText::from(&it.role_name).to_string();
    roles.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// A role of a new resource that could not be taken away.
pub(super) fn kept(problem: &Diagnostic, role: &api::AssignedRole, email: &str) -> Diagnostic {
    let summary = format!("{email} still has the role {}", role.role_name);
    let detail = format!(
        "{}\n\nThe roles in the configuration were given. The next plan shows the other one, and takes it away if it can.",
        problem.detail
    );
    Diagnostic::warning(summary, detail)
}

/// The last admin of a project, which may be about to be destroyed: no resource knows that of another one.
pub(super) fn forgotten(problem: &Diagnostic, state: &ProjectUser) -> Diagnostic {
    let email = ForeignText::from(state.email.text().unwrap_or_default());
    let project_id = state.project_id.text().unwrap_or_default();
    let summary = format!("{email} remains Project Admin of {project_id}");
    let detail = format!(
        "{}\n\nA project keeps at least one Project Admin, so the role was not taken away, and Terraform has forgotten it. It ends \
         with the project. If that stays, give the role to somebody else, then take it from {email} in the console.",
        problem.detail
    );
    Diagnostic::warning(summary, detail)
}
