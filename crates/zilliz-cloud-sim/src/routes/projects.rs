//! `/v2/projects`.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{delete, get, patch, post};
use serde::Deserialize;

use crate::envelope::{Answer, Body, Data, NoBody, Parameters, check_org_id};
use crate::service::App;
use crate::state::projects::{ProjectChange, ProjectDraft};

use super::NoQuery;

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/projects", get(list).post(create))
        .route(
            "/v2/projects/{id}",
            get(describe).patch(update).delete(remove),
        )
        .route("/v2/projects/{id}/plan", patch(upgrade))
        .route("/v2/projects/{id}/regions", post(add_regions))
        .route("/v2/projects/{id}/regions/{region}", delete(remove_region))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Upgrade {
    plan: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Regions {
    region_ids: Vec<String>,
}

async fn list(State(app): State<App>, _: Parameters<NoQuery>) -> Answer {
    app.with(|world| Ok(Data(world.list_projects())))
}

async fn create(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(draft): Body<ProjectDraft>,
) -> Answer {
    app.with(|world| world.create_project(draft).map(Data))
}

async fn describe(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| world.describe_project(&id).map(Data))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    headers: HeaderMap,
    Body(change): Body<ProjectChange>,
) -> Answer {
    app.with(|world| {
        check_org_id(&headers, &world.rules.choices)?;
        world.update_project(&id, change).map(Data)
    })
}

async fn remove(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.delete_project(&id).map(Data))
}

async fn upgrade(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(upgrade): Body<Upgrade>,
) -> Answer {
    app.with(|world| world.upgrade_project(&id, &upgrade.plan).map(Data))
}

async fn add_regions(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(regions): Body<Regions>,
) -> Answer {
    app.with(|world| world.add_regions(&id, &regions.region_ids).map(Data))
}

async fn remove_region(
    State(app): State<App>,
    Path((id, region)): Path<(String, String)>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.remove_region(&id, &region).map(Data))
}
