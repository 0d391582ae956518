//! Making the roles of a person those that are planned.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{self, Presence},
    provider::project_user::{
        blocks::Turn,
        errors::{forgotten, kept, last_admin, taken_away},
        model::{ProjectUser, ProjectUserResource},
        roles::{self, CurrentRole, Roles},
    },
};

impl ProjectUserResource {
    /// Makes the person's roles those that are planned: first the missing ones granted, then the others revoked, but for those
    /// that another block wants.
    pub(super) async fn reconcile(
        &self,
        op: &mut Op<ProjectUser>,
        turn: &Turn<'_>,
        member: &api::Member,
        planned: &ProjectUser,
        is_new: bool,
    ) -> Result<ProjectUser> {
        let project_id = planned.project_id.text().unwrap_or_default();
        let api = self.context.during(op);
        let roles = Roles::new(&api, &member.user_id, Some(&member.email), project_id);
        let wanted = roles::resolve(&api, &planned.roles, project_id).await?;
        let mut current_roles = roles.current_roles().await?;
        let is_wanted = |it: &CurrentRole| wanted.iter().any(|role| role.role_id == it.role_id);
        let is_extra = |it: &CurrentRole| !is_wanted(it) && !turn.is_wanted_elsewhere(it);
        for role in current_roles.iter().filter(|it| is_extra(it)) {
            let holder = planned.holding(member, &current_roles);
            if self.is_the_only_admin(&api, &holder, role).await == Some(true) {
                return Err(last_admin(&member.email, project_id).into());
            }
        }
        for role in &wanted {
            if current_roles.iter().all(|it| it.role_id != role.role_id) {
                let granted = roles.grant(role).await;
                // What may be held is on record as if it were: the next read settles it.
                if granted.as_ref().map_or_else(|it| it.is_open, |()| true) {
                    current_roles.push(role.clone());
                    op.save(&planned.holding(member, &current_roles));
                }
                granted.map_err(|it| it.problem)?;
            }
        }
        let extra: Vec<_> = current_roles
            .iter()
            .filter(|it| is_extra(it))
            .cloned()
            .collect();
        let mut taken = Vec::new();
        for role in extra {
            if turn.is_wanted_elsewhere(&role) {
                continue;
            }
            match roles.revoke(&role).await {
                Ok(()) => {
                    current_roles.retain(|it| it.role_id != role.role_id);
                    op.save(&planned.holding(member, &current_roles));
                    taken.push(role);
                }
                // An error would taint what is new, and its replacement would take away what was granted.
                Err(refused) if is_new => op.warn(kept(&refused.problem, &role, &member.email)),
                Err(refused) => return Err(refused.problem.into()),
            }
        }
        if is_new && !taken.is_empty() {
            op.warn(taken_away(&taken, &member.email, project_id));
        }
        current_roles.retain(|it| is_wanted(it) || !turn.is_wanted_elsewhere(it));
        Ok(planned.holding(member, &current_roles))
    }

    /// Takes away the roles that the state has, but for those that another block wants and one that the project cannot be without.
    pub(super) async fn revoke_all(
        &self,
        op: &mut Op<ProjectUser>,
        turn: &Turn<'_>,
        state: ProjectUser,
    ) -> Result<()> {
        let api = self.context.during(op);
        let project_id = state.project_id.text().unwrap_or_default();
        let user_id = state.user_id.text().unwrap_or_default();
        let roles = Roles::new(&api, user_id, state.email.text(), project_id);
        let mut current_roles = match roles.presence(&state.role_ids).await? {
            Presence::Present(current_roles) => current_roles,
            Presence::Absent(proof) => {
                return self.context.check_deleted(op, proof, &state.title()).await;
            }
        };
        current_roles.retain(|it| state.lists(it));
        while let Some(role) = current_roles.pop() {
            if turn.is_wanted_elsewhere(&role) {
                continue;
            }
            if let Err(refused) = roles.revoke(&role).await {
                if !refused.is_refusal || !self.is_last_admin(&api, &state, &role).await {
                    return Err(refused.problem.into());
                }
                op.warn(forgotten(&refused.problem, &state));
            }
            let roles = current_roles
                .iter()
                .map(|it| it.role_name.clone())
                .collect();
            op.save(&ProjectUser {
                roles,
                ..state.clone()
            });
        }
        Ok(())
    }
}
