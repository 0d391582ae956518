//! The fault matrix: every call that every operation makes, spoiled in every way, once, three times and always.
//!
//! The calls are learned from a run without trouble, so a new call is spoiled without anybody thinking of it. After each
//! case nothing may be lost, doubled or leaked ([`invariants`]), and once the trouble is over, another apply and a destruction
//! must get where they would have got without it ([`case`]).
//!
//! Nearly all runs of `cargo test` make a fifth of the cases; `FAULT_CASES=all` makes all.
//!
//! [`operations`] lists the operations, [`catalog`] the faults.

pub(crate) mod invariants;

mod case;
mod catalog;
mod operations;

use case::matrix;
use operations::{
    CLUSTERS, INVITATION, ORGANIZATION, ORGANIZATION_WITH_LIFE, PROJECT, PROJECT_USER,
};
use serde_json::json;

use crate::in_process::{EMAIL, InProcess, Remote};

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_an_organization() {
    matrix("organization", ORGANIZATION).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_an_organization_that_is_made() {
    matrix("organization with life", ORGANIZATION_WITH_LIFE).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_an_invitation() {
    matrix("invitation", INVITATION).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_a_project() {
    matrix("project", PROJECT).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_a_free_cluster() {
    matrix("Free cluster", CLUSTERS[0]).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_a_serverless_cluster() {
    matrix("Serverless cluster", CLUSTERS[1]).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_a_dedicated_cluster() {
    matrix("Dedicated cluster", CLUSTERS[2]).await;
}

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_the_roles_of_a_person() {
    matrix("project user", PROJECT_USER).await;
}

#[tokio::test(start_paused = true)]
async fn a_grant_that_may_have_been_made_is_in_the_state() {
    for (fault, after) in [("reset_after", 1), ("reset_before", 0)] {
        let rig = InProcess::start(7, || {}).await;
        let ada = rig.terraform.resource("zillizcloud_project_user");
        rig.fault(
            json!({"match": {"method": "PUT", "path": "/v2/members/*"}, "fault": {"kind": fault}}),
        )
        .await;
        // The plan looks, and the apply before the grant.
        rig.fault(json!({
            "match": {"method": "GET", "path": "/v2/members/*/roles"}, "after": 2,
            "fault": {"kind": "status", "status": 503},
        }))
        .await;
        let config = json!({"email": EMAIL, "roles": ["Data Viewer"]});
        let failure = ada.apply(config.clone()).await.unwrap_err();
        assert!(failure.summary().contains("granting role"), "{failure}");
        assert_eq!(rig.news().await.roles.len(), after);
        assert!(ada.is_tainted());

        rig.clear_faults().await;
        ada.apply(config).await.unwrap();
        ada.destroy().await.unwrap();
        assert_eq!(rig.news().await, Remote::default());
    }
}
