//! Making the roles of a person those that are planned.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{self, Presence},
    provider::project_user::{
        blocks::Turn,
        errors::{forgotten, kept, last_admin, taken_away},
        model::{ProjectUser, ProjectUserResource},
        roles::{self, Held, Roles},
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
        let mut held = roles.held().await?;
        let is_wanted = |it: &Held| wanted.iter().any(|role| role.role_id == it.role_id);
        let is_extra = |it: &Held| !is_wanted(it) && !turn.is_wanted_elsewhere(it);
        for role in held.iter().filter(|it| is_extra(it)) {
            let holder = planned.holding(member, &held);
            if self.is_the_only_admin(&api, &holder, role).await == Some(true) {
                return Err(last_admin(&member.email, project_id).into());
            }
        }
        for role in &wanted {
            if held.iter().all(|it| it.role_id != role.role_id) {
                let granted = roles.grant(role).await;
                // What may be held is on record as if it were: the next read settles it.
                if granted.as_ref().map_or_else(|it| it.is_open, |()| true) {
                    held.push(role.clone());
                    op.save(&planned.holding(member, &held));
                }
                granted.map_err(|it| it.problem)?;
            }
        }
        let extra: Vec<_> = held.iter().filter(|it| is_extra(it)).cloned().collect();
        let mut taken = Vec::new();
        for role in extra {
            if turn.is_wanted_elsewhere(&role) {
                continue;
            }
            match roles.revoke(&role).await {
                Ok(()) => {
                    held.retain(|it| it.role_id != role.role_id);
                    op.save(&planned.holding(member, &held));
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
        held.retain(|it| is_wanted(it) || !turn.is_wanted_elsewhere(it));
        Ok(planned.holding(member, &held))
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
        let mut held = match roles.presence(&state.role_ids).await? {
            Presence::Present(held) => held,
            Presence::Absent(proof) => {
                return self.context.check_deleted(op, proof, &state.title()).await;
            }
        };
        held.retain(|it| state.lists(it));
        while let Some(role) = held.pop() {
            if turn.is_wanted_elsewhere(&role) {
                continue;
            }
            if let Err(refused) = roles.revoke(&role).await {
                if !refused.is_refusal || !self.is_last_admin(&api, &state, &role).await {
                    return Err(refused.problem.into());
                }
                op.warn(forgotten(&refused.problem, &state));
            }
            let roles = held.iter().map(|it| it.role_name.clone()).collect();
            op.save(&ProjectUser {
                roles,
                ..state.clone()
            });
        }
        Ok(())
    }
}
