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
    provider::{Cloud, errors::Context},
};

model! {
    /// A member of the organization: the one with this `email`, or the one with this `user_id`.
    pub struct MemberLookup <- MemberLookupDraft {
        /// The address that they sign in with.
        email: Computed<String> = optional().or_computed(),
        /// Identifier of the person, `usr-…`.
        user_id: Computed<String> = optional().or_computed(),
        /// The name for people.
        name: Computed<String> = computed(),
        /// Names of the roles in the organization.
        organization_roles: Computed<Vec<String>> = computed(),
        /// Names of the roles in each project, by the project's identifier. Roles held through groups are not among them.
        project_roles: Computed<BTreeMap<String, Vec<String>>> = computed(),
    }
}

/// Looks members up.
#[derive(Debug)]
pub(crate) struct MemberData {
    cloud: Cloud,
}

impl MemberData {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }
}

impl DataSource for MemberData {
    const NAME: &'static str = "member";
    type Model = MemberLookup;

    fn validate(config: &MemberLookupDraft, found: &mut Diagnostics) {
        if config.email.known().is_some() && config.user_id.known().is_some() {
            let detail = "Both are set. A member is looked up by one of them.";
            found.push(Diagnostic::error("Either email or user_id", detail).at("user_id"));
        }
        if config.email.is_null() && config.user_id.is_null() {
            let detail = "Set `email` or `user_id`. The service has no list of all members.";
            found.push(Diagnostic::error("Which member?", detail));
        }
    }

    async fn read(&self, config: MemberLookup) -> Result<MemberLookup> {
        let api = &self.cloud.api;
        let wanted = config.email.text().or(config.user_id.text());
        let doing = format!("looking for member {}", wanted.unwrap_or_default());
        let found = match config.user_id.text() {
            Some(user_id) => api.member_by_id(user_id).await,
            None => api.member_by_email(wanted.unwrap_or_default()).await,
        };
        let member = found.context(&doing)?;
        let roles = api.member_roles(&member.user_id).await.context(&doing)?;
        let mut project_roles = BTreeMap::<_, Vec<_>>::new();
        for project in roles.project_roles {
            let held = project_roles.entry(project.project_id).or_default();
            held.extend(names(project.roles));
            held.sort();
        }
        let mut organization_roles: Vec<_> = names(roles.org_roles).collect();
        organization_roles.sort();
        Ok(MemberLookup {
            email: member.email.into(),
            user_id: member.user_id.into(),
            name: member.name.into(),
            organization_roles: Computed::Known(organization_roles),
            project_roles: Computed::Known(project_roles),
        })
    }
}

fn names(roles: Vec<api::AssignedRole>) -> impl Iterator<Item = String> {
    roles.into_iter().map(|it| it.role_name)
}
