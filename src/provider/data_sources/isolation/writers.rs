//! Who can change an environment: everybody with a role that does more than look.
//!
//! Roles reach people directly and through groups. Owners of an organization count only where they hold a role in the
//! project: the service's documents disagree on whether they may do more.

use std::collections::BTreeSet;

use tf_provider::diagnostics::Result;

use super::Place;
use crate::{
    api::{self, PrincipalType, RoleKind},
    provider::errors::Context,
};

/// The predefined project roles that only look, in both vocabularies of the service.
const READING: [&str; 2] = ["Data Viewer", "Project Read-Only"];

/// Those who can write in a place.
pub(super) async fn look_up(api: &api::Client, place: &Place) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for project_id in &place.project_ids {
        let doing = format!("finding out who can write in project {project_id}");
        for role in api.roles(Some(project_id)).await.context(&doing)? {
            if role.role_kind == RoleKind::Predefined && READING.contains(&role.role_name.as_str())
            {
                continue;
            }
            let principals = api.role_principals(&role.role_id, Some(project_id)).await;
            for principal in principals.context(&doing)? {
                found.extend(people(api, principal).await.context(&doing)?);
            }
        }
    }
    Ok(found)
}

/// Addresses as they compare.
pub(super) fn normal(told: &BTreeSet<String>) -> BTreeSet<String> {
    told.iter().map(|it| it.to_lowercase()).collect()
}

async fn people(
    api: &api::Client,
    principal: api::RolePrincipal,
) -> Result<Vec<String>, api::Error> {
    let id = principal.principal_id;
    match principal.principal_type {
        // Some platforms give the address for the identifier.
        PrincipalType::User if !id.contains('@') => match api.member_by_id(&id).await {
            Ok(member) => Ok(vec![member.email.to_lowercase()]),
            // They left the organization in the meantime.
            Err(error) if error.kind() == api::Kind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        },
        PrincipalType::User => Ok(vec![id.to_lowercase()]),
        PrincipalType::Group => {
            let members = api.group_members(&id).await?;
            Ok(members
                .into_iter()
                .map(|it| it.email.to_lowercase())
                .collect())
        }
        other => Ok(vec![format!("{other}:{id}")]),
    }
}
