//! The roles of one person in one project: reading them, also for the state, and making them those that are planned.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
    resource::Op,
};

use crate::{
    api::{self, Assignment, ErrorKind, ForeignText, Presence},
    provider::{
        errors::{ErrorContext, explain},
        lookup::explain_parts,
        nearest::nearest,
        project_user::{
            blocks::Turn,
            errors::{forgotten, kept, last_admin, taken_away},
            model::{ProjectUser, ProjectUserResource},
        },
    },
};

/// What a grant names.
pub(super) const PARTS: &str = "the person, the role or the project";

/// A grant that failed.
pub(super) struct NotGranted {
    pub(super) problem: Diagnostics,
    /// Whether the role may be held all the same.
    pub(super) is_open: bool,
}

/// A revocation that failed.
pub(super) struct NotRevoked {
    pub(super) problem: Diagnostic,
    /// Whether the service understood, and said no.
    pub(super) is_refusal: bool,
}

/// One person in one project.
#[derive(Clone, Copy)]
pub(super) struct Roles<'a> {
    api: &'a api::Client,
    user_id: &'a str,
    email: Option<&'a str>,
    project_id: &'a str,
}

impl From<Diagnostics> for NotGranted {
    fn from(problem: Diagnostics) -> Self {
        Self {
            problem,
            is_open: false,
        }
    }
}

impl<'a> Roles<'a> {
    pub(super) fn new(
        api: &'a api::Client,
        user_id: &'a str,
        email: Option<&'a str>,
        project_id: &'a str,
    ) -> Self {
        Self {
            api,
            user_id,
            email,
            project_id,
        }
    }

    fn assignment(self) -> Assignment<'a> {
        Assignment {
            user_id: self.user_id,
            email: self.email,
            project_id: self.project_id,
        }
    }

    /// The roles that the person holds directly.
    pub(super) async fn current_roles(self) -> Result<Vec<api::AssignedRole>> {
        let roles = self.api.member_roles(self.user_id).await;
        let doing = format!("reading the roles of {}", self.user_id);
        let roles = roles.map_err(|error| explain_parts(&error, &doing, "the person"))?;
        Ok(roles.in_project(self.project_id).cloned().collect())
    }

    /// The same, or the proof that there is none, and none of those that the state knows.
    pub(super) async fn presence(
        self,
        last_known: &Computed<BTreeSet<String>>,
    ) -> Result<Presence<Vec<api::AssignedRole>>> {
        let roles = self.look(last_known).await;
        roles.context(format!("reading the roles of {}", self.user_id))
    }

    /// The same, with the error of the client.
    pub(super) async fn look(
        self,
        last_known: &Computed<BTreeSet<String>>,
    ) -> std::result::Result<Presence<Vec<api::AssignedRole>>, api::Error> {
        let last_known = last_known.known().cloned().unwrap_or_default();
        self.api
            .roles_presence(self.assignment(), &last_known)
            .await
    }

    /// Grants a role; one that somebody else has granted meanwhile is a success.
    pub(super) async fn grant(
        self,
        role: &api::AssignedRole,
    ) -> std::result::Result<(), NotGranted> {
        let granted = self
            .api
            .grant_role(self.user_id, &role.role_id, Some(self.project_id))
            .await;
        let doing = || {
            format!(
                "granting role \"{}\" in project {} to {}",
                role.role_name, self.project_id, self.user_id
            )
        };
        let Err(refused) = granted else {
            return Ok(());
        };
        let holds = self.holds(&role.role_id).await;
        if holds == Some(true) {
            return Ok(());
        }
        Err(NotGranted {
            is_open: holds.is_none() && refused.attempts() > 0,
            problem: explain_parts(&refused, &doing(), PARTS).into(),
        })
    }

    /// Revokes a role; one that is proven to be gone is a success.
    pub(super) async fn revoke(
        self,
        role: &api::AssignedRole,
    ) -> std::result::Result<(), NotRevoked> {
        let revoked = self
            .api
            .revoke_role(self.user_id, &role.role_id, Some(self.project_id))
            .await;
        let Err(error) = revoked else { return Ok(()) };
        let presence = self.api.role_presence(&role.role_id, self.assignment());
        if matches!(presence.await, Ok(Presence::Absent(_))) {
            return Ok(());
        }
        let doing = format!(
            "revoking role \"{}\" in project {} from {}",
            role.role_name, self.project_id, self.user_id
        );
        Err(NotRevoked {
            problem: explain(&error, &doing),
            is_refusal: matches!(
                error.kind(),
                api::ErrorKind::Conflict | api::ErrorKind::Invalid
            ),
        })
    }

    /// Whether the person holds a role; `None` when it cannot be known.
    async fn holds(self, role_id: &str) -> Option<bool> {
        let current_roles = self.current_roles().await.ok()?;
        Some(current_roles.iter().any(|it| it.role_id == role_id))
    }
}

/// The roles of a project that a configuration names, by name or by identifier.
pub(super) async fn resolve(
    api: &api::Client,
    wanted: &BTreeSet<String>,
    project_id: &str,
) -> Result<Vec<api::AssignedRole>> {
    let known = of_project(api, project_id).await?;
    pick(&known, wanted.iter().map(String::as_str), project_id)
}

/// The roles that there are in a project.
async fn of_project(api: &api::Client, project_id: &str) -> Result<Vec<api::Role>> {
    let doing = format!("listing the roles of project {project_id}");
    let known = api.roles(Some(project_id)).await;
    Ok(known.map_err(|error| explain_parts(&error, &doing, "the project").at("project_id"))?)
}

/// The roles of these names and identifiers, out of those that there are.
pub(super) fn pick<'a>(
    known: &[api::Role],
    wanted: impl Iterator<Item = &'a str>,
    project_id: &str,
) -> Result<Vec<api::AssignedRole>> {
    let mut diagnostics = Diagnostics::new();
    let mut resolved: Vec<api::AssignedRole> = Vec::new();
    for wanted in wanted {
        let mut named = known.iter().filter(|it| is_named(it, wanted));
        match (named.next(), named.next()) {
            (Some(one), Some(other)) => diagnostics.push(ambiguous(wanted, one, other)),
            (Some(role), None) if resolved.iter().any(|it| it.role_id == role.role_id) => {
                let detail = format!(
                    "\"{wanted}\" is in the list twice: by its name and by its identifier. Keep one."
                );
                diagnostics.push(Diagnostic::error("Duplicate role", detail).at("roles"));
            }
            (Some(role), None) => resolved.push(api::AssignedRole::from(role.clone())),
            (None, _) => diagnostics.push(unknown(wanted, project_id, known)),
        }
    }
    if diagnostics.has_errors() {
        Err(diagnostics)
    } else {
        Ok(resolved)
    }
}

/// The roles with these identifiers; one that the project does not tell has its identifier for a name.
pub(super) async fn named<'a>(
    api: &api::Client,
    role_ids: impl Iterator<Item = &'a str>,
    project_id: &str,
) -> Result<Vec<api::AssignedRole>> {
    let known = of_project(api, project_id).await?;
    let named = role_ids.map(|role_id| {
        let role = known.iter().find(|it| it.role_id == role_id);
        api::AssignedRole {
            role_id: role_id.to_owned(),
            role_name: role.map_or_else(|| role_id.to_owned(), |it| it.role_name.clone()),
            role_kind: role.map(|it| it.role_kind.clone()),
            assigned_by: None,
        }
    });
    Ok(named.collect())
}

/// Whether a configuration means this role.
pub(super) fn is_named(role: &api::Role, wanted: &str) -> bool {
    role.role_id == wanted || api::is_same_name(&role.role_name, wanted)
}

/// A name that two roles have, in two forms of the same text.
fn ambiguous(wanted: &str, one: &api::Role, other: &api::Role) -> Diagnostic {
    let detail = format!(
        "The roles {} and {} have the same name, written in two ways. Use the identifier of the one that you mean.",
        ForeignText::from(&one.role_id),
        ForeignText::from(&other.role_id)
    );
    Diagnostic::error(format!("Ambiguous role \"{wanted}\""), detail).at("roles")
}

/// A role that the project does not have.
fn unknown(wanted: &str, project_id: &str, known: &[api::Role]) -> Diagnostic {
    let names: Vec<_> = known
        .iter()
        .map(|it| format!("`{}`", ForeignText::from(&it.role_name)))
        .collect();
    let titles = known.iter().map(|it| {
        let title = format!("`{}`", ForeignText::from(&it.role_name));
        (vec![it.role_name.as_str(), it.role_id.as_str()], title)
    });
    let near = nearest(wanted, titles).unwrap_or_default();
    let detail = format!(
        "Project {project_id} has the roles {}. The nearest names are {near}. Use one of these names, or a role's identifier.",
        names.join(", ")
    );
    Diagnostic::error(format!("Unknown role \"{wanted}\""), detail).at("roles")
}

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
        let wanted = resolve(&api, &planned.roles, project_id).await?;
        let mut current_roles = roles.current_roles().await?;
        let is_wanted =
            |it: &api::AssignedRole| wanted.iter().any(|role| role.role_id == it.role_id);
        let is_extra = |it: &api::AssignedRole| !is_wanted(it) && !turn.is_wanted_elsewhere(it);
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
