//! Items 37 to 42: what is written to stderr.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tf_provider::testing::{
    Terraform,
    process::{Ended, Host},
};

use crate::{
    frame::{Item, item},
    support::{echo, host, provider_host},
    terraform::{Workspace, requires},
    toy,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(37, each_line_is_one_object_that_terraform_can_read),
    item!(37, a_refusal_and_the_end_are_logged),
    item!(38, what_is_not_json_is_logged_as_text),
    item!(39, the_most_specific_variable_sets_the_level),
    item!(40, secrets_are_never_logged),
    item!(41, a_panic_is_reported_as_a_crash),
    item!(41, a_panic_that_ends_one_call_is_logged_and_no_crash),
    item!(42, the_log_of_terraform_holds_that_of_the_provider),
];

/// What the toy provider logs while it makes a chest.
async fn log_of_chest(host: Host, chest: Value) -> String {
    let mut plugin = host.start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let terraform = Terraform::over(toy::ADDRESS, channel).await.unwrap();
    terraform.configure(json!({})).await.unwrap();
    let made = terraform.resource("toy_chest").apply(chest).await;
    made.unwrap();
    drop(terraform);
    plugin.shutdown().await.unwrap().log
}

/// The lines of a log, each checked against what Terraform takes.
fn lines(log: &str) -> Vec<Map<String, Value>> {
    let line = |line: &str| {
        assert!(line.len() < 64 * 1024, "{} bytes", line.len());
        let entry: Map<String, Value> = serde_json::from_str(line).expect(line);
        for key in ["@level", "@message", "@module"] {
            assert!(entry[key].is_string(), "{key} of {line}");
        }
        let timestamp = entry["@timestamp"].as_str().expect(line);
        let digits = timestamp.replace(|it: char| it.is_ascii_digit(), "0");
        assert_eq!(digits, "0000-00-00T00:00:00.000000Z", "{line}");
        entry
    };
    log.split_terminator('\n').map(line).collect()
}

/// The line about the chest.
fn made(log: &str) -> Map<String, Value> {
    let mut lines = lines(log).into_iter();
    let made = lines.find(|it| it["@message"] == "made a chest");
    made.unwrap_or_else(|| panic!("{log}"))
}

async fn each_line_is_one_object_that_terraform_can_read() {
    let host = provider_host().with("TF_LOG", "trace");
    let name = "long ".repeat(20_000);
    let log = log_of_chest(host, json!({ "name": name })).await;
    let made = made(&log);
    assert_eq!(made["@level"], "info");
    let logged = made["name"].as_str().unwrap();
    assert!(logged.contains("bytes left out"), "{logged}");
}

async fn a_refusal_and_the_end_are_logged() {
    let mut plugin = host().with("TF_LOG", "trace").start().await.unwrap();
    let stranger = plugin
        .client(rustls::ALL_VERSIONS)
        .unwrap()
        .with_no_client_auth();
    if let Ok(channel) = plugin.connect_with(stranger).await {
        echo(&channel, "blue").await.unwrap_err();
    }
    let channel = plugin.connect().await.unwrap();
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
    drop(channel);
    let Ended { code, log, .. } = plugin.ended().await.unwrap();
    assert_eq!(code, Some(0));
    assert!(
        log.contains(r#""@message":"refused a connection""#),
        "{log}"
    );
    assert!(log.contains(r#""reason":"Deserted""#), "{log}");
}

async fn what_is_not_json_is_logged_as_text() {
    let host = provider_host().with("TF_LOG", "trace");
    let log = log_of_chest(host, json!({ "name": "two\nlines" })).await;
    let made = made(&log);
    assert_eq!(made["name"], "two\nlines");
    // A chest without a weight.
    assert_eq!(made["weight"], "NaN");
}

async fn the_most_specific_variable_sets_the_level() {
    let own = "TF_LOG_PROVIDER_TOY";
    for (variables, logged) in [
        (vec![], false),
        (vec![("TF_LOG", "info")], true),
        (vec![("TF_LOG", "warn")], false),
        (vec![("TF_LOG", "off")], false),
        (vec![("TF_LOG", "JSON")], true),
        (vec![("TF_LOG", "nonsense")], true),
        (vec![("TF_LOG", "error"), ("TF_LOG_PROVIDER", "info")], true),
        (vec![("TF_LOG_PROVIDER", "trace"), (own, "warn")], false),
        (vec![("TF_LOG_PROVIDER", "off"), (own, "debug")], true),
    ] {
        let mut host = provider_host();
        for (variable, level) in &variables {
            host = host.with(variable, level);
        }
        let log = log_of_chest(host, json!({ "name": "oak" })).await;
        assert_eq!(log.contains("made a chest"), logged, "{variables:?}: {log}");
    }
}

async fn secrets_are_never_logged() {
    let host = provider_host().with("TF_LOG", "trace");
    let secrets = json!({ "name": "oak", "code": "hush-code", "secret": "hush-secret" });
    let log = log_of_chest(host, secrets).await;
    assert_eq!(made(&log)["name"], "oak");
    assert!(!log.contains("hush"), "{log}");
}

async fn a_panic_is_reported_as_a_crash() {
    let log = log_of("panic in a thread").await;
    assert!(log.starts_with("panic: asked to\n"), "{log}");
    assert!(log.contains("echo.rs:"), "{log}");
}

async fn a_panic_that_ends_one_call_is_logged_and_no_crash() {
    let log = log_of("panic").await;
    assert!(
        log.starts_with(r#"{"@level":"error","@message":"panic: asked to"#),
        "{log}"
    );
    assert!(log.contains("echo.rs:"), "{log}");
}

/// What a plugin prints to stderr in its life, with one call that goes wrong.
async fn log_of(text: &str) -> String {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    echo(&channel, text).await.unwrap_err();
    drop(channel);
    let Ended { code, log, .. } = plugin.ended().await.unwrap();
    assert_eq!(code, Some(0));
    log
}

async fn the_log_of_terraform_holds_that_of_the_provider() {
    requires!(JsonLogs);
    let workspace = Workspace::new("resource \"toy_chest\" \"this\" {\n  name = \"oak\"\n}\n");
    let file = workspace.0.path().join("log");
    let mut apply = workspace.command(["apply", "-auto-approve"]);
    apply.env("TF_LOG", "json").env("TF_LOG_PATH", &file);
    let output = apply.output().await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let log = std::fs::read_to_string(file).unwrap();
    let mut levels = BTreeMap::new();
    for line in log.lines() {
        let entry: Map<String, Value> = serde_json::from_str(line).expect(line);
        levels.insert(entry["@message"].to_string(), entry["@level"].clone());
    }
    assert_eq!(levels[r#""made a chest""#], "info");
}
