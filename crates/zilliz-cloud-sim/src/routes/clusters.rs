//! `/v2/clusters`.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use serde::Deserialize;

use super::NoQuery;
use crate::ambiguities::Rule;
use crate::envelope::{Answer, Body, Data, NoBody, Parameters, check_org_id, page};
use crate::pipeline;
use crate::service::App;
use crate::state::cluster_drafts::{DedicatedDraft, ServerlessDraft};
use crate::state::scaling::{Modification, ReplicaModification};
use crate::state::{cluster::Deployment, clusters::ClusterChange};

/// The routes of this noun.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v2/clusters", get(list))
        .route("/v2/clusters/createDedicated", post(create_dedicated))
        .route("/v2/clusters/create", post(create_dedicated))
        .route("/v2/clusters/createServerless", post(create_serverless))
        .route("/v2/clusters/createFree", post(create_free))
        .route("/v2/clusters/{id}", get(describe).patch(update))
        .route("/v2/clusters/{id}/modifyProperties", post(rename))
        .route("/v2/clusters/{id}/modify", post(modify))
        .route("/v2/clusters/{id}/modifyReplica", post(modify_replica))
        .route("/v2/clusters/{id}/suspend", post(suspend))
        .route("/v2/clusters/{id}/resume", post(resume))
        .route("/v2/clusters/{id}/drop", delete(drop).post(drop_by_post))
        .route("/v2/clusters/{id}/labels", get(labels).put(set_labels))
        .route(
            "/v2/clusters/{id}/securityGroups",
            get(security_groups).put(set_security_groups),
        )
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ClustersQuery {
    current_page: Option<i64>,
    page_size: Option<i64>,
    region: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Rename {
    cluster_name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SecurityGroups {
    ids: Vec<String>,
}

async fn list(State(app): State<App>, Parameters(query): Parameters<ClustersQuery>) -> Answer {
    app.with(|world| {
        let clusters = world.list_clusters(query.region.as_deref())?;
        let paging = (query.current_page, query.page_size);
        page("clusters", clusters, paging, &world.rules.choices).map(Data)
    })
}

async fn create_dedicated(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(draft): Body<DedicatedDraft>,
) -> Answer {
    app.with(|world| world.create_dedicated(draft).map(Data))
}

async fn create_serverless(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(draft): Body<ServerlessDraft>,
) -> Answer {
    app.with(|world| {
        world
            .create_serverless(Deployment::Serverless, draft)
            .map(Data)
    })
}

async fn create_free(
    State(app): State<App>,
    _: Parameters<NoQuery>,
    Body(draft): Body<ServerlessDraft>,
) -> Answer {
    app.with(|world| world.create_serverless(Deployment::Free, draft).map(Data))
}

async fn describe(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| world.describe_cluster(&id).map(Data))
}

async fn update(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    headers: HeaderMap,
    Body(change): Body<ClusterChange>,
) -> Answer {
    app.with(|world| {
        check_org_id(&headers, &world.rules.choices)?;
        world.update_cluster(&id, change).map(Data)
    })
}

async fn rename(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(rename): Body<Rename>,
) -> Answer {
    app.with(|world| world.rename_cluster(&id, rename.cluster_name).map(Data))
}

async fn modify(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(change): Body<Modification>,
) -> Answer {
    app.with(|world| world.modify_cluster(&id, change).map(Data))
}

async fn modify_replica(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(change): Body<ReplicaModification>,
) -> Answer {
    app.with(|world| world.modify_replica(&id, change).map(Data))
}

async fn suspend(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.suspend_cluster(&id).map(Data))
}

async fn resume(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.resume_cluster(&id).map(Data))
}

async fn drop(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    _: NoBody,
) -> Answer {
    app.with(|world| world.drop_cluster(&id).map(Data))
}

async fn drop_by_post(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    uri: Uri,
    _: NoBody,
) -> Response {
    let accepted = app.parts().choices.drop_by_post == Rule::Accepted;
    if accepted {
        return app
            .with(|world| world.drop_cluster(&id).map(Data))
            .into_response();
    }
    pipeline::wrong_verb(Method::POST, uri)
        .await
        .into_response()
}

async fn labels(State(app): State<App>, Path(id): Path<String>, _: Parameters<NoQuery>) -> Answer {
    app.with(|world| world.labels(&id).map(Data))
}

async fn set_labels(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(body): Body<Labels>,
) -> Answer {
    app.with(|world| world.set_labels(&id, body.labels).map(Data))
}

async fn security_groups(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
) -> Answer {
    app.with(|world| world.security_groups(&id).map(Data))
}

async fn set_security_groups(
    State(app): State<App>,
    Path(id): Path<String>,
    _: Parameters<NoQuery>,
    Body(body): Body<SecurityGroups>,
) -> Answer {
    app.with(|world| world.set_security_groups(&id, body.ids).map(Data))
}
