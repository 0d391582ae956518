//! Secrets under the real Terraform: neither the API key nor a password that is not to be kept is written down anywhere.
//!
//! Every [`TerraformCli`] searches what comes of it. Here everybody logs as much as they can, and an answer is cut amid its secrets.

use serde_json::json;

use crate::cluster::terraform::{RED, red};
use testkit::TerraformCli;

const CREATE: &str = "/v2/clusters/createDedicated";

fn cluster(arguments: &str) -> String {
    red(&format!("store_password = false\n{arguments}"))
}

#[tokio::test]
async fn neither_the_key_nor_a_password_is_in_state_log_or_output() {
    let mut lab = TerraformCli::start().await;
    lab.log_everything();
    live(&lab).await;
    // An answer that ends amid the secrets, so that it cannot be read.
    lab.fault(json!({"match": {"path": CREATE}, "times": 1, "fault": {"kind": "truncate"}}))
        .await;
    lab.write(&cluster("cu_size = 8"));
    lab.try_apply().await;
    assert_eq!(lab.state(RED)["password"], json!(null));
    lab.destroy().await;
    assert!(lab.log().contains(CREATE), "the provider logs its calls");
}

/// A cluster is made, changed, changed in vain and destroyed.
async fn live(lab: &TerraformCli) {
    lab.write(&cluster("cu_size = 8"));
    lab.apply().await;
    lab.write(&cluster("cu_size = 16"));
    lab.apply().await;
    lab.fault(json!({
        "match": {"method": "PUT", "path": "/v2/clusters/*"}, "fault": {"kind": "status", "status": 500},
    }))
    .await;
    lab.write(&cluster("cu_size = 16\nlabels = { team = \"red\" }"));
    lab.try_apply().await;
    lab.clear_faults().await;
    lab.destroy().await;
}
