//! Refusals of the provider block and its environment, with their places.

use serde_json::{Value, json};
use tf_provider::testing::{Failure, Terraform};
use zillizcloud::{
    env::{self, Env},
    provider::ZillizCloud,
};

/// Configures a provider that was started with one variable set.
async fn configure(config: Value, variable: (&str, &str)) -> Result<(), Failure> {
    let variables: Env = [variable].into_iter().collect();
    let terraform = Terraform::start(ZillizCloud::new(variables)).await?;
    terraform.configure(config).await.map(|_| ())
}

const NONE: (&str, &str) = ("HOME", "/");

#[tokio::test]
async fn what_cannot_be_configured_is_said_with_its_path() {
    for (attribute, value) in [
        ("host_address", json!("ftp://example.com")),
        ("host_address", json!("http://example.com")),
        ("api_key", json!("two\nlines")),
        ("max_retries", json!(-1)),
        ("max_retries", json!(101)),
        ("request_timeout", json!("0s")),
        ("request_timeout", json!("soon")),
        ("qps", json!(0)),
        ("qps", json!(-1)),
        ("burst", json!(0)),
        ("preview_features", json!(["groups"])),
    ] {
        let config = json!({attribute: value});
        let refused = configure(config, NONE).await.unwrap_err();
        let first = refused.diagnostics.iter().next().unwrap();
        let path = first.path.to_string();
        assert!(path.starts_with(attribute), "{attribute}: {refused}");
    }
}

#[tokio::test]
async fn a_variable_that_is_wrong_is_named_with_the_path_of_its_attribute() {
    for (variable, value, attribute) in [
        (env::HOST_ADDRESS, "http://example.com", "host_address"),
        (env::API_KEY, "two\nlines", "api_key"),
        (env::MAX_RETRIES, "-1", "max_retries"),
        (env::MAX_RETRIES, "101", "max_retries"),
        (env::MAX_RETRIES, "many", "max_retries"),
        (env::REQUEST_TIMEOUT, "0s", "request_timeout"),
        (env::REQUEST_TIMEOUT, "soon", "request_timeout"),
        (env::QPS, "0", "qps"),
        (env::QPS, "fast", "qps"),
        (env::BURST, "0", "burst"),
        (env::BURST, "1.5", "burst"),
        (env::PREVIEW_FEATURES, "groups", "preview_features"),
        (env::POLL_INTERVAL, "soon", ""),
    ] {
        // A burst goes with a rate.
        let config = if variable == env::BURST {
            json!({"qps": 1})
        } else {
            json!({})
        };
        let refused = configure(config, (variable, value)).await.unwrap_err();
        let first = refused.diagnostics.iter().next().unwrap();
        assert_eq!(first.path.to_string(), attribute, "{variable}: {refused}");
        // Those two are said by the client, which knows no variables.
        if ![env::HOST_ADDRESS, env::API_KEY].contains(&variable) {
            assert!(first.summary.contains(variable), "{refused}");
        }
    }
}

/// An empty text leaves the decision to the environment, and to the default after it.
#[tokio::test]
async fn an_empty_text_counts_as_not_set() {
    for attribute in [
        "api_key",
        "host_address",
        "region_id",
        "organization_id",
        "project_id",
        "request_timeout",
    ] {
        configure(json!({attribute: ""}), NONE).await.unwrap();
    }
    for (attribute, variable, wrong) in [
        ("api_key", env::API_KEY, "two\nlines"),
        ("host_address", env::HOST_ADDRESS, "http://example.com"),
        ("request_timeout", env::REQUEST_TIMEOUT, "0s"),
    ] {
        let refused = configure(json!({attribute: ""}), (variable, wrong)).await;
        refused.unwrap_err();
    }
    for variable in [
        env::API_KEY,
        env::HOST_ADDRESS,
        env::REGION_ID,
        env::ORGANIZATION_ID,
        env::PROJECT_ID,
        env::MAX_RETRIES,
        env::REQUEST_TIMEOUT,
        env::QPS,
        env::BURST,
        env::PREVIEW_FEATURES,
        env::POLL_INTERVAL,
    ] {
        configure(json!({}), (variable, "")).await.unwrap();
    }
    configure(json!({"preview_features": []}), NONE)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_not_known_yet_is_no_error() {
    for attribute in [
        "api_key",
        "host_address",
        "region_id",
        "organization_id",
        "project_id",
        "max_retries",
        "request_timeout",
        "qps",
        "burst",
        "preview_features",
    ] {
        configure(json!({attribute: "${unknown}"}), NONE)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_missing_key_is_no_error_before_it_is_needed() {
    let terraform = Terraform::start(ZillizCloud::new(Env::default()))
        .await
        .unwrap();
    terraform.configure(json!({})).await.unwrap();
    let project = terraform.resource("zillizcloud_project");
    let refused = project
        .apply(json!({"project_name": "red"}))
        .await
        .unwrap_err();
    assert!(
        refused.detail().contains("ZILLIZCLOUD_API_KEY"),
        "{refused}"
    );
}
