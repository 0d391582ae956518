//! Invariants after any fault: nothing is lost, doubled or leaked.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    in_process::{InProcess, Remote, StateObject, text},
    messages::Messages,
};

/// Everything that exists is in the state, or was named with its import command.
pub(crate) fn nothing_is_lost(
    project_id: &str,
    remote: &Remote,
    state: &[StateObject],
    messages: &Messages,
) -> Result<(), String> {
    let is_known = |resource: &str, id: &str| {
        let mut known = state.iter().filter(|it| it.resource == resource);
        known.any(|it| it.state["id"] == id)
    };
    let imports = messages.imports();
    let is_named = |ids: &[String]| imports.iter().any(|it| ids.contains(it));
    for (id, name) in &remote.projects {
        let named = is_named(&[id.clone(), format!("name:{name}")]);
        if !is_known("zillizcloud_project", id) && !named {
            return Err(format!("nobody knows project {name} ({id})"));
        }
    }
    for (id, name) in &remote.clusters {
        let named = is_named(&[id.clone(), format!("name:{project_id}/{name}")]);
        if !is_known("zillizcloud_cluster", id) && !named {
            return Err(format!("nobody knows cluster {name} ({id})"));
        }
    }
    for (id, name) in &remote.organizations {
        if !is_known("zillizcloud_organization", id) && !is_named(std::slice::from_ref(id)) {
            return Err(format!("nobody knows organization {name} ({id})"));
        }
    }
    let mut users = state
        .iter()
        .filter(|it| it.resource == "zillizcloud_project_user");
    let is_user_known = users.next().is_some();
    if remote.invitations.len() > 1 || (!remote.invitations.is_empty() && !is_user_known) {
        return Err(format!("nobody knows of {:?}", remote.invitations));
    }
    if !remote.roles.is_empty() && !is_user_known {
        return Err(format!("nobody knows of the roles {:?}", remote.roles));
    }
    Ok(())
}

/// Everything in the state exists, unless an error is about it.
pub(crate) fn nothing_is_gone_unnoticed(
    remote: &Remote,
    state: &[StateObject],
    messages: &Messages,
) -> Result<(), String> {
    for StateObject { resource, state } in state {
        let id = text(&state["id"]);
        let exists = match *resource {
            "zillizcloud_project" => remote.projects.contains_key(&id),
            "zillizcloud_cluster" => remote.clusters.contains_key(&id),
            "zillizcloud_project_user" => {
                !remote.roles.is_empty() || !remote.invitations.is_empty()
            }
            // One that was there before is adopted, and is no news.
            "zillizcloud_organization" if state["name"].is_string() => {
                remote.organizations.contains_key(&id)
            }
            _ => true,
        };
        if !exists && !messages.has_failed {
            return Err(format!("{resource} {id} is in the state and gone"));
        }
    }
    Ok(())
}

/// The roles that somebody should have in a project.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) email: String,
    pub(crate) roles: BTreeSet<String>,
}

/// Who should hold a role holds it, and no other.
pub(crate) fn everybody_holds(
    inventory: &Value,
    project_id: &str,
    grants: &[Grant],
) -> Result<(), String> {
    let all = |kind: &str| inventory[kind].as_array().into_iter().flatten();
    for Grant { email, roles } in grants {
        let member = all("members").find(|it| it["email"] == email.as_str());
        let user_id = member.map(|it| text(&it["userId"])).unwrap_or_default();
        let held = all("bindings")
            .filter(|it| it["userId"] == user_id.as_str() && it["projectId"] == project_id);
        let name = |id: &Value| all("roles").find(|it| it["roleId"] == *id);
        let held: BTreeSet<_> = held
            .filter_map(|it| name(&it["roleId"]))
            .map(|it| text(&it["roleName"]))
            .collect();
        if held != *roles {
            return Err(format!("{email} holds {held:?} and should hold {roles:?}"));
        }
    }
    Ok(())
}

/// The password of a new cluster is in the state, or somebody said that it was lost.
pub(crate) fn no_password_is_lost(
    rig: &InProcess,
    state: &[StateObject],
    messages: &Messages,
) -> Result<(), String> {
    let clusters = state
        .iter()
        .filter(|it| it.resource == "zillizcloud_cluster");
    for it in clusters {
        let id = text(&it.state["id"]);
        let first = rig.secrets.of(&id);
        let kept = it.state["password"].as_str();
        if kept != first.as_deref() && !messages.text().contains("Reset Password") {
            return Err(format!("the password of cluster {id} is not in the state"));
        }
    }
    Ok(())
}
