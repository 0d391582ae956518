//! `/v2/organizations`, proposed: served only with [`super::Preview::Organizations`].

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use serde_json::json;

use crate::envelope::{Answer, Body, Data, NoBody, Parameters};
use crate::service::App;
use crate::state::organizations::{OrganizationChange, OrganizationDraft};

use super::NoQuery;

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/organizations", get(list).post(create))
        .route(
            "/v2/organizations/{id}",
            get(describe).patch(update).delete(remove),
        )
}

async fn list(State(app): State<App>, _: Parameters<NoQuery>) -> Answer {
    app.with(|world| Ok(Data(json!(world.organizations))))
}

async fn create(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(draft): Body<OrganizationDraft>,
) -> Answer {
    app.with(|world| world.create_organization(&draft).map(Data))
}

async fn describe(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| Ok(Data(json!(world.organization(&id)?))))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(change): Body<OrganizationChange>,
) -> Answer {
    app.with(|world| world.update_organization(&id, change).map(Data))
}

async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.delete_organization(&id).map(Data))
}
