//! An update is about the person in the state, whoever is configured.

use tf_provider::{diagnostics::Result, resource::Op};

use crate::{
    api::{Presence, is_same_email},
    provider::project_user::{
        configured,
        errors::{not_a_member, two_names},
        model::{ProjectUser, ProjectUserResource},
        plan::another_address,
        principal::Person,
    },
};

impl ProjectUserResource {
    /// Refuses another address for the same person: only they can change theirs, and not here. Refuses another identifier as well.
    pub(super) async fn check_person(
        &self,
        op: &Op<ProjectUser>,
        prior: &ProjectUser,
        planned: &ProjectUser,
    ) -> Result<()> {
        let present = prior.user_id.text();
        let configured = configured::user_id(op).filter(|it| present.is_some_and(|id| id != it));
        if let (Some(user_id), Some(present)) = (configured, present) {
            let named = Person::User(user_id.clone());
            let project_id = planned.project_id.text().unwrap_or_default();
            let remote = Self::member(&self.context.during(op), &named).await?;
            return Err(match remote {
                Presence::Absent(_) => not_a_member(&named, project_id).into(),
                Presence::Present(_) => {
                    let email = planned.email.text().unwrap_or_default();
                    two_names(email, &user_id, present).into()
                }
            });
        }
        let (Some(email), Some(user_id)) = (planned.email.text(), prior.user_id.text()) else {
            return Ok(());
        };
        if prior
            .email
            .text()
            .is_some_and(|it| is_same_email(it, email))
        {
            return Ok(());
        }
        let person = Person::Email(email.to_owned());
        match Self::member(&self.context.during(op), &person).await? {
            Presence::Present(it) if it.user_id != user_id => {
                Err(two_names(email, user_id, &it.user_id).into())
            }
            Presence::Present(it) if is_same_email(&it.email, email) => Ok(()),
            _ => Err(another_address(prior, email).into()),
        }
    }
}
