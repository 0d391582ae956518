//! What the provider block refuses, and where it says so.

use serde_json::json;

use crate::faults::rig::Rig;

#[tokio::test]
async fn what_cannot_be_configured_is_said_with_its_path() {
    let rig = Rig::start(7, || {}).await;
    for (attribute, value) in [
        ("request_timeout", json!("0s")),
        ("request_timeout", json!("soon")),
        ("preview_features", json!(["groups"])),
    ] {
        let config = json!({attribute: value});
        let refused = rig.terraform.configure(config).await.unwrap_err();
        let first = refused.diagnostics.iter().next().unwrap();
        assert!(format!("{:?}", first.path).contains(attribute), "{refused}");
    }
    let nothing = json!({"request_timeout": "", "preview_features": []});
    rig.terraform.configure(nothing).await.unwrap();
    let unknown = json!({"host_address": "${unknown}", "region_id": "${unknown}"});
    rig.terraform.configure(unknown).await.unwrap();
}
