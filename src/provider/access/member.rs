//! `zillizcloud_member`: a person of the organization, with the roles assigned to them directly.

use std::collections::BTreeMap;

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
};

use crate::{
    api,
    provider::{
        Context,
        errors::{ErrorContext, explain_lookup},
    },
};

model! {
    /// A member of the organization: the one with this `email`, or the one with this `user_id`.
    pub struct MemberLookup <- MemberLookupConfig {
        /// The address that they sign in with.
        email: Computed<String> = optional().len(1..).or_computed(),
        /// Identifier of the person, `usr-…`.
        user_id: Computed<String> = optional().len(1..).or_computed(),
        /// The name for people.
        name: Computed<String> = computed(),
        /// Names of the roles in the organization.
        organization_roles: Computed<Vec<String>> = computed(),
        /// Names of the roles in each project, by the project's identifier. Roles held through groups are not among them.
        project_roles: Computed<BTreeMap<String, Vec<String>>> = computed(),
        /// All of these roles, those in the organization first.
        assignments: Computed<Vec<MemberAssignment>> = computed(),
    }
}

model! {
    /// A role that somebody holds.
    pub struct MemberAssignment <- MemberAssignmentConfig {
        /// The project; null for a role in the organization.
        project_id: Computed<String> = computed(),
        /// Identifier of the role, `r-…`.
        role_id: Computed<String> = computed(),
        /// Name of the role.
        role_name: Computed<String> = computed(),
        /// `pre-defined` or `custom`.
        role_kind: Computed<String> = computed(),
        /// Who assigned it, as a name for people.
        assigned_by: Computed<String> = computed(),
    }
}

/// Looks members up.
#[derive(Debug)]
pub(crate) struct MemberData {
    context: Context,
}

impl MemberData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for MemberData {
    const NAME: &'static str = "member";
    type Model = MemberLookup;

    fn validate(config: &MemberLookupConfig, diagnostics: &mut Diagnostics) {
        if config.email.known().is_some() && config.user_id.known().is_some() {
            let detail = "Both are set. A member is looked up by one of them.";
            diagnostics
                .push(Diagnostic::error("Conflicting email and user_id", detail).at("user_id"));
        }
        if config.email.is_null() && config.user_id.is_null() {
            let detail = "Set `email` or `user_id`. The service has no list of all members.";
            diagnostics.push(Diagnostic::error("Missing email or user_id", detail));
        }
    }

    async fn read(&self, config: MemberLookup) -> Result<MemberLookup> {
        let api = self.context.client().await?;
        let wanted = config.email.text().or(config.user_id.text());
        let doing = format!("looking for member {}", wanted.unwrap_or_default());
        let remote = match config.user_id.text() {
            Some(user_id) => api.member_by_id(user_id).await,
            None => api.member_by_email(wanted.unwrap_or_default()).await,
        };
        let member = remote.map_err(|error| {
            let near = "Somebody is a member once they have accepted their invitation. ";
            explain_lookup(&error, &doing, near)
        })?;
        let roles = api.member_roles(&member.user_id).await.context(&doing)?;
        let in_projects = roles.project_roles.into_iter().flat_map(|it| {
            let project_id = it.project_id;
            let assigned = it.roles.into_iter();
            assigned.map(move |it| (Some(project_id.clone()), it))
        });
        let in_organization = roles.org_roles.into_iter().map(|it| (None, it));
        let mut all: Vec<_> = in_organization.chain(in_projects).collect();
        // The service promises no order, and one of our own keeps plans quiet.
        all.sort_by(|(a_in, a), (b_in, b)| {
            (a_in, &a.role_name, &a.role_id).cmp(&(b_in, &b.role_name, &b.role_id))
        });
        let mut organization_roles = Vec::new();
        let mut project_roles = BTreeMap::<_, Vec<_>>::new();
        for (project_id, role) in &all {
            let names = match project_id {
                Some(id) => project_roles.entry(id.clone()).or_default(),
                None => &mut organization_roles,
            };
            names.push(role.role_name.clone());
        }
        Ok(MemberLookup {
            email: member.email.into(),
            user_id: member.user_id.into(),
            name: member.name.into(),
            organization_roles: Computed::Known(organization_roles),
            project_roles: Computed::Known(project_roles),
            assignments: Computed::Known(all.into_iter().map(MemberAssignment::from).collect()),
        })
    }
}

impl From<(Option<String>, api::AssignedRole)> for MemberAssignment {
    fn from((project_id, role): (Option<String>, api::AssignedRole)) -> Self {
        Self {
            project_id: project_id.into(),
            role_id: role.role_id.into(),
            role_name: role.role_name.into(),
            role_kind: role.role_kind.map(|it| it.to_string()).into(),
            assigned_by: role.assigned_by.into(),
        }
    }
}
