//! A look at somebody in the state.

use tf_provider::diagnostics::{Diagnostic, Result};

use crate::{
    api::{self, ErrorKind, Presence},
    provider::{
        errors::explain,
        project_user::{
            model::{ProjectUser, ProjectUserResource},
            roles::Roles,
        },
    },
};

/// What came of it.
pub(super) enum ReadState {
    /// The person with their roles; `None` if they have none.
    Present(Option<ProjectUser>),
    /// The service says something of this person that proves nothing.
    Refused(Diagnostic),
}

impl ProjectUserResource {
    pub(super) async fn read_state(&self, state: &ProjectUser) -> Result<ReadState> {
        if state.is_invited() {
            return Ok(ReadState::Present(self.read_invited(state.clone()).await?));
        }
        let project_id = state.project_id.text().unwrap_or_default();
        let user_id = state.user_id.text().unwrap_or_default();
        let roles = Roles::new(&self.context.api, user_id, state.email.text(), project_id);
        let doing = format!("reading the roles of {user_id}");
        let current_roles = match roles.look(&state.role_ids).await {
            Ok(Presence::Present(current_roles)) => current_roles,
            Ok(Presence::Absent(proof)) => {
                return Ok(ReadState::Present(self.context.not_found(proof).await?));
            }
            Err(error) => return refused(&error, &doing),
        };
        // Whoever holds roles is somebody: that they are nobody proves nothing.
        match self.context.api.member_by_id(user_id).await {
            Ok(member) => Ok(ReadState::Present(Some(
                state.holding(&member, &current_roles),
            ))),
            Err(error) => refused(&error, &format!("reading member {user_id}")),
        }
    }
}

/// A refusal that is about this person keeps no other object waiting. Anything else may be about all of them.
fn refused(error: &api::Error, doing: &str) -> Result<ReadState> {
    let problem = explain(error, doing);
    let is_about_person = match error.kind() {
        ErrorKind::Unproven => true,
        ErrorKind::NotFound | ErrorKind::Invalid => !error.is_unexplained(),
        _ => false,
    };
    if !is_about_person {
        return Err(problem.into());
    }
    let detail = format!(
        "{} If they have left the organization, remove this resource.",
        problem.detail
    );
    Ok(ReadState::Refused(Diagnostic { detail, ..problem }))
}
