//! `/v2/invoices`: the only published place where the ID of the organization shows.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;

use crate::envelope::{Answer, Data, Parameters, page};
use crate::service::App;

use super::{NoQuery, PageQuery};

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/invoices", get(list))
        .route("/v2/invoices/{id}", get(describe))
}

async fn list(State(app): State<App>, Parameters(query): Parameters<PageQuery>) -> Answer {
    app.with(|world| {
        let paging = (query.current_page, query.page_size);
        let invoices = world.list_invoices();
        page("invoices", invoices, paging, &world.rules.choices).map(Data)
    })
}

async fn describe(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| world.invoice(&id).map(Data))
}
