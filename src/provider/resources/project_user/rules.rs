//! What is said to a plan: who it is about, and what the service would refuse.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics},
    model::Computed,
    resource::Change,
};

use crate::{
    api, env,
    provider::resources::{
        Setting, fill_default,
        project_user::{
            invitation::EXPIRED,
            resource::{ProjectUser, ProjectUserDraft, ProjectUserResource, WHO},
            roles,
        },
    },
};

/// The role that a project cannot be without.
const PROJECT_ADMIN: &str = "Project Admin";

impl ProjectUserResource {
    /// Plans who it is about: the same person, or another one.
    pub(super) fn plan_person(&self, change: &mut Change<ProjectUser>) {
        let Some(planned) = &mut change.planned else {
            return;
        };
        let is_same = change
            .prior
            .as_ref()
            .is_some_and(|it| it.is_named_by(planned));
        if let Some(config) = &change.config
            && config.email.known().is_some()
            && config.user_id.known().is_some()
            && !is_same
        {
            // Both are fine in a configuration that was generated from a state, where they agree.
            let detail = "Both are set. Keep the one that you know, and remove the other.";
            change
                .found
                .push(Diagnostic::error(WHO, detail).at("email"));
            return;
        }
        if let (None, Some(config)) = (&change.prior, &change.config) {
            let default = &self.cloud.defaults.project_id;
            let setting = Setting {
                attribute: "project_id",
                default,
                variable: env::PROJECT_ID,
            };
            fill_default(
                setting,
                &config.project_id,
                &mut planned.project_id,
                &mut change.found,
            );
        }
        let Some(prior) = &change.prior else { return };
        let is_other = |planned: &Computed<String>, prior: &Computed<String>| {
            planned.text().is_some_and(|it| {
                !prior
                    .text()
                    .is_some_and(|prior| prior.eq_ignore_ascii_case(it))
            })
        };
        let config = change.config.as_ref();
        let is_open = |value: fn(&ProjectUserDraft) -> &Computed<String>| {
            config.is_some_and(|it| value(it).is_unknown())
        };
        if prior.is_invited() {
            plan_invited(prior, planned, &mut change.found);
        }
        // Somebody who is not known yet may be somebody else.
        if is_open(|it| &it.email) || is_other(&planned.email, &prior.email) {
            change.replace("email");
        } else if is_open(|it| &it.user_id) || is_other(&planned.user_id, &prior.user_id) {
            change.replace("user_id");
        } else if !prior.is_invited() {
            // The same person, written another way.
            planned.user_id = prior.user_id.clone();
            planned.id = prior.id.clone();
            planned.name = prior.name.clone();
        }
    }

    /// Refuses roles that the project does not have, if its roles can be read.
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
        for name in names {
            if !known.iter().any(|it| roles::is_named(it, name)) {
                let problem = roles::unknown(name, project_id, &known);
                change.found.push(problem);
            }
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

/// Plans a change of somebody who may accept any moment, and another invitation for somebody who did not in time.
fn plan_invited(prior: &ProjectUser, planned: &mut ProjectUserDraft, found: &mut Diagnostics) {
    let is_expired = prior.status.text() == Some(EXPIRED);
    let is_changed = all_known(&planned.roles).is_none_or(|it| it != prior.roles)
        || planned.email.text() != prior.email.text();
    if !is_expired && !is_changed {
        return;
    }
    planned.user_id = Computed::Unknown;
    planned.id = Computed::Unknown;
    planned.name = Computed::Unknown;
    planned.status = Computed::Unknown;
    if is_expired {
        let email = prior.email.text().unwrap_or_default();
        let detail = format!(
            "{email} did not accept it within 48 hours. Applying this plan sends another one."
        );
        found.push(Diagnostic::warning("An invitation has expired", detail).at("status"));
    }
}

fn all_known(roles: &Computed<BTreeSet<Computed<String>>>) -> Option<BTreeSet<String>> {
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
