//! Invitations and lists of members, proposed: served only with [`super::Preview::Invitations`].
//!
//! Only the organization of the key has members; other organizations answer as if they did not exist.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{delete, get, post, put};
use serde::Deserialize;
use serde_json::Value;

use crate::envelope::{Answer, Body, Data, NoBody, Parameters, Refusal, page};
use crate::service::App;
use crate::state::World;
use crate::state::invitations::{Invitation, InvitationDraft};
use crate::state::members::Member;

use super::{NoQuery, PageQuery};

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/organizations/{org}/members", get(members))
        .route(
            "/v2/organizations/{org}/members/{user}",
            delete(remove_member),
        )
        .route(
            "/v2/organizations/{org}/invitations",
            get(list).post(invite),
        )
        .route("/v2/organizations/{org}/invitations/{id}", delete(revoke))
        .route(
            "/v2/organizations/{org}/invitations/{id}/resend",
            post(resend),
        )
        .route("/v2/projects/{project}/members", get(project_members))
        .route(
            "/v2/projects/{project}/members/{user}",
            put(set_project_member).delete(remove_project_member),
        )
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ProjectRoles {
    role_ids: Vec<String>,
}

async fn members(
    State(app): State<App>,
    Path(org): Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Answer {
    in_organization(&app, &org, |world| {
        let members = world.members.iter().map(Member::summary).collect();
        paged("members", members, &query, world)
    })
}

async fn remove_member(
    State(app): State<App>,
    Path((org, user)): Path<(String, String)>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    in_organization(&app, &org, |world| world.remove_member(&user))
}

async fn list(
    State(app): State<App>,
    Path(org): Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Answer {
    in_organization(&app, &org, |world| {
        let newest_first = world.invitations.iter().rev();
        let invitations = newest_first.map(Invitation::show).collect();
        paged("invitations", invitations, &query, world)
    })
}

async fn invite(
    State(app): State<App>,
    Path(org): Path<String>,
    _: Parameters<NoQuery>,
    Body(draft): Body<InvitationDraft>,
) -> Answer {
    in_organization(&app, &org, |world| world.invite(&draft))
}

async fn revoke(
    State(app): State<App>,
    Path((org, id)): Path<(String, String)>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    in_organization(&app, &org, |world| world.revoke_invitation(&id))
}

async fn resend(
    State(app): State<App>,
    Path((org, id)): Path<(String, String)>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    in_organization(&app, &org, |world| world.resend_invitation(&id))
}

async fn project_members(
    State(app): State<App>,
    Path(project): Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Answer {
    app.with(|world| {
        let members = world.project_members(&project)?;
        paged("members", members, &query, world).map(Data)
    })
}

async fn set_project_member(
    State(app): State<App>,
    Path((project, user)): Path<(String, String)>,
    _: Parameters<NoQuery>,
    Body(roles): Body<ProjectRoles>,
) -> Answer {
    app.with(|world| {
        world
            .set_project_member(&project, &user, &roles.role_ids)
            .map(Data)
    })
}

async fn remove_project_member(
    State(app): State<App>,
    Path((project, user)): Path<(String, String)>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.remove_project_member(&project, &user).map(Data))
}

fn in_organization(
    app: &App,
    org: &str,
    work: impl FnOnce(&mut World) -> Result<Value, Refusal>,
) -> Answer {
    app.with(|world| {
        if world.organization_id == org {
            return work(world).map(Data);
        }
        let message = format!("The organization {org} does not exist.");
        Err(Refusal::new(world.rules.choices.codes.not_found, message))
    })
}

fn paged(
    name: &str,
    items: Vec<Value>,
    query: &PageQuery,
    world: &World,
) -> Result<Value, Refusal> {
    page(
        name,
        items,
        (query.current_page, query.page_size),
        &world.rules.choices,
    )
}
