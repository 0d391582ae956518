//! Access: roles, the members of the organization, and the roles they hold.
//!
//! These routes are not live for every account yet. A 404 that is not in the API's envelope means just that
//! ([`ErrorKind::NotEnabled`](super::ErrorKind)), never that a role or a person is gone.

use serde::Deserialize;
use serde_json::Value;

use super::request::Request;
use super::wire::{list, non_empty, open_enum};
use super::{Client, Error, is_same_email};

open_enum! {
    /// What a role is about.
    RoleType { Org = "org", Project = "project" }
}

open_enum! {
    /// Who defined a role.
    RoleKind { Predefined = "pre-defined", Custom = "custom" }
}

open_enum! {
    /// Who can hold a role.
    PrincipalType { User = "user", Group = "group", ApiKey = "apikey" }
}

/// A role of the organization or of a project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Role {
    /// `r-…`
    pub role_id: String,
    /// The name, unique in its scope.
    pub role_name: String,
    /// What it is about.
    pub role_type: RoleType,
    /// Who defined it.
    pub role_kind: RoleKind,
    /// The project of a custom project role; a predefined one has no project of its own.
    #[serde(default, deserialize_with = "non_empty")]
    pub project_id: Option<String>,
    /// Free text.
    pub description: Option<String>,
    /// What a custom role lets do; only [`Client::role`] tells.
    pub policies: Option<Vec<Policy>>,
}

/// One thing that a role lets do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Policy {
    /// With what, such as `serving_cluster` or `serving_cluster_data`.
    pub resource_type: String,
    /// What, such as `view`, `write` or `all`.
    #[serde(deserialize_with = "list")]
    pub privileges: Vec<String>,
    /// With which of them, by identifier, or `*`; `None` where there is nothing to choose from.
    pub resources: Option<Vec<String>>,
}

/// Someone or something that holds a role.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Value")]
pub struct RolePrincipal {
    /// What it is.
    pub principal_type: PrincipalType,
    /// Its id; on some platforms a user's email.
    pub principal_id: String,
    /// The name for people.
    pub principal_name: Option<String>,
    /// Who assigned the role, as a name for people.
    pub assigned_by: Option<String>,
    /// When it was assigned, RFC 3339 in UTC.
    pub assigned_at: Option<String>,
}

/// A member of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// `usr-…`
    pub user_id: String,
    /// The address they sign in with.
    pub email: String,
    /// The name for people.
    #[serde(default, deserialize_with = "non_empty")]
    pub name: Option<String>,
}

/// Somebody in a group of the organization's identity provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct GroupMember {
    /// The address they sign in with.
    pub email: String,
}

/// The roles assigned to a member directly; those held through groups are not among them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MemberRoles {
    /// In the organization.
    #[serde(deserialize_with = "list")]
    pub org_roles: Vec<AssignedRole>,
    /// In projects.
    #[serde(deserialize_with = "list")]
    pub project_roles: Vec<ProjectRoles>,
}

/// The roles assigned in one project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectRoles {
    /// The project.
    pub project_id: String,
    /// The roles in it.
    #[serde(deserialize_with = "list")]
    pub roles: Vec<AssignedRole>,
}

/// A role somebody holds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedRole {
    /// `r-…`
    pub role_id: String,
    /// The name, unique in its scope.
    pub role_name: String,
    /// Who defined it.
    #[serde(default, deserialize_with = "non_empty")]
    pub role_kind: Option<RoleKind>,
    /// Who assigned it, as a name for people.
    #[serde(default, deserialize_with = "non_empty")]
    pub assigned_by: Option<String>,
}

impl From<Role> for AssignedRole {
    fn from(role: Role) -> Self {
        Self {
            role_id: role.role_id,
            role_name: role.role_name,
            role_kind: Some(role.role_kind),
            assigned_by: None,
        }
    }
}

impl MemberRoles {
    /// The roles in one project, from as many entries as the service makes of them.
    pub fn in_project(&self, project_id: &str) -> impl Iterator<Item = &AssignedRole> {
        let entries = self.project_roles.iter();
        entries
            .filter(move |it| it.project_id == project_id)
            .flat_map(|it| &it.roles)
    }
}

impl Client {
    /// The predefined and custom roles of a project, or without one of the organization.
    pub async fn roles(&self, project_id: Option<&str>) -> Result<Vec<Role>, Error> {
        let list = Request::get("list roles", ["roles"]).query_opt("projectId", project_id);
        self.all_pages(&list.rolling_out().kept(), |it: &Role| it.role_id.clone())
            .await
    }

    /// The roles of a project to the last one, so that one that is missing is not there for this key.
    pub(super) async fn all_project_roles(&self, project_id: &str) -> Result<Vec<Role>, Error> {
        let list = Request::get("list roles", ["roles"]).query("projectId", project_id);
        self.whole_list(&list.rolling_out().kept(), |it: &Role| it.role_id.clone())
            .await
    }

    /// A role with its policies.
    pub async fn role(&self, role_id: &str) -> Result<Role, Error> {
        let request = Request::get("describe role", ["roles", role_id]);
        self.fetch(request.rolling_out().kept()).await
    }

    /// Who holds a role; a predefined project role needs the project.
    pub async fn role_principals(
        &self,
        role_id: &str,
        project_id: Option<&str>,
    ) -> Result<Vec<RolePrincipal>, Error> {
        self.all_pages(&principals(role_id, project_id), principal)
            .await
    }

    /// The same of a project's role, to the last one, so that somebody who is missing does not hold it.
    pub(super) async fn all_role_principals(
        &self,
        role_id: &str,
        project_id: &str,
    ) -> Result<Vec<RolePrincipal>, Error> {
        self.whole_list(&principals(role_id, Some(project_id)), principal)
            .await
    }

    /// The member with an email.
    pub async fn member_by_email(&self, email: &str) -> Result<Member, Error> {
        let request = Request::get("resolve member by email", ["members"]);
        let request = request.query("email", email).rolling_out().kept();
        self.fetch_one(request, |it: &Member| is_same_email(&it.email, email))
            .await
    }

    /// The member with a user id.
    pub async fn member_by_id(&self, user_id: &str) -> Result<Member, Error> {
        let request = Request::get("resolve member by id", ["members"]);
        let request = request.query("userId", user_id).rolling_out().kept();
        self.fetch_one(request, |it: &Member| it.user_id == user_id)
            .await
    }

    /// Who is in a group.
    pub async fn group_members(&self, group_id: &str) -> Result<Vec<GroupMember>, Error> {
        let list = Request::get("list members of group", ["groups", group_id, "members"]);
        self.all_pages(&list.rolling_out().kept(), |it: &GroupMember| {
            it.email.clone()
        })
        .await
    }

    /// The roles assigned to a member directly.
    pub async fn member_roles(&self, user_id: &str) -> Result<MemberRoles, Error> {
        let request = Request::get("list roles of member", ["members", user_id, "roles"]);
        self.fetch(request.rolling_out().kept()).await
    }

    /// Gives a member a role; a predefined project role needs the project.
    ///
    /// The service refuses what is so already, which a repeated attempt can run into: after an error, read the roles.
    pub async fn grant_role(
        &self,
        user_id: &str,
        role_id: &str,
        project_id: Option<&str>,
    ) -> Result<(), Error> {
        let request = Request::put(
            "grant role to member",
            ["members", user_id, "roles", role_id],
        );
        let request = request.query_opt("projectId", project_id).rolling_out();
        self.perform(request.repeatable()).await
    }

    /// Takes a directly assigned role from a member; otherwise as [`Client::grant_role`].
    pub async fn revoke_role(
        &self,
        user_id: &str,
        role_id: &str,
        project_id: Option<&str>,
    ) -> Result<(), Error> {
        let path = ["members", user_id, "roles", role_id];
        let request = Request::delete("revoke role from member", path);
        let request = request.query_opt("projectId", project_id).rolling_out();
        self.perform(request.repeatable()).await
    }
}

fn principals(role_id: &str, project_id: Option<&str>) -> Request {
    let list = Request::get("list principals of role", ["roles", role_id, "principals"]);
    list.query_opt("projectId", project_id).rolling_out()
}

fn principal(it: &RolePrincipal) -> String {
    format!("{} {}", it.principal_type, it.principal_id)
}

impl TryFrom<Value> for RolePrincipal {
    type Error = &'static str;

    /// The id is `principalId` in the reference's table, and named after the type in its examples.
    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let text = |name: &str| value.get(name)?.as_str().filter(|it| !it.is_empty());
        let ids = ["principalId", "userId", "groupId", "apiKeyId", "email"];
        let id = ids
            .into_iter()
            .find_map(text)
            .ok_or("a principal has no id")?;
        Ok(Self {
            principal_type: text("principalType")
                .ok_or("a principal has no type")?
                .into(),
            principal_id: id.to_owned(),
            principal_name: text("principalName").map(str::to_owned),
            assigned_by: text("assignedBy").map(str::to_owned),
            assigned_at: text("assignedAt").map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_support::{TestServer, ok};

    #[tokio::test]
    async fn each_call_has_its_method_path_and_query() {
        let empty = || ok(&json!({"count": 0, "roles": []}));
        let principals = ok(
            &json!({"count": 1, "principals": [{"principalType": "user", "principalId": "usr-1"}]}),
        );
        let member = || ok(&json!({"userId": "usr-1", "email": "a+b@c.d"}));
        let group = ok(&json!({"count": 1, "members": [{"username": "ada", "email": "ada@b.c"}]}));
        let done = || ok(&json!(true));
        let answers = [
            empty(),
            empty(),
            principals,
            member(),
            member(),
            group,
            done(),
            done(),
        ];
        let server = TestServer::start(answers).await;
        let client = server.client();
        client.roles(None).await.unwrap();
        client.roles(Some("proj-1")).await.unwrap();
        let remote = client.role_principals("r-1", Some("proj-1")).await.unwrap();
        assert_eq!(remote[0].principal_type, PrincipalType::User);
        client.member_by_email("a+b@c.d").await.unwrap();
        client.member_by_id("usr-1").await.unwrap();
        let group = client.group_members("g-1").await.unwrap();
        assert_eq!(group[0].email, "ada@b.c");
        client
            .grant_role("usr-1", "r-1", Some("proj-1"))
            .await
            .unwrap();
        client.revoke_role("usr-1", "r-1", None).await.unwrap();
        let seen: Vec<_> = server.requests().into_iter().map(|it| it.line).collect();
        assert_eq!(
            seen.join("\n")
                .replace(" HTTP/1.1", "")
                .replace("currentPage=1&pageSize=100", "page"),
            "GET /v2/roles?page\nGET /v2/roles?projectId=proj-1&page\n\
             GET /v2/roles/r-1/principals?projectId=proj-1&page\nGET /v2/members?email=a%2Bb%40c.d\n\
             GET /v2/members?userId=usr-1\nGET /v2/groups/g-1/members?page\nPUT /v2/members/usr-1/roles/r-1?projectId=proj-1\n\
             DELETE /v2/members/usr-1/roles/r-1"
        );
    }

    #[test]
    fn the_roles_in_one_project_are_picked() {
        let role = |id| json!({"roleId": id, "roleName": "Project Admin", "assignedBy": "Bob"});
        let roles: MemberRoles = serde_json::from_value(json!({
            "orgRoles": null,
            "projectRoles": [
                {"projectId": "proj-1", "roles": [role("r-1")]},
                {"projectId": "proj-2", "roles": [role("r-2")]},
                {"projectId": "proj-1", "roles": [role("r-3")]},
            ],
        }))
        .unwrap();
        let ids: Vec<_> = roles
            .in_project("proj-1")
            .map(|it| it.role_id.as_str())
            .collect();
        assert_eq!(ids, ["r-1", "r-3"]);
        assert_eq!(roles.in_project("proj-9").count(), 0);
    }

    #[test]
    fn a_principals_id_is_read_by_any_of_its_names() {
        let read = |value| serde_json::from_value::<RolePrincipal>(value).map(|it| it.principal_id);
        let both = json!({"principalType": "user", "principalId": "usr-1", "email": "a@b.c"});
        assert_eq!(read(both).unwrap(), "usr-1");
        assert_eq!(
            read(json!({"principalType": "group", "groupId": "g-1"})).unwrap(),
            "g-1"
        );
        assert_eq!(
            read(json!({"principalType": "user", "email": "a@b.c"})).unwrap(),
            "a@b.c"
        );
        assert!(read(json!({"principalType": "user"})).is_err());
    }
}
