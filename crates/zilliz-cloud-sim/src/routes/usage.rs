//! `/v2/usage`: what was used, and what it costs.

use axum::Router;
use axum::extract::State;
use axum::routing::post;

use crate::envelope::{Answer, Body, Data, Parameters};
use crate::service::App;
use crate::state::usage::UsageQuery;

use super::NoQuery;

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/v2/usage/query", post(query))
}

async fn query(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(query): Body<UsageQuery>,
) -> Answer {
    app.with(|world| world.usage(&query).map(Data))
}
