//! `/v2/clouds` and `/v2/regions`.

use axum::Router;
use axum::routing::get;
use serde::Deserialize;

use crate::envelope::{Answer, Data, Parameters};
use crate::service::App;
use crate::state::catalog;

use super::NoQuery;

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/clouds", get(clouds))
        .route("/v2/regions", get(regions))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct RegionsQuery {
    cloud_id: Option<String>,
}

async fn clouds(_: Parameters<NoQuery>) -> Data {
    Data(catalog::clouds())
}

async fn regions(Parameters(query): Parameters<RegionsQuery>) -> Answer {
    catalog::regions(query.cloud_id.as_deref()).map(Data)
}
