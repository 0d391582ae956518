//! Details of roles and of those who hold them.

use crate::api::{self, ErrorKind, PrincipalType, RoleKind};

/// The role with its policies, if it is a custom one.
pub(crate) async fn described(api: &api::Client, role: api::Role) -> Result<api::Role, api::Error> {
    // A policy set has a policy at least, so none is one that was left out.
    let has_policies = role.policies.iter().any(|it| !it.is_empty());
    if role.role_kind != RoleKind::Custom || has_policies {
        return Ok(role);
    }
    api.role(&role.role_id).await
}

/// The address of a person; `None` of everything else, and of somebody who left in the meantime.
pub(crate) async fn email(
    api: &api::Client,
    kind: &PrincipalType,
    id: &str,
) -> Result<Option<String>, api::Error> {
    match kind {
        // Some platforms give the address for the identifier.
        PrincipalType::User if id.contains('@') => Ok(Some(id.to_owned())),
        PrincipalType::User => match api.member_by_id(id).await {
            Ok(member) => Ok(Some(member.email)),
            // Whoever has no name holds the role all the same.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        },
        _ => Ok(None),
    }
}
