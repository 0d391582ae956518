//! `/v2/members`.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, put};
use serde::Deserialize;

use crate::envelope::{Answer, Data, NoBody, Parameters};
use crate::service::App;

use super::{NoQuery, ProjectQuery};

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/members", get(resolve))
        .route("/v2/members/{user}/roles", get(roles))
        .route("/v2/members/{user}/roles/{role}", put(grant).delete(revoke))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct MemberQuery {
    email: Option<String>,
    user_id: Option<String>,
}

async fn resolve(State(app): State<App>, Parameters(query): Parameters<MemberQuery>) -> Answer {
    app.with(|world| {
        let member = world.resolve_member(query.email.as_deref(), query.user_id.as_deref())?;
        Ok(Data(member.show()))
    })
}

async fn roles(State(app): State<App>, Path(user): Path<String>, _: Parameters<NoQuery>) -> Answer {
    app.with(|world| {
        world.member(&user)?;
        world.roles_of(&user).map(Data)
    })
}

async fn grant(
    State(app): State<App>,
    Path((user, role)): Path<(String, String)>,
    Parameters(query): Parameters<ProjectQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| {
        world.member(&user)?;
        world
            .grant(&user, &role, query.project_id.as_deref())
            .map(Data)
    })
}

async fn revoke(
    State(app): State<App>,
    Path((user, role)): Path<(String, String)>,
    Parameters(query): Parameters<ProjectQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| {
        world.member(&user)?;
        world
            .revoke(&user, &role, query.project_id.as_deref())
            .map(Data)
    })
}
