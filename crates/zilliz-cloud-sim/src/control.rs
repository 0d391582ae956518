//! `/_sim`: what tests and people do behind the service's back. Plain JSON, for callers on this machine; what changes something
//! needs the API key.
//!
//! - `GET inventory`, `GET|DELETE calls`, `POST reset`
//! - `GET|POST|DELETE faults`: rules as described at [`FaultRule`]
//! - `GET|PATCH choices`: [`Choices`](super::Choices), field by field
//! - `POST members` with `email` and `name`, or a list of such: as if invited and accepted
//! - `POST groups` with `name` and `emails` of members: as if an identity provider had them
//! - `POST invoices` with any field that differs from those of a new one
//! - `PATCH {clusters,projects,members,organizations}/{id}`: any stored field; the `orgType` `BYOC` puts a project's clusters
//!   into the user's own cloud account. A cluster also has `stall`: while it is true, the
//!   cluster keeps its status however long one waits. Setting `status` starts that status now
//! - `DELETE {clusters,projects,members,roles,invitations,organizations,invoices}/{id}`, without asking, with everything inside
//! - `DELETE bindings/{userId}/{roleId}?projectId=`

use axum::extract::{Path, Query, State, rejection::JsonRejection};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::callers;
use super::envelope::Refusal;
use super::faults::FaultRule;
use super::lifecycle::Status;
use super::service::App;
use crate::{envelope::Complaint, state::saved::patched};

/// The routes of the control surface.
pub(crate) fn routes(app: &App) -> Router<App> {
    Router::new()
        .route("/_sim/inventory", get(inventory))
        .route("/_sim/calls", get(calls).delete(clear_calls))
        .route(
            "/_sim/faults",
            get(faults).post(add_fault).delete(clear_faults),
        )
        .route("/_sim/choices", get(choices).patch(change_choices))
        .route("/_sim/members", post(add_members))
        .route("/_sim/groups", post(add_group))
        .route("/_sim/invoices", post(add_invoice))
        .route("/_sim/reset", post(reset))
        .route("/_sim/{kind}/{id}", patch(change).delete(remove))
        .route("/_sim/bindings/{user}/{role}", delete(remove_binding))
        .route_layer(from_fn_with_state(app.clone(), callers::check))
}

type Reply = Result<Json<Value>, Complaint>;
type Given<T> = Result<Json<T>, JsonRejection>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMember {
    email: String,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "a member has an `email` and may have a `name`; give one or a list of them"
)]
enum NewMembers {
    One(NewMember),
    Several(Vec<NewMember>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGroup {
    name: String,
    emails: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct BindingQuery {
    project_id: Option<String>,
}

async fn inventory(State(app): State<App>) -> Reply {
    let inventory = app.with(|world| {
        let clusters: Vec<_> = world.live_clusters().collect();
        Ok(json!({
            "organizations": world.organizations, "projects": world.projects, "clusters": clusters,
            "members": world.members, "groups": world.groups, "roles": world.roles, "bindings": world.bindings,
            "invitations": world.invitations, "keys": [{"userId": world.owner_id, "apiKey": "****"}],
        }))
    })?;
    Ok(Json(inventory))
}

async fn calls(State(app): State<App>) -> Json<Value> {
    let parts = app.parts();
    let calls: Vec<_> = parts.calls.all().collect();
    Json(json!(calls))
}

async fn clear_calls(State(app): State<App>) -> Json<Value> {
    app.parts().calls.clear();
    Json(json!({}))
}

async fn faults(State(app): State<App>) -> Json<Value> {
    Json(json!(app.parts().faults.rules()))
}

async fn add_fault(State(app): State<App>, rule: Given<FaultRule>) -> Reply {
    let Json(rule) = rule?;
    let added = app.parts().faults.add(rule.clone());
    added.map_err(|problem| Complaint(StatusCode::BAD_REQUEST, problem))?;
    Ok(Json(json!(rule)))
}

async fn clear_faults(State(app): State<App>) -> Json<Value> {
    app.parts().faults.clear();
    Json(json!({}))
}

async fn choices(State(app): State<App>) -> Json<Value> {
    Json(json!(app.parts().choices))
}

async fn change_choices(State(app): State<App>, changes: Given<Map<String, Value>>) -> Reply {
    let Json(changes) = changes?;
    let mut parts = app.parts();
    parts.choices = patched(&parts.choices, changes).map_err(bad_patch)?;
    Ok(Json(json!(parts.choices)))
}

async fn add_members(State(app): State<App>, members: Given<NewMembers>) -> Reply {
    let Json(members) = members?;
    let added = app.with(|world| {
        let mut add = |it: &NewMember| world.add_member(&it.email, it.name.as_deref());
        match &members {
            NewMembers::One(member) => add(member),
            NewMembers::Several(members) => members.iter().map(add).collect(),
        }
    })?;
    Ok(Json(added))
}

async fn add_group(State(app): State<App>, group: Given<NewGroup>) -> Reply {
    let Json(group) = group?;
    Ok(Json(app.with(|world| {
        world.add_group(&group.name, &group.emails)
    })?))
}

async fn add_invoice(State(app): State<App>, changes: Given<Map<String, Value>>) -> Reply {
    let Json(changes) = changes?;
    Ok(Json(app.with(|world| world.add_invoice(changes))?))
}

async fn reset(State(app): State<App>) -> Reply {
    app.reset()?;
    Ok(Json(json!({})))
}

async fn change(
    State(app): State<App>,
    Path((kind, id)): Path<(String, String)>,
    changes: Given<Map<String, Value>>,
) -> Reply {
    let Json(changes) = changes?;
    let outcome = app.with(|world| match kind.as_str() {
        "clusters" => {
            let now = world.rules.now;
            let cluster = world.cluster_mut(&id)?;
            let begins = changes.contains_key("status");
            *cluster = patched(cluster, changes).map_err(Refusal::invalid)?;
            if begins {
                cluster.life.enter(cluster.life.status.clone(), now);
            }
            Ok(json!(cluster))
        }
        "projects" => {
            let project = world.project_mut(&id)?;
            *project = patched(project, changes).map_err(Refusal::invalid)?;
            Ok(json!(project))
        }
        "members" => {
            let member = world.member_mut(&id)?;
            *member = patched(member, changes).map_err(Refusal::invalid)?;
            Ok(json!(member))
        }
        "organizations" => {
            let organization = world.organization_mut(&id)?;
            *organization = patched(organization, changes).map_err(Refusal::invalid)?;
            Ok(json!(organization))
        }
        _ => Err(Refusal::invalid(format!(
            "{kind} cannot be changed, only clusters, projects, members and organizations"
        ))),
    })?;
    Ok(Json(outcome))
}

async fn remove(State(app): State<App>, Path((kind, id)): Path<(String, String)>) -> Reply {
    app.with(|world| {
        match kind.as_str() {
            "clusters" => {
                let now = world.rules.now;
                world.cluster_mut(&id)?.life.enter(Status::Deleted, now);
            }
            "projects" => {
                world.project(&id)?;
                world.forget_project(&id);
            }
            "members" => {
                world.member(&id)?;
                world.forget_member(&id);
            }
            "roles" => {
                world.role(&id)?;
                world.forget_role(&id);
            }
            "invitations" => world.invitations.retain(|one| one.invitation_id != id),
            "invoices" => world.forget_invoice(&id)?,
            "organizations" => {
                world.organization(&id)?;
                world.organizations.retain(|one| one.org_id != id);
            }
            _ => {
                let kinds =
                    "clusters, projects, members, roles, invitations, organizations and invoices";
                return Err(Refusal::invalid(format!(
                    "there are no {kind}, only {kinds}"
                )));
            }
        }
        Ok(())
    })?;
    Ok(Json(json!({})))
}

async fn remove_binding(
    State(app): State<App>,
    Path((user, role)): Path<(String, String)>,
    Query(query): Query<BindingQuery>,
) -> Reply {
    app.with(|world| {
        if world.unbind(&user, &role, query.project_id.as_deref()) {
            return Ok(());
        }
        Err(Refusal::invalid(format!(
            "{user} does not have the role {role} there"
        )))
    })?;
    Ok(Json(json!({})))
}

fn bad_patch(problem: String) -> Complaint {
    Complaint(StatusCode::BAD_REQUEST, problem)
}
