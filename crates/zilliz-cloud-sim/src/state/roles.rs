//! Roles: the predefined ones, whose IDs are the same in every simulator, and custom project roles.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    ambiguities::{RoleNames, Rule},
    envelope::Refusal,
    state::{World, checks::check_description},
};

/// A role as it is stored; predefined project roles have no project of their own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the API")]
pub(crate) struct Role {
    pub(crate) role_id: String,
    pub(crate) role_name: String,
    pub(crate) of_project: bool,
    pub(crate) project_id: Option<String>,
    predefined: bool,
    description: String,
    policies: Vec<Policy>,
}

/// What a custom role permits.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Policy {
    resource_type: String,
    privileges: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    resources: Option<Vec<String>>,
}

/// Body of `POST /v2/roles`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RoleDraft {
    project_id: Option<String>,
    role_name: String,
    description: Option<String>,
    policies: Vec<Policy>,
}

/// Body of `PUT /v2/roles/{roleId}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RoleChange {
    project_id: Option<String>,
    role_name: Option<String>,
    description: Option<String>,
    policies: Option<Vec<Policy>>,
}

const RESOURCE_TYPES: [&str; 16] = [
    "project_member",
    "project_role",
    "project",
    "security",
    "backup",
    "observability",
    "serving_cluster",
    "on_demand_cluster",
    "volume",
    "storage_integration",
    "model_provider_integration",
    "kms_integration",
    "datadog_integration",
    "serving_cluster_data",
    "on_demand_compute_data",
    "volume_data",
];

const PRIVILEGES: [&str; 10] = [
    "view", "create", "modify", "delete", "grant", "manage", "usage", "read", "write", "all",
];

/// What predefined roles are called now, and what they were called before.
const OLDER_NAMES: [(&str, &str); 5] = [
    ("Billing Admin", "Organization Billing Admin"),
    ("Public", "Organization Member"),
    ("Data Admin", "Cluster Admin"),
    ("Data Operator", "Project Read-Write"),
    ("Data Viewer", "Project Read-Only"),
];

/// The roles that every organization and every project has.
pub(crate) fn predefined() -> Vec<Role> {
    [
        (ORGANIZATION_OWNER, "Organization Owner", false),
        ("r-ssmbhbrejnerdsjrvfdssugldrwcsb", "Billing Admin", false),
        (PUBLIC, "Public", false),
        (PROJECT_ADMIN, "Project Admin", true),
        ("r-dqnfykepnbvcyrszkkwltpszoccipw", "Data Admin", true),
        ("r-vcbxwjusvojwmvlaolftdpbgyjexhm", "Data Operator", true),
        ("r-mpcfomrienriwnlvmhecfehvhapsfi", "Data Viewer", true),
    ]
    .map(|(id, name, of_project)| Role {
        role_id: id.to_owned(),
        role_name: name.to_owned(),
        of_project,
        project_id: None,
        predefined: true,
        description: String::new(),
        policies: Vec::new(),
    })
    .into()
}

impl Role {
    /// Whether this is a predefined role of every project.
    pub(crate) fn needs_project(&self) -> bool {
        self.of_project && self.predefined
    }

    /// `pre-defined` or `custom`.
    pub(crate) fn kind(&self) -> &'static str {
        if self.predefined {
            "pre-defined"
        } else {
            "custom"
        }
    }

    /// What the role is called in this vocabulary.
    pub(crate) fn name(&self, names: RoleNames) -> &str {
        let mut older = OLDER_NAMES.iter();
        match older.find(|(current, _)| *current == self.role_name) {
            Some((_, older)) if self.predefined && names == RoleNames::Legacy => older,
            _ => &self.role_name,
        }
    }

    fn item(&self, names: RoleNames) -> Value {
        let mut shown = json!({
            "roleId": self.role_id, "roleName": self.name(names), "roleKind": self.kind(),
            "roleType": if self.of_project { "project" } else { "org" }, "description": self.description,
        });
        if self.of_project {
            shown["projectId"] = json!(self.project_id.as_deref().unwrap_or_default());
        }
        shown
    }

    /// The role with its policies.
    fn detail(&self, names: RoleNames) -> Value {
        let mut shown = self.item(names);
        shown["policies"] = json!(self.policies);
        shown
    }
}

impl World {
    /// Roles of a project, or of the organization.
    pub(crate) fn list_roles(&self, project_id: Option<&str>) -> Result<Vec<Value>, Refusal> {
        if let Some(id) = project_id {
            self.project(id)?;
        }
        let wanted = |role: &&Role| match (project_id, &role.project_id) {
            (None, _) => !role.of_project,
            (Some(_), None) => role.of_project,
            (Some(wanted), Some(own)) => wanted == own,
        };
        let names = self.rules.choices.role_names;
        let wanted = self.roles.iter().filter(wanted);
        Ok(wanted.map(|role| role.item(names)).collect())
    }

    /// The role with this ID, with its policies.
    pub(crate) fn describe_role(&self, id: &str) -> Result<Value, Refusal> {
        Ok(self.role(id)?.detail(self.rules.choices.role_names))
    }

    /// The role with this ID.
    pub(crate) fn role(&self, id: &str) -> Result<&Role, Refusal> {
        let object = self.roles.iter().find(|role| role.role_id == id);
        object.ok_or_else(|| self.not_found("The role", id))
    }

    /// Creates a custom project role.
    pub(crate) fn create_role(&mut self, draft: RoleDraft) -> Result<Value, Refusal> {
        let Some(project_id) = draft.project_id else {
            let message = "projectId is required: organization roles cannot be created.";
            return Err(Refusal::invalid(message));
        };
        self.project(&project_id)?;
        self.check_role_name(&draft.role_name, &project_id, None)?;
        let description = draft.description.unwrap_or_default();
        check_details(&description, &draft.policies)?;
        let role = Role {
            role_id: self.ids.letters("r-", 30),
            role_name: draft.role_name,
            of_project: true,
            project_id: Some(project_id),
            predefined: false,
            description,
            policies: draft.policies,
        };
        let shown = role.detail(self.rules.choices.role_names);
        self.roles.push(role);
        Ok(shown)
    }

    /// Changes a custom role.
    pub(crate) fn update_role(&mut self, id: &str, change: RoleChange) -> Result<Value, Refusal> {
        let mut role = self.custom_role(id)?.clone();
        let project_id = role.project_id.clone().unwrap_or_default();
        if change
            .project_id
            .is_some_and(|asserted| asserted != project_id)
        {
            let message = format!("The role {id} belongs to the project {project_id}.");
            return Err(Refusal::invalid(message));
        }
        if let Some(name) = change.role_name {
            self.check_role_name(&name, &project_id, Some(id))?;
            role.role_name = name;
        }
        role.description = change.description.unwrap_or(role.description);
        role.policies = change.policies.unwrap_or(role.policies);
        check_details(&role.description, &role.policies)?;
        let shown = role.detail(self.rules.choices.role_names);
        self.roles.retain(|other| other.role_id != id);
        self.roles.push(role);
        Ok(shown)
    }

    /// Deletes a custom role that nobody has.
    pub(crate) fn delete_role(&mut self, id: &str) -> Result<Value, Refusal> {
        self.custom_role(id)?;
        let bound = self.bindings.iter().any(|binding| binding.role_id == id);
        if bound && self.rules.choices.deleted_bound_role == Rule::Refused {
            let message = "The role is still bound to users, groups or API keys. Revoke it first.";
            return Err(Refusal::new(21_141, message));
        }
        self.forget_role(id);
        Ok(json!(true))
    }

    /// Removes a role and its bindings, without asking.
    pub(crate) fn forget_role(&mut self, id: &str) {
        self.roles.retain(|role| role.role_id != id);
        self.bindings.retain(|binding| binding.role_id != id);
    }

    fn custom_role(&self, id: &str) -> Result<&Role, Refusal> {
        let role = self.role(id)?;
        if role.predefined {
            let message = format!(
                "The role {} is predefined and cannot be changed.",
                role.role_name
            );
            return Err(Refusal::new(
                self.rules.choices.codes.predefined_role,
                message,
            ));
        }
        Ok(role)
    }

    fn check_role_name(
        &self,
        name: &str,
        project_id: &str,
        own_id: Option<&str>,
    ) -> Result<(), Refusal> {
        if name.trim().is_empty() {
            return Err(Refusal::invalid("roleName must not be empty."));
        }
        let names = self.rules.choices.role_names;
        let in_scope = |role: &Role| role.project_id.as_deref().is_none_or(|id| id == project_id);
        let taken = self.roles.iter().any(|role| {
            role.of_project
                && role.name(names) == name
                && in_scope(role)
                && Some(role.role_id.as_str()) != own_id
        });
        if taken {
            let message = format!("The role name {name} already exists.");
            return Err(Refusal::new(
                self.rules.choices.codes.role_name_taken,
                message,
            ));
        }
        Ok(())
    }
}

fn check_details(description: &str, policies: &[Policy]) -> Result<(), Refusal> {
    check_description(description, 255)?;
    let refuse = |message: String| Err(Refusal::invalid(message));
    if policies.is_empty() {
        return refuse("policies must hold at least one statement.".to_owned());
    }
    for policy in policies {
        if !RESOURCE_TYPES.contains(&policy.resource_type.as_str()) {
            return refuse(format!(
                "The resourceType {} is none of {RESOURCE_TYPES:?}.",
                policy.resource_type
            ));
        }
        if policy.privileges.is_empty() || policy.resources.as_ref().is_some_and(Vec::is_empty) {
            return refuse("privileges and resources must not be empty.".to_owned());
        }
        let mut privileges = policy.privileges.iter();
        if let Some(unknown) =
            privileges.find(|privilege| !PRIVILEGES.contains(&privilege.as_str()))
        {
            return refuse(format!(
                "The privilege {unknown} is none of {PRIVILEGES:?}."
            ));
        }
    }
    Ok(())
}

/// Role of those who own the organization.
pub(crate) const ORGANIZATION_OWNER: &str = "r-kemubcrdlsbqgbcnnchcrnbsdhuusb";

/// Role that every member has.
pub(crate) const PUBLIC: &str = "r-tgpvrnykosoljhzfwyhcsjqpkxojtc";

/// Role of those who administer a project.
pub(crate) const PROJECT_ADMIN: &str = "r-onpocppupmikjqmildbpbeouxsrwvy";
