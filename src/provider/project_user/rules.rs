//! Checks of planned roles: what the service would refuse.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Severity},
    model::Computed,
    resource::PlanChange,
};

use crate::{
    api,
    provider::{
        project_user::{
            errors::{last_admin, remains, will_be_taken_away},
            grants::{self, Roles},
            model::{ProjectUser, ProjectUserConfig, ProjectUserResource, all_known},
            plan::{Known, keep_role_ids},
            principal::Person,
        },
        protection::{will_fail, will_fail_if_new},
    },
};

/// The role that a project cannot be without.
const PROJECT_ADMIN: &str = "Project Admin";

/// Refuses a configuration that names nobody. With `ignore_changes` a plan has other values than the configuration, so this is
/// for the plan.
pub(super) fn check_named(change: &mut PlanChange<ProjectUser>) {
    let Some(config) = &change.config else { return };
    if config.email.is_null() && config.user_id.is_null() {
        let summary = "Missing email or user_id";
        let detail = "Neither is set. Set `email`, or `user_id` if you know it.";
        change.error(Diagnostic::error(summary, detail).at("email"));
    }
}

impl ProjectUserResource {
    /// Plans the person, and says what there is to say about it.
    pub(super) async fn check(&self, change: &mut PlanChange<ProjectUser>, mark: &str) {
        self.context.check_new(change).await;
        let title = change.prior.as_ref().map(ProjectUser::title);
        self.context
            .check_planned(change, &title.unwrap_or_default())
            .await;
        // With another organization's key, whatever else is said is beside the point.
        if change.diagnostics.has_errors() {
            return;
        }
        self.plan_person(change).await;
        self.check_roles(change).await;
        self.check_last_admin(change).await;
        self.check_own_admin(change).await;
        self.check_held(change).await;
        self.check_overlap(change, mark).await;
        self.context.report_plan(change).await;
    }

    /// Says which roles the project does not have, and which are named twice, if its roles can be read. The same roles under other
    /// names are no change.
    pub(super) async fn check_roles(&self, change: &mut PlanChange<ProjectUser>) {
        let is_replaced = change.replaces_object();
        let Some(planned) = &mut change.planned else {
            return;
        };
        let Some((project_id, names)) = planned.project_id.text().zip(planned.roles.known()) else {
            return;
        };
        let names: BTreeSet<_> = names.iter().filter_map(Computed::text).collect();
        let is_same = |prior: &ProjectUser| {
            prior.project_id.text() == Some(project_id)
                && names.iter().all(|it| prior.roles.contains(*it))
        };
        if change.prior.as_ref().is_some_and(is_same) {
            return;
        }
        let Ok(known) = self.context.api.roles(Some(project_id)).await else {
            let problem = self.context.no_such_project(project_id).await;
            let problem = problem.filter(|_| change.prior.is_none());
            change.diagnostics.extend(problem);
            return;
        };
        let picked = match grants::pick(&known, names.into_iter(), project_id) {
            Ok(picked) => picked,
            Err(failure) => {
                // Nobody makes way for an object that cannot be.
                let refuses = is_replaced || change.is_replacement();
                let judged = |it| if refuses { it } else { will_fail(it) };
                return change.diagnostics.extend(failure.into_iter().map(judged));
            }
        };
        let Some(prior) = change.prior.as_ref().filter(|it| !it.is_invited()) else {
            return;
        };
        let role_ids: BTreeSet<_> = picked.into_iter().map(|it| it.role_id).collect();
        let is_known = all_known(&planned.roles).is_some();
        if is_known && !is_replaced && prior.role_ids.known() == Some(&role_ids) {
            let roles = prior.roles.iter().cloned().map(Computed::Known);
            planned.roles = Computed::Known(roles.collect());
            keep_role_ids(prior, planned);
        }
    }

    /// Says what a new object takes from somebody who has roles already, if that can be known.
    pub(super) async fn check_held(&self, change: &mut PlanChange<ProjectUser>) {
        let (None, Some(planned)) = (&change.prior, &change.planned) else {
            return;
        };
        let Some(problem) = self.what_is_held(planned).await else {
            return;
        };
        let problem = match problem.severity {
            Severity::Error => will_fail_if_new(change, problem),
            Severity::Warning => problem,
        };
        change.diagnostics.push(problem);
    }

    async fn what_is_held(&self, planned: &ProjectUserConfig) -> Option<Diagnostic> {
        let project_id = planned.project_id.text()?;
        let wanted = all_known(&planned.roles)?;
        let email = planned.email.text().map(str::to_owned).map(Person::Email);
        let user = planned.user_id.text().map(str::to_owned).map(Person::User);
        let person = email.or(user)?;
        let Known::Member(user_id) = self.look(&person).await else {
            return None;
        };
        let api = &self.context.api;
        let current_roles = Roles::new(api, &user_id, None, project_id)
            .current_roles()
            .await
            .ok()?;
        let wanted = grants::resolve(api, &wanted, project_id).await.ok()?;
        let is_extra =
            |it: &api::AssignedRole| wanted.iter().all(|role| role.role_id != it.role_id);
        let extra: Vec<_> = current_roles
            .iter()
            .filter(|it| is_extra(it))
            .cloned()
            .collect();
        let title = person.to_string();
        let holder = ProjectUser::nobody(project_id, &person, &user_id);
        for role in &extra {
            if self.is_the_only_admin(api, &holder, role).await == Some(true) {
                return Some(last_admin(&title, project_id));
            }
        }
        (!extra.is_empty()).then(|| will_be_taken_away(&extra, &title, project_id))
    }

    /// Says that a project would be left without an admin, if it can be known that this is the last one.
    pub(super) async fn check_last_admin(&self, change: &mut PlanChange<ProjectUser>) {
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
        if kept.iter().any(|it| grants::is_named(&admin, it)) {
            return;
        }
        let is_only = self.is_only_holder(&self.context.api, prior, &admin.role_id);
        if is_only.await != Some(true) {
            return;
        }
        let email = prior.email.text().unwrap_or_default();
        let problem = if is_replaced || change.planned.is_none() {
            remains(email, project_id)
        } else {
            will_fail(last_admin(email, project_id))
        };
        change.diagnostics.push(problem);
    }

    /// Whether nobody else is known to have the role of admins that could not be taken away.
    pub(super) async fn is_last_admin(
        &self,
        api: &api::Client,
        state: &ProjectUser,
        role: &api::AssignedRole,
    ) -> bool {
        is_admin(role) && self.is_only_holder(api, state, &role.role_id).await == Some(true)
    }

    /// Whether this is the role of admins, and nobody else has it; `None` when it cannot be known.
    pub(super) async fn is_the_only_admin(
        &self,
        api: &api::Client,
        state: &ProjectUser,
        role: &api::AssignedRole,
    ) -> Option<bool> {
        if !is_admin(role) {
            return Some(false);
        }
        self.is_only_holder(api, state, &role.role_id).await
    }

    async fn is_only_holder(
        &self,
        api: &api::Client,
        state: &ProjectUser,
        role_id: &str,
    ) -> Option<bool> {
        let holders = api.role_principals(role_id, state.project_id.text());
        let holders = holders.await.ok()?;
        Some(!holders.is_empty() && holders.iter().all(|it| state.is_principal(it)))
    }

    /// The role of a project's admins, if this person has it.
    pub(super) async fn admin_role(
        &self,
        prior: &ProjectUser,
        project_id: &str,
    ) -> Option<api::Role> {
        let current_roles = prior.role_ids.known()?;
        let known = self.context.api.roles(Some(project_id)).await.ok()?;
        known.into_iter().find(|it| {
            it.role_name == PROJECT_ADMIN
                && it.role_kind == api::RoleKind::Predefined
                && current_roles.contains(&it.role_id)
        })
    }
}

fn is_admin(role: &api::AssignedRole) -> bool {
    role.role_name == PROJECT_ADMIN && role.role_kind != Some(api::RoleKind::Custom)
}

impl ProjectUser {
    pub(super) fn is_principal(&self, principal: &api::RolePrincipal) -> bool {
        let id = principal.principal_id.as_str();
        let is_email = |it: &str| api::is_same_email(it, id);
        principal.principal_type == api::PrincipalType::User
            && (self.user_id.text() == Some(id) || self.email.text().is_some_and(is_email))
    }
}
