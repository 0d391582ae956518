//! The routes. Handlers read a request strictly, call the world and answer; the rules live in `state`.
//!
//! Routes that are not here answer as the gateway does for routes that the service has not enabled for an account.

use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::options::Preview;
use super::service::App;
use super::{control, pipeline};

mod clusters;
mod groups;
mod invitations;
mod invoices;
mod members;
mod meta;
mod organizations;
mod projects;
mod roles;
mod usage;

/// All routes of a simulator.
pub(crate) fn router(app: &App) -> Router {
    let mut served = Router::new()
        .merge(meta::routes())
        .merge(projects::routes())
        .merge(clusters::routes())
        .merge(roles::routes())
        .merge(members::routes())
        .merge(groups::routes())
        .merge(invoices::routes())
        .merge(usage::routes());
    if app.preview.contains(&Preview::Organizations) {
        served = served.merge(organizations::routes());
    }
    if app.preview.contains(&Preview::Invitations) {
        served = served.merge(invitations::routes());
    }
    served
        .method_not_allowed_fallback(pipeline::wrong_verb)
        .merge(control::routes(app))
        .fallback(not_served)
        .layer(from_fn_with_state(app.clone(), pipeline::serve))
        .with_state(app.clone())
}

/// Query of a paged list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PageQuery {
    current_page: Option<i64>,
    page_size: Option<i64>,
}

/// Query of the calls about roles.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ProjectQuery {
    project_id: Option<String>,
}

/// Query of a call that takes none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoQuery {}

/// The gateway's answer: JSON with a message, and without a code, which only the service itself gives.
async fn not_served() -> (StatusCode, Json<Value>) {
    let message = "no Route matched with those values";
    (StatusCode::NOT_FOUND, Json(json!({"message": message})))
}
