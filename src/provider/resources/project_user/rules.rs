//! What is said to a plan: what the service would refuse.

use std::collections::BTreeSet;

use tf_provider::{diagnostics::Diagnostic, model::Computed, resource::Change};

use crate::{
    api,
    provider::resources::project_user::{
        resource::{ProjectUser, ProjectUserResource},
        roles,
    },
};

/// The role that a project cannot be without.
const PROJECT_ADMIN: &str = "Project Admin";

impl ProjectUserResource {
    /// Refuses roles that the project does not have or that are named twice, if its roles can be read.
    pub(super) async fn check_roles(&self, change: &mut Change<ProjectUser>) {
        let Some(planned) = &change.planned else {
            return;
        };
        let Some((project_id, names)) = planned.project_id.text().zip(planned.roles.known()) else {
            return;
        };
        let names: BTreeSet<_> = names.iter().filter_map(Computed::text).collect();
        let is_same = |prior: &ProjectUser| names.iter().all(|it| prior.roles.contains(*it));
        if change.prior.as_ref().is_some_and(is_same) {
            return;
        }
        let Ok(known) = self.cloud.api.roles(Some(project_id)).await else {
            return;
        };
        if let Err(found) = roles::pick(&known, names.into_iter(), project_id) {
            change.found.extend(found);
        }
    }

    /// Refuses to leave a project without an admin, if it can be known that this is the last one.
    pub(super) async fn check_last_admin(&self, change: &mut Change<ProjectUser>) {
        let Some(prior) = change.prior.as_ref().filter(|it| !it.is_invited()) else {
            return;
        };
        let is_replaced = change.replaces_object();
        let kept = match &change.planned {
            Some(planned) if !is_replaced => match all_known(&planned.roles) {
                Some(kept) if kept != prior.roles => kept,
                _ => return,
            },
            _ => BTreeSet::new(),
        };
        let project_id = prior.project_id.text().unwrap_or_default();
        let Some(admin) = self.admin_role(prior, project_id).await else {
            return;
        };
        if kept.iter().any(|it| roles::is_named(&admin, it)) {
            return;
        }
        let holders = self
            .cloud
            .api
            .role_principals(&admin.role_id, Some(project_id));
        let Ok(holders) = holders.await else { return };
        if holders.is_empty() || !holders.iter().all(|it| prior.is_principal(it)) {
            return;
        }
        let problem = last_admin(prior, project_id, is_replaced);
        change.found.push(problem);
    }

    /// The role of a project's admins, if this person has it.
    async fn admin_role(&self, prior: &ProjectUser, project_id: &str) -> Option<api::Role> {
        let held = prior.role_ids.known()?;
        let known = self.cloud.api.roles(Some(project_id)).await.ok()?;
        known.into_iter().find(|it| {
            it.role_name == PROJECT_ADMIN
                && it.role_kind == api::RoleKind::Predefined
                && held.contains(&it.role_id)
        })
    }
}

impl ProjectUser {
    fn is_principal(&self, principal: &api::RolePrincipal) -> bool {
        let id = principal.principal_id.as_str();
        let is_email = |it: &str| it.eq_ignore_ascii_case(id);
        principal.principal_type == api::PrincipalType::User
            && (self.user_id.text() == Some(id) || self.email.text().is_some_and(is_email))
    }
}

/// The roles, if all of them are known.
pub(super) fn all_known(roles: &Computed<BTreeSet<Computed<String>>>) -> Option<BTreeSet<String>> {
    let roles = roles.known()?.iter();
    roles.map(|it| it.text().map(str::to_owned)).collect()
}

/// A replacement may make the new admin first, so that is only a warning.
fn last_admin(prior: &ProjectUser, project_id: &str, is_replaced: bool) -> Diagnostic {
    let email = prior.email.text().unwrap_or_default();
    let summary = format!("{email} is the last Project Admin of {project_id}");
    let detail = format!(
        "A project keeps at least one Project Admin, and nobody but {email} has that role in project {project_id}. Give it to \
         somebody else and apply that first; to stop managing {email} here, use a `removed` block or `terraform state rm`."
    );
    let problem = if is_replaced {
        Diagnostic::warning(summary, detail)
    } else {
        Diagnostic::error(summary, detail)
    };
    problem.at("roles")
}
