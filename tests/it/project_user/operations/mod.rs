//! Every operation on the roles of a person in a project, in one process with the simulator.
//!
//! [`table`] has each operation. [`address`] is about who somebody is, [`names`] about what roles are called, [`admins`]
//! about roles that are not taken away, [`own_admin`] about the one that is taken last, [`leaving`] about what changes elsewhere, and [`trouble`] about the rest.

mod address;
mod admins;
mod leaving;
mod names;
mod own_admin;
mod table;
mod trouble;

use std::time::Duration;

use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use crate::in_process::{EMAIL, InProcess};

const BOB: &str = "bob@example.com";

/// Kept answers are forgotten.
async fn later() {
    tokio::time::advance(Duration::from_secs(60)).await;
}

fn user(rig: &InProcess) -> ResourceInstance {
    rig.terraform.resource("zillizcloud_project_user")
}

fn bob(roles: &[&str]) -> Value {
    json!({"email": BOB, "roles": roles})
}

fn ada(roles: &[&str]) -> Value {
    json!({"email": EMAIL, "roles": roles})
}
