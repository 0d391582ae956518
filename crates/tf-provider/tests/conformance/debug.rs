//! Item 36: a provider that a person started, and Terraforms that come and go.

use std::process::ExitCode;

use hyper_util::rt::TokioIo;
use rustix::process::Signal;
use serde_json::json;
use tf_provider::{
    data_source::DataSource,
    diagnostics::Result,
    model,
    model::Computed,
    plugin::Environment,
    provider::{Host as Caller, Provider, Registry},
    serve_debug,
    testing::{
        Terraform,
        process::{Host, Plugin},
    },
};
use tokio::net::UnixStream;
use tonic::transport::Endpoint;

use crate::{
    frame::{Item, item},
    support::{assert_clean, signal},
    terraform::Workspace,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(
        36,
        a_provider_for_a_debugger_says_where_it_is_and_ends_on_an_interrupt
    ),
    item!(36, connections_are_configured_one_by_one),
    item!(36, terraform_plans_with_a_provider_for_a_debugger),
];

const ADDRESS: &str = "registry.terraform.io/testing/parrot";
const ADDRESSES: &[&str] = &[ADDRESS, "registry.opentofu.org/testing/parrot"];

async fn a_provider_for_a_debugger_says_where_it_is_and_ends_on_an_interrupt() {
    let (mut plugin, told) = started().await;
    let reattach = &told[ADDRESS];
    assert_eq!(reattach["Pid"], plugin.id().unwrap());
    assert_eq!(reattach["Test"], true);

    let probe = UnixStream::connect(reattach["Addr"]["String"].as_str().unwrap()).await;
    drop(probe.unwrap());
    let first = terraform(&told).await;
    drop(first);
    // Nobody is connected now, which would end a provider that Terraform started.
    terraform(&told).await.configure(json!({})).await.unwrap();

    signal(&plugin, Signal::INT);
    let ended = plugin.ended().await.unwrap();
    assert_clean(&ended);
    assert!(plugin.left_nothing().unwrap());
}

async fn connections_are_configured_one_by_one() {
    let (mut plugin, told) = started().await;
    let (red, blue) = (terraform(&told).await, terraform(&told).await);
    red.configure(json!({"word": "red"})).await.unwrap();
    blue.configure(json!({"word": "blue"})).await.unwrap();
    assert_eq!(said(&red).await, "red");
    assert_eq!(said(&blue).await, "blue");
    red.configure(json!({"word": "green"})).await.unwrap();
    assert_eq!(said(&red).await, "green");
    assert_eq!(said(&blue).await, "blue");
    blue.stop().await.unwrap();
    assert_eq!(said(&red).await, "green");
    signal(&plugin, Signal::TERM);
    assert_clean(&plugin.ended().await.unwrap());
}

async fn terraform_plans_with_a_provider_for_a_debugger() {
    let (mut plugin, told) = started().await;
    let source = "terraform {\n  required_providers {\n    parrot = { source = \"testing/parrot\" }\n  }\n}\n";
    let lesson = "provider \"parrot\" {\n  word = \"red\"\n}\n";
    let word = "data \"parrot_word\" \"this\" {}\n";
    let output = "output \"word\" {\n  value = data.parrot_word.this.word\n}\n";
    let workspace = Workspace::new("");
    let config = [source, lesson, word, output].concat();
    std::fs::write(workspace.0.path().join("main.tf"), config).unwrap();
    let mut plan = workspace.command(["plan", "-no-color"]);
    let plan = plan.env("TF_REATTACH_PROVIDERS", told.to_string());
    let planned = plan.output().await.unwrap();
    let shown = String::from_utf8_lossy(&planned.stdout);
    assert!(shown.contains("word = \"red\""), "{planned:?}");
    signal(&plugin, Signal::INT);
    assert_clean(&plugin.ended().await.unwrap());
}

/// The provider, and what it says that `TF_REATTACH_PROVIDERS` should be.
async fn started() -> (Plugin, serde_json::Value) {
    let host = Host::without_tls(std::env::current_exe().unwrap()).unwrap();
    let host = host
        .with("CONFORMANCE_ROLE", "debug")
        .with("TF_PLUGIN_MAGIC_COOKIE", "");
    let mut plugin = host.start().await.unwrap();
    assert!(
        plugin.line.starts_with("Provider started."),
        "{}",
        plugin.line
    );
    assert_eq!(plugin.next_line().await.unwrap(), "\n");
    let line = plugin.next_line().await.unwrap();
    let json = line.strip_prefix("\texport TF_REATTACH_PROVIDERS='");
    let json = json.and_then(|it| it.strip_suffix("'\n")).unwrap();
    assert_eq!(plugin.next_line().await.unwrap(), "\n");
    let told = serde_json::from_str(json).unwrap();
    (plugin, told)
}

/// Another Terraform, with a connection of its own.
async fn terraform(told: &serde_json::Value) -> Terraform {
    let socket = told[ADDRESS]["Addr"]["String"].as_str().unwrap().to_owned();
    let connector = tower::service_fn(move |_| {
        let socket = socket.clone();
        async move { UnixStream::connect(socket).await.map(TokioIo::new) }
    });
    let endpoint = Endpoint::from_static("http://localhost");
    let channel = endpoint.connect_with_connector(connector).await.unwrap();
    Terraform::over(ADDRESS, channel).await.unwrap()
}

async fn said(terraform: &Terraform) -> serde_json::Value {
    let actual = terraform.data_source("parrot_word", json!({})).await;
    actual.unwrap().json["word"].clone()
}

/// Serves as `--debug` of a provider does.
pub(crate) fn provider(variable: impl Fn(&str) -> Option<String>) -> ExitCode {
    let environment = Environment::from("parrot", variable);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let served = runtime.block_on(serve_debug(Parrot, &environment, ADDRESSES));
    runtime.shutdown_background();
    if served.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

struct Parrot;

model! {
    /// What the parrot has heard.
    struct Lesson <- LessonConfig {
        /// One word.
        word: Option<String> = optional(),
    }
}

model! {
    /// What the parrot says.
    struct Word <- WordConfig {
        /// One word.
        word: Computed<String> = computed(),
    }
}

impl Provider for Parrot {
    const NAME: &'static str = "parrot";
    type Config = Lesson;
    type Client = Option<String>;

    async fn configure(&self, config: LessonConfig, _: &Caller) -> Result<Option<String>> {
        Ok(config.word.into_known())
    }

    fn registry() -> Registry<Option<String>> {
        Registry::new("parrot").data_source(|word: &Option<String>| Say(word.clone()))
    }
}

struct Say(Option<String>);

impl DataSource for Say {
    const NAME: &'static str = "word";
    type Model = Word;

    async fn read(&self, _: Word) -> Result<Word> {
        Ok(Word {
            word: self.0.clone().into(),
        })
    }
}
