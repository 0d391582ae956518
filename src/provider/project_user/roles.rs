//! The roles of one person in one project, as the service has them.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
};

use crate::{
    api::{self, Assignment, ForeignText, Presence},
    provider::{
        errors::{ErrorContext, explain},
        lookup::explain_parts,
        nearest::nearest,
    },
};

/// What a grant names.
pub(super) const PARTS: &str = "the person, the role or the project";

/// A role that a person holds.
pub(super) type CurrentRole = api::AssignedRole;

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
    pub(super) async fn current_roles(self) -> Result<Vec<CurrentRole>> {
        let roles = self.api.member_roles(self.user_id).await;
        let doing = format!("reading the roles of {}", self.user_id);
        let roles = roles.map_err(|error| explain_parts(&error, &doing, "the person"))?;
        Ok(roles.in_project(self.project_id).cloned().collect())
    }

    /// The same, or the proof that there is none, and none of those that the state knows.
    pub(super) async fn presence(
        self,
        last_known: &Computed<BTreeSet<String>>,
    ) -> Result<Presence<Vec<CurrentRole>>> {
        let roles = self.look(last_known).await;
        roles.context(format!("reading the roles of {}", self.user_id))
    }

    /// The same, with the error of the client.
    pub(super) async fn look(
        self,
        last_known: &Computed<BTreeSet<String>>,
    ) -> std::result::Result<Presence<Vec<CurrentRole>>, api::Error> {
        let last_known = last_known.known().cloned().unwrap_or_default();
        self.api
            .roles_presence(self.assignment(), &last_known)
            .await
    }

    /// Grants a role; one that somebody else has granted meanwhile is a success.
    pub(super) async fn grant(self, role: &CurrentRole) -> std::result::Result<(), NotGranted> {
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
    pub(super) async fn revoke(self, role: &CurrentRole) -> std::result::Result<(), NotRevoked> {
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
) -> Result<Vec<CurrentRole>> {
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
) -> Result<Vec<CurrentRole>> {
    let mut diagnostics = Diagnostics::new();
    let mut resolved: Vec<CurrentRole> = Vec::new();
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
            (Some(role), None) => resolved.push(CurrentRole::from(role.clone())),
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
) -> Result<Vec<CurrentRole>> {
    let known = of_project(api, project_id).await?;
    let named = role_ids.map(|role_id| {
        let role = known.iter().find(|it| it.role_id == role_id);
        CurrentRole {
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
