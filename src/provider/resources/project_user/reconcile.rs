//! Making the roles of a person those that are planned.

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    resource::Op,
};

use crate::{
    api,
    provider::resources::project_user::{
        ProjectUser, ProjectUserResource,
        roles::{self, Held, Roles},
    },
};

impl ProjectUserResource {
    /// A new resource takes away what was granted elsewhere: no plan could show that.
    pub(super) async fn warn_of_other_roles(
        &self,
        op: &mut Op<ProjectUser>,
        member: &api::Member,
        planned: &ProjectUser,
    ) -> Result<()> {
        let project_id = planned.project_id.text().unwrap_or_default();
        let api = self.cloud.during(op);
        let held = Roles::new(&api, &member.user_id, project_id).held().await?;
        let is_planned = |it: &Held| {
            planned.roles.contains(&it.role_id) || planned.roles.contains(&it.role_name)
        };
        let others: Vec<_> = held.unwrap_or_default();
        let others: Vec<_> = others.iter().filter(|it| !is_planned(it)).collect();
        if others.is_empty() {
            return Ok(());
        }
        let names: Vec<_> = others.iter().map(|it| it.role_name.as_str()).collect();
        let summary = format!("{} had other roles in project {project_id}", member.email);
        let detail = format!(
            "This resource says which roles the person has, so these are taken away: {}. To keep one, add it to `roles` and apply \
             again.",
            names.join(", ")
        );
        op.warn(Diagnostic::warning(summary, detail));
        Ok(())
    }

    /// Makes the person's roles those that are planned: first the missing ones granted, then the others revoked.
    pub(super) async fn reconcile(
        &self,
        op: &mut Op<ProjectUser>,
        member: &api::Member,
        planned: &ProjectUser,
    ) -> Result<ProjectUser> {
        let project_id = planned.project_id.text().unwrap_or_default();
        let api = self.cloud.during(op);
        let roles = Roles::new(&api, &member.user_id, project_id);
        let wanted = roles::resolve(&api, &planned.roles, project_id).await?;
        let mut held = roles.held().await?.unwrap_or_default();
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
        let is_wanted = |it: &Held| wanted.iter().any(|role| role.role_id == it.role_id);
        let extra: Vec<_> = held.iter().filter(|it| !is_wanted(it)).cloned().collect();
        for role in extra {
            roles.revoke(&role).await?;
            held.retain(|it| it.role_id != role.role_id);
            op.save(&planned.holding(member, &held));
        }
        Ok(planned.holding(member, &held))
    }
}
