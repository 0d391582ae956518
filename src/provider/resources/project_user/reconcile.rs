//! Making the roles of a person those that are planned.

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    resource::Op,
};

use crate::{
    api,
    provider::resources::project_user::{
        resource::{ProjectUser, ProjectUserResource},
        roles::{self, Held, Roles},
    },
};

impl ProjectUserResource {
    /// Makes the person's roles those that are planned: first the missing ones granted, then the others revoked.
    pub(super) async fn reconcile(
        &self,
        op: &mut Op<ProjectUser>,
        member: &api::Member,
        planned: &ProjectUser,
        is_new: bool,
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
        if is_new && !extra.is_empty() {
            op.warn(taken_away(&extra, member, project_id));
        }
        for role in extra {
            roles.revoke(&role).await?;
            held.retain(|it| it.role_id != role.role_id);
            op.save(&planned.holding(member, &held));
        }
        Ok(planned.holding(member, &held))
    }
}

/// A new resource takes away what was granted elsewhere, which no plan could show.
fn taken_away(roles: &[Held], member: &api::Member, project_id: &str) -> Diagnostic {
    let names: Vec<_> = roles.iter().map(|it| it.role_name.as_str()).collect();
    let summary = format!("{} had other roles in project {project_id}", member.email);
    let detail = format!(
        "This resource says which roles the person has, so these are taken away: {}. To keep one, add it to `roles` and apply \
         again.",
        names.join(", ")
    );
    Diagnostic::warning(summary, detail)
}
