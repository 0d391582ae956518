//! The operations on the roles of a person, in the order of Terraform's calls.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
    resource::{Op, PlanChange, Resource},
};

use crate::{
    api::{self, Denial, ForeignText, Presence},
    provider::{
        Defaults, Preview,
        errors::ErrorContext,
        project_user::{
            blocks::Turn,
            errors::{not_a_member, two_people},
            grants::{self, ReadState, Roles},
            invitation::{Invitations, PENDING, left_pending},
            model::{ProjectUser, ProjectUserResource},
            overlap, principal,
            principal::{Holder, Person},
            rules,
        },
        protection::kept_in_state,
    },
};

impl ProjectUserResource {
    /// The member of the organization that somebody is, if they are one.
    pub(super) async fn member(
        api: &api::Client,
        person: &Person,
    ) -> Result<Presence<api::Member, Denial>> {
        let remote = match person {
            Person::Email(email) => api.member_with_email(email).await,
            Person::User(user_id) => api.member_with_id(user_id).await,
        };
        remote.context(format!("finding {person} in the organization"))
    }

    async fn invitations<'a>(
        &self,
        api: &'a api::Client,
        user: &'a ProjectUser,
    ) -> Result<Invitations<'a>> {
        let email = user.email.text().unwrap_or_default();
        let project_id = user.project_id.text().unwrap_or_default();
        if self.context.has_now(Preview::Invitations)? {
            return Invitations::of(&self.context, api, email, project_id).await;
        }
        Err(not_a_member(&Person::Email(email.to_owned()), project_id).into())
    }

    /// Gives a member their roles, and invites who is none.
    async fn settle(
        &self,
        op: &mut Op<ProjectUser>,
        person: &Person,
        planned: &ProjectUser,
        is_new: bool,
    ) -> Result<ProjectUser> {
        self.context.check_organization().await?;
        let api = self.context.during(op);
        let mark = overlap::mark(op);
        let project_id = planned.project_id.text().unwrap_or_default();
        if let Presence::Present(member) = Self::member(&api, person).await? {
            let other = planned.user_id.text().filter(|it| *it != member.user_id);
            if other.is_some() {
                return Err(two_people(planned, &member.user_id).into());
            }
            let (user_id, email) = (member.user_id.as_str(), member.email.as_str());
            self.context.blocks.know(user_id, email);
            let holder = Holder::new(project_id, Some(user_id), Some(email));
            let turn = self.context.blocks.turn(mark, holder).await;
            turn.give(&planned.roles);
            let new_state = self.reconcile(op, &turn, &member, planned, is_new).await?;
            turn.settled();
            return Ok(new_state);
        }
        if planned.user_id.text().is_some() {
            return Err(not_a_member(person, project_id).into());
        }
        let holder = Holder::of(planned);
        let turn = self.context.blocks.turn(mark, holder).await;
        turn.give(&planned.roles);
        let invitations = self.invitations(&api, planned).await?;
        let wanted = grants::resolve(&api, &planned.roles, project_id).await?;
        let settled = invitations.settle(&wanted, &turn).await;
        let invited = planned.invited(PENDING, &wanted);
        // Who may be invited is on record as if they were: the next read settles it.
        if settled.as_ref().is_err_and(|it| it.is_open) {
            op.save(&invited);
        }
        settled.map_err(|it| it.problem)?;
        turn.settled();
        Ok(invited)
    }

    /// Somebody in the state as invited: they may have accepted since, or lost the invitation.
    pub(super) async fn read_invited(&self, state: ProjectUser) -> Result<Option<ProjectUser>> {
        let api = &self.context.api;
        let project_id = state.project_id.text().unwrap_or_default();
        let denial = match Self::member(api, &state.person()?).await? {
            Presence::Present(member) => {
                let roles = Roles::new(api, &member.user_id, Some(&member.email), project_id);
                return match roles.presence(&state.role_ids).await? {
                    Presence::Present(current_roles) => {
                        Ok(Some(state.holding(&member, &current_roles)))
                    }
                    Presence::Absent(proof) => self.context.not_found(proof).await,
                };
            }
            Presence::Absent(denial) => denial,
        };
        // Without the preview nobody can look at an invitation: that is no reason to forget it.
        if !self.context.has(Preview::Invitations) {
            return Ok(Some(state));
        }
        let invitations = self.invitations(api, &state).await?;
        let invitation = match invitations.find(&denial).await? {
            Presence::Present(invitation) => invitation,
            Presence::Absent(proof) => return self.context.not_found(proof).await,
        };
        let promised = invitation.in_project(project_id);
        let promised = grants::named(api, promised, project_id).await?;
        Ok(Some(state.invited(invitation.status.as_str(), &promised)))
    }

    /// Takes back the invitation, unless another block wants it; answers the member that the person has become meanwhile.
    async fn withdraw(
        &self,
        op: &mut Op<ProjectUser>,
        turn: &Turn<'_>,
        api: &api::Client,
        state: &ProjectUser,
    ) -> Result<Option<api::Member>> {
        let person = state.person()?;
        // Whoever accepts between the look and the revocation is a member at the second look.
        let mut failure = None;
        for _ in 0..2 {
            let denial = match Self::member(api, &person).await? {
                Presence::Present(member) => return Ok(Some(member)),
                Presence::Absent(denial) => denial,
            };
            if turn.has_another() {
                return Ok(None);
            }
            if !self.context.has(Preview::Invitations) {
                op.warn(left_pending(&person));
                return Ok(None);
            }
            match self.invitations(api, state).await?.withdraw(&denial).await {
                Ok(None) => return Ok(None),
                Ok(Some(proof)) => {
                    self.context
                        .check_deleted(op, proof, &state.title())
                        .await?;
                    return Ok(None);
                }
                Err(problem) => failure = Some(problem),
            }
        }
        failure.map_or(Ok(None), Err)
    }
}

impl Resource for ProjectUserResource {
    const NAME: &'static str = "project_user";
    /// Somebody who is only invited has no identifier yet, and so no identity.
    const IDENTITY: &'static [&'static str] = &["project_id", "user_id"];
    type Model = ProjectUser;

    async fn modify_plan(&self, change: &mut PlanChange<ProjectUser>) {
        rules::check_named(change);
        if change.diagnostics.has_errors() {
            return;
        }
        let projects = &self.context.planned_projects;
        projects.replace_with_project(change, |it| &it.project_id, |it| &it.project_id);
        let planning = Self::new(self.context.for_plan());
        let mark = planning.announce(change);
        let omitted = Defaults::omitted(change, |it| vec![("project_id", it.project_id.is_null())]);
        planning.check(change, &mark).await;
        planning.context.defaults.explain_plan(&omitted, change);
        principal::keep(change);
    }

    async fn create(&self, op: &mut Op<ProjectUser>, planned: ProjectUser) -> Result<ProjectUser> {
        let person = planned.person()?;
        self.context.keep_home(op, planned.project_id.text()).await;
        let mark = overlap::mark(op);
        let omitted = Defaults::take_omitted(op);
        let created = self.settle(op, &person, &planned, true).await;
        let made = created.map_err(|problem| {
            self.context.blocks.not_created(&mark);
            self.context.defaults.explain(&omitted, problem)
        })?;
        principal::keep_imported(op, &made);
        Ok(made)
    }

    async fn refresh(
        &self,
        op: &mut Op<ProjectUser>,
        state: ProjectUser,
    ) -> Result<Option<ProjectUser>> {
        principal::keep_imported(op, &state);
        let mark = overlap::mark(op);
        overlap::keep_by_read(op, self.context.blocks.read(&mark, &state));
        let (title, project_id) = (state.title(), state.project_id.text().map(str::to_owned));
        let present = match self.read_state(&state).await? {
            ReadState::Present(present) => {
                if present.is_none() {
                    self.context.blocks.forget(&mark);
                }
                present
            }
            ReadState::Refused(problem) => {
                op.warn(kept_in_state(problem));
                return Ok(Some(state));
            }
        };
        self.context
            .refreshed(op, present, &title, project_id.as_deref())
            .await
    }

    async fn read(&self, state: ProjectUser) -> Result<Option<ProjectUser>> {
        match self.read_state(&state).await? {
            ReadState::Present(remote) => Ok(remote),
            ReadState::Refused(problem) => Err(problem.into()),
        }
    }

    async fn update(
        &self,
        op: &mut Op<ProjectUser>,
        prior: ProjectUser,
        planned: ProjectUser,
    ) -> Result<ProjectUser> {
        self.check_person(op, &prior, &planned).await?;
        let known = prior.user_id.text().map(str::to_owned);
        let person = known.map_or_else(|| prior.person(), |it| Ok(Person::User(it)))?;
        let new_state = self.settle(op, &person, &planned, false).await?;
        principal::keep_imported(op, &new_state);
        self.context
            .keep_home(op, new_state.project_id.text())
            .await;
        Ok(new_state)
    }

    async fn delete(&self, op: &mut Op<ProjectUser>, state: ProjectUser) -> Result<()> {
        self.context.check_organization().await?;
        // A project waits for its users before it goes.
        let departure = self
            .context
            .departures
            .begin(state.id.text().unwrap_or_default());
        let api = self.context.during(op);
        let holder = Holder::of(&state);
        let mut turn = self.context.blocks.turn(overlap::mark(op), holder).await;
        turn.delete(op, &state);
        let mut state = state;
        if state.is_invited() {
            let Some(member) = self.withdraw(op, &turn, &api, &state).await? else {
                turn.deleted();
                return Ok(());
            };
            state.user_id = member.user_id.into();
        }
        self.await_clusters(op, &turn, &state).await?;
        self.revoke_all(op, &turn, state).await?;
        turn.deleted();
        departure.end();
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<ProjectUser> {
        let doing = format!("importing project user \"{id}\"");
        let refuse = |detail: String| Diagnostic::error(format!("Error {doing}"), detail);
        let Some((project_id, person)) = id
            .split_once('/')
            .filter(|(project, person)| !project.is_empty() && !person.is_empty())
        else {
            return Err(refuse(
                "Write `<project_id>/<email>` or `<project_id>/<user_id>`.".to_owned(),
            )
            .into());
        };
        let person = if person.contains('@') {
            Person::Email(person.to_owned())
        } else {
            Person::User(person.to_owned())
        };
        let api = &self.context.api;
        let nothing = ProjectUser {
            project_id: project_id.into(),
            email: Computed::Null,
            user_id: Computed::Null,
            roles: BTreeSet::new(),
            id: Computed::Null,
            name: Computed::Null,
            role_ids: Computed::Null,
            status: Computed::Null,
        };
        let Presence::Present(member) = Self::member(api, &person).await? else {
            let invited = match &person {
                Person::Email(email) => {
                    let email = email.as_str().into();
                    let is_on = self.context.has_now(Preview::Invitations)?;
                    let invited = ProjectUser { email, ..nothing };
                    if is_on {
                        self.read_invited(invited).await?
                    } else {
                        None
                    }
                }
                Person::User(_) => None,
            };
            let invited = invited.filter(|it| it.status.text() == Some(PENDING));
            return invited.ok_or_else(|| not_a_member(&person, project_id).into());
        };
        let roles = Roles::new(api, &member.user_id, Some(&member.email), project_id);
        let current_roles = roles.current_roles().await?;
        if current_roles.is_empty() {
            return Err(refuse(format!(
                "{} has no role of their own in project {}.",
                ForeignText::from(&member.email),
                ForeignText::from(project_id)
            ))
            .into());
        }
        Ok(nothing.holding(&member, &current_roles))
    }
}
