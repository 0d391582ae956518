//! The fault matrix: every call that every operation makes, spoiled in every way, once, three times and always.
//!
//! The calls are learned from a run without trouble, so a new call is spoiled without anybody thinking of it. After each
//! case nothing may be lost, doubled or leaked ([`laws`]), and once the trouble is over, another apply and a destruction
//! must get where they would have got without it ([`case`]).
//!
//! [`operations`] are what is done, [`spoilers`] what goes wrong, [`rig`] where, and [`said`] what people were told.

pub(crate) mod laws;
pub(crate) mod rig;
pub(crate) mod said;

mod case;
mod operations;
mod spoilers;

use case::matrix;
use operations::{CLUSTERS, ORGANIZATION, PROJECT, PROJECT_USER};

#[tokio::test(start_paused = true)]
async fn no_fault_loses_doubles_or_leaks_an_organization() {
    matrix("organization", ORGANIZATION).await;
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
