//! Items 71 to 74: the provider's configuration.

use serde_json::json;
use tf_provider::{
    protocol::{codec, generated::tfplugin5::prepare_provider_config as prepare},
    testing::{Terraform, UNKNOWN},
    value::Value,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    frame::{Item, item},
    post::{Post, settings_type},
    terraform::Workspace,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(71, what_is_configured_counts_more_than_the_environment),
    item!(71, a_configuration_that_is_not_known_yet_is_no_error),
    item!(72, a_prepared_configuration_is_the_one_that_was_sent),
    item!(
        73,
        the_last_configuration_counts_and_what_runs_keeps_its_own
    ),
    item!(74, two_aliases_are_two_providers),
];

/// The address that a new letter is sent to.
async fn address(terraform: &Terraform, name: &str) -> String {
    let letter = terraform.resource("toy_letter").named(name);
    letter.apply(json!({ "text": "hello" })).await.unwrap();
    letter.state()["sent_to"].as_str().unwrap().to_owned()
}

async fn what_is_configured_counts_more_than_the_environment() {
    let terraform = Terraform::start(Post::new("home")).await.unwrap();
    terraform.configure(json!({})).await.unwrap();
    assert_eq!(address(&terraform, "one").await, "home");
    terraform
        .configure(json!({ "address": "abroad" }))
        .await
        .unwrap();
    assert_eq!(address(&terraform, "two").await, "abroad");
}

async fn a_configuration_that_is_not_known_yet_is_no_error() {
    let terraform = Terraform::start(Post::new("home")).await.unwrap();
    terraform
        .configure(json!({ "address": UNKNOWN }))
        .await
        .unwrap();
    let letter = terraform.resource("toy_letter");
    letter.plan(json!({ "text": "hello" })).await.unwrap();
    assert!(!letter.exists());
}

async fn a_prepared_configuration_is_the_one_that_was_sent() {
    let terraform = Terraform::start(Post::new("home")).await.unwrap();
    for address in [Value::Null, Value::Unknown, "abroad".into()] {
        let config = Value::Object([("address".to_owned(), address)].into());
        let config = Some(codec::to_wire(&settings_type(), &config).unwrap());
        let request = prepare::Request { config };
        let sent = request.config.clone();
        let answer = terraform.client().prepare_provider_config(request).await;
        let answer = answer.unwrap().into_inner();
        assert_eq!((answer.prepared_config, answer.diagnostics), (sent, vec![]));
    }
}

async fn the_last_configuration_counts_and_what_runs_keeps_its_own() {
    let mailbox = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let old = mailbox.local_addr().unwrap().to_string();
    let terraform = Terraform::start(Post::new("home")).await.unwrap();
    terraform
        .configure(json!({ "address": old }))
        .await
        .unwrap();
    let letter = terraform.resource("toy_letter");
    let delivery = async {
        let (mut line, _) = mailbox.accept().await.unwrap();
        assert_eq!(line.read_u8().await.unwrap(), b'!');
        terraform
            .configure(json!({ "address": "new" }))
            .await
            .unwrap();
        assert_eq!(address(&terraform, "later").await, "new");
        line.write_u8(b'.').await.unwrap();
    };
    let (applied, ()) = tokio::join!(letter.apply(json!({ "text": "wait" })), delivery);
    applied.unwrap();
    assert_eq!(letter.state()["sent_to"], old);
}

async fn two_aliases_are_two_providers() {
    let workspace = Workspace::new(
        r#"
provider "toy" {
  address = "here"
}
provider "toy" {
  alias   = "there"
  address = "there"
}
resource "toy_letter" "one" {
  text = "hello"
}
resource "toy_letter" "two" {
  provider = toy.there
  text     = "hello"
}
output "addresses" {
  value = [toy_letter.one.sent_to, toy_letter.two.sent_to]
}
output "processes" {
  value = distinct([toy_letter.one.process, toy_letter.two.process])
}
"#,
    );
    let workspace = workspace.with_role("post");
    workspace.must(["apply", "-auto-approve"]).await;
    let shown = workspace.must(["output", "-json"]).await;
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["addresses"]["value"], json!(["here", "there"]));
    assert_eq!(shown["processes"]["value"].as_array().unwrap().len(), 2);
}
