//! The people and keys that can change an environment: everybody with a role that does more than look.
//!
//! Roles reach people directly and through groups. Owners of an organization count only where they hold a role in the
//! project: the service's documents disagree on whether they may do more.

use std::collections::{BTreeMap, BTreeSet};

use tf_provider::diagnostics::Result;

use super::Place;
use crate::{
    api::{self, PrincipalType, RoleKind},
    provider::{access, errors::ErrorContext},
};

/// The predefined project roles that only look, in both vocabularies of the service.
const READING: [&str; 2] = ["Data Viewer", "Project Read-Only"];
/// The privileges of custom roles that only look.
const LOOKING: [&str; 2] = ["view", "read"];

/// Looks up who can write; each project once.
pub(super) struct Writers<'a> {
    api: &'a api::Client,
    /// By project: each role that may write somewhere, and who holds it.
    known: BTreeMap<String, Vec<(api::Role, BTreeSet<String>)>>,
}

impl<'a> Writers<'a> {
    pub(super) fn new(api: &'a api::Client) -> Self {
        Self {
            api,
            known: BTreeMap::new(),
        }
    }

    /// Those who can write in a place.
    pub(super) async fn of(&mut self, place: &Place) -> Result<BTreeSet<String>> {
        let mut items = BTreeSet::new();
        for project_id in &place.project_ids {
            if !self.known.contains_key(project_id) {
                let doing = format!("finding out who can write in project {project_id}");
                let holders = self.holders(project_id).await.context(doing)?;
                self.known.insert(project_id.clone(), holders);
            }
            let roles = self.known[project_id].iter();
            let writing = roles.filter(|(role, _)| writes(role, &place.cluster_ids));
            items.extend(writing.flat_map(|(_, people)| people.clone()));
        }
        Ok(items)
    }

    async fn holders(
        &self,
        project_id: &str,
    ) -> Result<Vec<(api::Role, BTreeSet<String>)>, api::Error> {
        let mut items = Vec::new();
        for role in self.api.roles(Some(project_id)).await? {
            let role = access::described(self.api, role).await?;
            if only_looks(&role) {
                continue;
            }
            let mut holders = BTreeSet::new();
            let principals = self.api.role_principals(&role.role_id, Some(project_id));
            for principal in principals.await? {
                holders.extend(people(self.api, principal).await?);
            }
            items.push((role, holders));
        }
        Ok(items)
    }
}

/// Addresses as they compare.
pub(super) fn normal(reported: &BTreeSet<String>) -> BTreeSet<String> {
    reported.iter().map(|it| it.to_lowercase()).collect()
}

/// Whether a role lets change anything that belongs to these clusters, or to their project. What is not known may write.
fn writes(role: &api::Role, cluster_ids: &BTreeSet<String>) -> bool {
    match (&role.role_kind, &role.policies) {
        (RoleKind::Predefined, _) => !only_looks(role),
        (_, Some(policies)) if !policies.is_empty() => {
            policies.iter().any(|it| reaches(it, cluster_ids))
        }
        _ => true,
    }
}

/// Whether it is a predefined role for looking; a custom one may have any name.
fn only_looks(role: &api::Role) -> bool {
    role.role_kind == RoleKind::Predefined && READING.contains(&role.role_name.as_str())
}

fn reaches(policy: &api::Policy, cluster_ids: &BTreeSet<String>) -> bool {
    let privileges = &policy.privileges;
    if !privileges.is_empty() && privileges.iter().all(|it| LOOKING.contains(&it.as_str())) {
        return false;
    }
    let is_of_clusters = policy.resource_type.starts_with("serving_cluster");
    // What is created is in no list.
    let creates = policy.privileges.iter().any(|it| it == "create");
    match &policy.resources {
        Some(ids) if is_of_clusters && !creates && !ids.is_empty() => {
            ids.iter().any(|it| it == "*" || cluster_ids.contains(it))
        }
        _ => true,
    }
}

async fn people(
    api: &api::Client,
    principal: api::RolePrincipal,
) -> Result<Vec<String>, api::Error> {
    let (kind, id) = (principal.principal_type, principal.principal_id);
    match kind {
        PrincipalType::User => {
            let reported = access::email(api, &kind, &id).await?;
            // Who holds a role is somebody, also where nobody tells who.
            let name = reported.map_or_else(|| format!("{kind}:{id}"), |it| it.to_lowercase());
            Ok(vec![name])
        }
        PrincipalType::Group => {
            let members = api.group_members(&id).await?.into_iter();
            Ok(members.map(|it| it.email.to_lowercase()).collect())
        }
        other => Ok(vec![format!("{other}:{id}")]),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn writes_in_red(kind: &str, name: &str, policies: &Value) -> bool {
        let role = json!({
            "roleId": "r-1", "roleName": name, "roleType": "project", "roleKind": kind, "policies": policies,
        });
        let role = serde_json::from_value(role).unwrap();
        writes(&role, &["in01-red".to_owned()].into())
    }

    #[test]
    fn a_predefined_role_that_is_not_for_looking_writes() {
        for (name, expected) in [
            ("Project Admin", true),
            ("Data Operator", true),
            ("Project Read-Write", true),
            ("A new one", true),
            ("Data Viewer", false),
            ("Project Read-Only", false),
        ] {
            let remote = writes_in_red("pre-defined", name, &Value::Null);
            assert_eq!(remote, expected, "{name}");
        }
    }

    #[test]
    fn a_custom_role_writes_where_a_policy_reaches() {
        let policy = |kind: &str, privileges: &[&str], resources: Value| {
            json!([
                {"resourceType": "project", "privileges": ["view"]},
                {"resourceType": kind, "privileges": privileges, "resources": resources},
            ])
        };
        let cluster = "serving_cluster_data";
        for (policies, expected) in [
            (policy(cluster, &["read", "view"], json!(["*"])), false),
            (policy(cluster, &["read", "write"], json!(["*"])), true),
            (policy(cluster, &["write"], json!(["in01-red"])), true),
            (policy(cluster, &["write"], json!(["in01-blue"])), false),
            (policy("serving_cluster", &["create"], Value::Null), true),
            (policy("volume_data", &["write"], json!(["v-1"])), true),
            (policy("project_member", &["all"], Value::Null), true),
            (json!([]), true),
            (
                policy(cluster, &["create", "modify"], json!(["in01-blue"])),
                true,
            ),
            (policy(cluster, &["all"], json!(["in01-blue"])), false),
            (policy(cluster, &[], json!(["*"])), true),
            (policy(cluster, &["write"], json!([])), true),
            (Value::Null, true),
        ] {
            let remote = writes_in_red("custom", "Mine", &policies);
            assert_eq!(remote, expected, "{policies}");
        }
    }
}
