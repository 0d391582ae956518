//! `/v2/groups`.

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::{get, put};
use serde::Deserialize;

use crate::envelope::{Answer, Data, NoBody, Parameters, page};
use crate::service::App;

use super::{NoQuery, PageQuery, ProjectQuery};

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/groups", get(list))
        .route("/v2/groups/{group}/members", get(members))
        .route("/v2/groups/{group}/roles", get(roles))
        .route("/v2/groups/{group}/roles/{role}", put(grant).delete(revoke))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct GroupsQuery {
    group_name: Option<String>,
    current_page: Option<i64>,
    page_size: Option<i64>,
}

async fn list(State(app): State<App>, Parameters(query): Parameters<GroupsQuery>) -> Answer {
    app.with(|world| {
        let groups = world.list_groups(query.group_name.as_deref().unwrap_or_default());
        let paging = (query.current_page, query.page_size);
        page("groups", groups, paging, &world.rules.choices).map(Data)
    })
}

async fn members(
    State(app): State<App>,
    Path(group): Path<String>,
    Parameters(query): Parameters<PageQuery>,
) -> Answer {
    app.with(|world| {
        let members = world.members_of(world.group(&group)?);
        let paging = (query.current_page, query.page_size);
        page("members", members, paging, &world.rules.choices).map(Data)
    })
}

async fn roles(
    State(app): State<App>,
    Path(group): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| {
        world.group(&group)?;
        world.roles_of(&group).map(Data)
    })
}

async fn grant(
    State(app): State<App>,
    Path((group, role)): Path<(String, String)>,
    Parameters(query): Parameters<ProjectQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| {
        world.group(&group)?;
        world
            .grant(&group, &role, query.project_id.as_deref())
            .map(Data)
    })
}

async fn revoke(
    State(app): State<App>,
    Path((group, role)): Path<(String, String)>,
    Parameters(query): Parameters<ProjectQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| {
        world.group(&group)?;
        world
            .revoke(&group, &role, query.project_id.as_deref())
            .map(Data)
    })
}
