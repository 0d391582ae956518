//! `/v2/roles`.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use serde::Deserialize;

use crate::envelope::{Answer, Body, Data, NoBody, Parameters, page};
use crate::service::App;
use crate::state::roles::{RoleChange, RoleDraft};

use super::NoQuery;

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/roles", get(list).post(create))
        .route("/v2/roles/{id}", get(describe).put(update).delete(remove))
        .route("/v2/roles/{id}/principals", get(principals))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RolesQuery {
    project_id: Option<String>,
    current_page: Option<i64>,
    page_size: Option<i64>,
}

async fn list(State(app): State<App>, Parameters(query): Parameters<RolesQuery>) -> Answer {
    app.with(|world| {
        let roles = world.list_roles(query.project_id.as_deref())?;
        let paging = (query.current_page, query.page_size);
        page("roles", roles, paging, &world.rules.choices).map(Data)
    })
}

async fn create(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(draft): Body<RoleDraft>,
) -> Answer {
    app.with(|world| world.create_role(draft).map(Data))
}

async fn describe(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| world.describe_role(&id).map(Data))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(change): Body<RoleChange>,
) -> Answer {
    app.with(|world| world.update_role(&id, change).map(Data))
}

async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.delete_role(&id).map(Data))
}

async fn principals(
    State(app): State<App>,
    Path(id): Path<String>,
    Parameters(query): Parameters<RolesQuery>,
) -> Answer {
    app.with(|world| {
        let principals = world.principals(&id, query.project_id.as_deref())?;
        let paging = (query.current_page, query.page_size);
        page("principals", principals, paging, &world.rules.choices).map(Data)
    })
}
