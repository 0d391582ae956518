//! Secrets under the real Terraform: neither the API key nor a password that is not to be kept is written down anywhere.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::{
    support::{Lab, Outcome},
    terraform_cluster::red,
};

const CREATE: &str = "/v2/clusters/createDedicated";

/// The password in the answer of a create. It is never shown again, and a cut answer was whole before it was cut.
fn password(reply: &[u8]) -> Option<String> {
    let reply: Value = serde_json::from_slice(reply).ok()?;
    Some(reply["data"]["password"].as_str()?.to_owned())
}

fn cluster(arguments: &str) -> String {
    red(&format!("store_password = false\n{arguments}"))
}

#[tokio::test]
async fn neither_the_key_nor_a_password_is_in_state_log_or_output() {
    let overheard = Arc::new(Mutex::new(Vec::new()));
    let passwords = Arc::clone(&overheard);
    let mut lab = Lab::watched(move |exchange| {
        passwords
            .lock()
            .unwrap()
            .extend(password(&exchange.response));
    })
    .await;
    lab.log_everything();
    let mut written = live(&lab).await;
    // An answer that ends amid the secrets, so that it cannot be read.
    lab.fault(json!({"match": {"path": CREATE}, "times": 1, "fault": {"kind": "truncate"}}))
        .await;
    lab.write(&cluster("cu_size = 8"));
    written += &outcome(&lab, lab.try_apply().await);
    written += &outcome(&lab, lab.destroy().await);

    let log = lab.log();
    assert!(log.contains(CREATE), "the provider logs its calls");
    written += &log;
    let passwords = overheard.lock().unwrap().clone();
    assert_eq!(passwords.len(), 2);
    for secret in passwords.iter().map(String::as_str).chain([lab.api_key()]) {
        let place = written.find(secret);
        let near = place.map(|it| &written[it.saturating_sub(300)..it]);
        assert_eq!(near, None, "a secret is written down after this");
    }
}

/// A cluster is made, changed, changed in vain and destroyed: all output and every state on the way.
async fn live(lab: &Lab) -> String {
    lab.write(&cluster("cu_size = 8"));
    let mut written = outcome(lab, lab.apply().await);
    lab.write(&cluster("cu_size = 16"));
    written += &outcome(lab, lab.apply().await);
    lab.fault(json!({
        "match": {"method": "PUT", "path": "/v2/clusters/*"}, "fault": {"kind": "status", "status": 500},
    }))
    .await;
    lab.write(&cluster("cu_size = 16\nlabels = { team = \"red\" }"));
    written += &outcome(lab, lab.try_apply().await);
    lab.clear_faults().await;
    written + &outcome(lab, lab.destroy().await)
}

fn outcome(lab: &Lab, outcome: Outcome) -> String {
    outcome.stdout + &outcome.stderr + &lab.raw_state()
}
