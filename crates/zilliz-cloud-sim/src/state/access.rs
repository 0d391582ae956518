//! Bindings of roles to members and groups. Neither granting nor revoking is idempotent, and somebody always owns the organization
//! and administers each project.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    ambiguities::Rule,
    envelope::Refusal,
    state::{
        World,
        roles::{ORGANIZATION_OWNER, PROJECT_ADMIN, PUBLIC, Role},
    },
};

/// A role that a member or a group has, in one project or in the organization.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Binding {
    /// Of the member or of the group.
    pub(crate) user_id: String,
    pub(crate) role_id: String,
    pub(crate) project_id: Option<String>,
    assigned_by: String,
    assigned_at: String,
}

impl World {
    /// Grants a role that the member or group does not have.
    pub(crate) fn grant(
        &mut self,
        user_id: &str,
        role_id: &str,
        project_id: Option<&str>,
    ) -> Result<Value, Refusal> {
        let scope = self.scope_of_role(self.role(role_id)?, project_id)?;
        if self.has(user_id, role_id, scope.as_deref()) {
            let message = format!("{user_id} already has the role {role_id}.");
            return Err(Refusal::new(
                self.rules.choices.codes.already_granted,
                message,
            ));
        }
        self.bind(user_id, role_id, scope.as_deref());
        Ok(json!(true))
    }

    /// Revokes a role that the member or group has, unless it is the last owner or admin.
    pub(crate) fn revoke(
        &mut self,
        user_id: &str,
        role_id: &str,
        project_id: Option<&str>,
    ) -> Result<Value, Refusal> {
        let scope = self.scope_of_role(self.role(role_id)?, project_id)?;
        let Some(binding) = self.binding(user_id, role_id, scope.as_deref()) else {
            let message = format!("{user_id} does not have the role {role_id}.");
            return Err(Refusal::new(self.rules.choices.codes.not_granted, message));
        };
        if role_id == PUBLIC {
            let message = "Every member has the role Public: it cannot be revoked.";
            return Err(Refusal::new(
                self.rules.choices.codes.predefined_role,
                message,
            ));
        }
        self.check_not_last(binding)?;
        self.unbind(user_id, role_id, scope.as_deref());
        Ok(json!(true))
    }

    /// `data` of the roles of a member or a group.
    pub(crate) fn roles_of(&self, user_id: &str) -> Result<Value, Refusal> {
        let own = self
            .bindings
            .iter()
            .filter(|binding| binding.user_id == user_id);
        let mut of_organization = Vec::new();
        let mut of_projects: Vec<(&str, Vec<Value>)> = Vec::new();
        for binding in own {
            let assigned = self.assigned(binding)?;
            let Some(project_id) = binding.project_id.as_deref() else {
                of_organization.push(assigned);
                continue;
            };
            match of_projects.iter_mut().find(|(id, _)| *id == project_id) {
                Some((_, roles)) => roles.push(assigned),
                None => of_projects.push((project_id, vec![assigned])),
            }
        }
        let of_projects: Value = of_projects
            .into_iter()
            .map(|(id, roles)| json!({"projectId": id, "roles": roles}))
            .collect();
        Ok(json!({"orgRoles": of_organization, "projectRoles": of_projects}))
    }

    /// The members and groups bound to a role.
    pub(crate) fn principals(
        &self,
        role_id: &str,
        project_id: Option<&str>,
    ) -> Result<Vec<Value>, Refusal> {
        let scope = self.scope_of_role(self.role(role_id)?, project_id)?;
        let bound = |binding: &&Binding| binding.role_id == role_id && binding.project_id == scope;
        let principals = self.bindings.iter().filter(bound).map(|binding| {
            let (kind, name) = match self.group(&binding.user_id) {
                Ok(group) => ("group", &group.group_name),
                Err(_) => ("user", &self.member(&binding.user_id)?.name),
            };
            Ok(json!({
                "principalType": kind, "principalId": binding.user_id, "principalName": name,
                "assignedBy": binding.assigned_by, "assignedAt": binding.assigned_at,
            }))
        });
        principals.collect()
    }

    /// A role as it shows in the roles of a member.
    pub(crate) fn assigned(&self, binding: &Binding) -> Result<Value, Refusal> {
        let role = self.role(&binding.role_id)?;
        Ok(json!({
            "roleId": role.role_id, "roleName": role.name(self.rules.choices.role_names), "roleKind": role.kind(),
            "assignedBy": binding.assigned_by,
        }))
    }

    /// Whether this binding exists.
    pub(crate) fn has(&self, user_id: &str, role_id: &str, project_id: Option<&str>) -> bool {
        self.binding(user_id, role_id, project_id).is_some()
    }

    /// Adds a binding, without asking.
    pub(crate) fn bind(&mut self, user_id: &str, role_id: &str, project_id: Option<&str>) {
        let owner = self
            .members
            .iter()
            .find(|member| member.user_id == self.owner_id);
        let by_itself = role_id == PUBLIC || owner.is_none();
        self.bindings.push(Binding {
            user_id: user_id.to_owned(),
            role_id: role_id.to_owned(),
            project_id: project_id.map(str::to_owned),
            assigned_by: match owner {
                Some(owner) if !by_itself => owner.name.clone(),
                _ => "system".to_owned(),
            },
            assigned_at: self.time(),
        });
    }

    /// Removes a binding, without asking; false when there is none.
    pub(crate) fn unbind(
        &mut self,
        user_id: &str,
        role_id: &str,
        project_id: Option<&str>,
    ) -> bool {
        let before = self.bindings.len();
        self.bindings
            .retain(|binding| !binding.is(user_id, role_id, project_id));
        self.bindings.len() < before
    }

    /// Refuses to take away the last Organization Owner or Project Admin.
    pub(crate) fn check_not_last(&self, binding: &Binding) -> Result<(), Refusal> {
        let name = match binding.role_id.as_str() {
            ORGANIZATION_OWNER => "Organization Owner",
            PROJECT_ADMIN => "Project Admin",
            _ => return Ok(()),
        };
        let alike = |other: &&Binding| {
            other.role_id == binding.role_id && other.project_id == binding.project_id
        };
        if self.bindings.iter().filter(alike).count() > 1 {
            return Ok(());
        }
        let message = format!("The last {name} cannot be removed.");
        Err(Refusal::new(
            self.rules.choices.codes.last_of_its_kind,
            message,
        ))
    }

    /// Refuses the call unless the key's owner administers the project, or owns the organization where that is enough.
    pub(crate) fn check_project_admin(&self, project_id: &str, to: &str) -> Result<(), Refusal> {
        let choices = &self.rules.choices;
        let owns = self.has(&self.owner_id, ORGANIZATION_OWNER, None);
        if self.has(&self.owner_id, PROJECT_ADMIN, Some(project_id))
            || (owns && choices.owner_without_project_role == Rule::Accepted)
        {
            return Ok(());
        }
        let message = format!("Only a Project Admin of {project_id} may {to}.");
        Err(Refusal::new(choices.codes.permission, message))
    }

    /// Where a role would be bound: a project, or the organization.
    pub(crate) fn scope_of_role(
        &self,
        role: &Role,
        project_id: Option<&str>,
    ) -> Result<Option<String>, Refusal> {
        let name = role.name(self.rules.choices.role_names);
        match (&role.project_id, project_id) {
            (None, Some(id)) if role.of_project => Ok(Some(self.project(id)?.project_id.clone())),
            (None, None) if !role.needs_project() => Ok(None),
            (None, None) => Err(Refusal::invalid(format!(
                "projectId is required for the role {name}."
            ))),
            (None, Some(_)) => Err(Refusal::invalid(format!(
                "{name} is a role of the organization: it takes no projectId."
            ))),
            (Some(own), Some(id)) if own != id => Err(Refusal::invalid(format!(
                "The role {name} belongs to the project {own}."
            ))),
            (Some(own), _) => Ok(Some(own.clone())),
        }
    }

    fn binding(&self, user_id: &str, role_id: &str, project_id: Option<&str>) -> Option<&Binding> {
        let mut bindings = self.bindings.iter();
        bindings.find(|binding| binding.is(user_id, role_id, project_id))
    }
}

impl Binding {
    fn is(&self, user_id: &str, role_id: &str, project_id: Option<&str>) -> bool {
        self.user_id == user_id
            && self.role_id == role_id
            && self.project_id.as_deref() == project_id
    }
}
