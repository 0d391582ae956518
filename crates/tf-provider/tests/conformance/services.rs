//! Items 27 to 35: go-plugin's own services, and every way a plugin's life ends.

use rustix::process::Signal;
use serde_json::json;
use tf_provider::testing::{Terraform, process::shutdown};
use tonic::{
    Code, Request, Status, Streaming,
    client::Grpc,
    codegen::{http::uri::PathAndQuery, tokio_stream},
    transport::Channel,
};
use tonic_prost::ProstCodec;

use crate::{
    frame::{Item, item},
    support::{assert_clean, call, echo, host, provider_host, signal},
    terraform::Workspace,
    toy,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(27, shutdown_ends_the_process_and_removes_the_socket),
    item!(28, shutdown_does_not_wait_for_open_streams),
    item!(29, shutdown_does_not_wait_for_an_apply),
    item!(30, stdio_and_broker_stay_open_and_silent),
    item!(31, health_is_known_for_the_process_only),
    item!(32, a_host_that_hangs_up_ends_the_process),
    item!(33, a_killed_parent_ends_the_process),
    item!(34, an_interrupt_is_left_to_the_host),
    item!(34, a_termination_signal_ends_the_process_cleanly),
    item!(35, every_process_of_a_plan_ends_by_itself),
];

#[derive(Clone, PartialEq, prost::Message)]
struct StdioData {
    #[prost(int32, tag = "1")]
    channel: i32,
    #[prost(bytes = "vec", tag = "2")]
    data: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
struct ConnInfo {
    #[prost(uint32, tag = "1")]
    service_id: u32,
    #[prost(string, tag = "2")]
    network: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct HealthRequest {
    #[prost(string, tag = "1")]
    service: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct HealthResponse {
    #[prost(int32, tag = "1")]
    status: i32,
}

async fn shutdown_ends_the_process_and_removes_the_socket() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    assert!(plugin.socket().exists());
    shutdown(&channel).await.unwrap();
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

async fn shutdown_does_not_wait_for_open_streams() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let _stdio = open_stdio(&channel).await;
    let _broker = open_broker(&channel).await;
    assert!(plugin.socket().exists());
    shutdown(&channel).await.unwrap();
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

async fn shutdown_does_not_wait_for_an_apply() {
    let host = provider_host().with("TF_LOG", "info");
    let mut plugin = host.start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let terraform = Terraform::over(toy::ADDRESS, channel.clone()).await;
    let terraform = terraform.unwrap();
    terraform.configure(json!({})).await.unwrap();
    let apply = tokio::spawn(async move {
        let chest = terraform.resource("toy_chest");
        chest.apply(json!({ "name": "hang" })).await
    });
    assert!(plugin.logged("made a chest").await);
    shutdown(&channel).await.unwrap();
    assert_clean(&plugin.ended().await.unwrap());
    apply.await.unwrap().unwrap_err();
    assert!(plugin.left_nothing().unwrap());
}

async fn stdio_and_broker_stay_open_and_silent() {
    let plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let mut stdio = open_stdio(&channel).await;
    let mut broker = open_broker(&channel).await;
    tokio::select! {
        biased;
        _ = stdio.message() => panic!("stdio has something to say"),
        _ = broker.message() => panic!("the broker has something to say"),
        answer = echo(&channel, "red") => assert_eq!(answer.unwrap(), "red"),
    }
    shutdown(&channel).await.unwrap();
    assert_eq!(stdio.message().await.unwrap(), None);
    assert_eq!(broker.message().await.unwrap(), None);
}

async fn health_is_known_for_the_process_only() {
    let plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let health = async |service: &str| {
        let service = service.to_owned();
        let request = HealthRequest { service };
        let answer: Result<HealthResponse, Status> =
            call(&channel, "/grpc.health.v1.Health/Check", request).await;
        answer.map(|answer| answer.status)
    };
    let serving = 1;
    assert_eq!(health("plugin").await.unwrap(), serving);
    assert_eq!(health("").await.unwrap(), serving);
    assert_eq!(health("other").await.unwrap_err().code(), Code::NotFound);
}

async fn an_interrupt_is_left_to_the_host() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    signal(&plugin, Signal::INT);
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
    shutdown(&channel).await.unwrap();
    assert_eq!(plugin.ended().await.unwrap().code, Some(0));
}

async fn a_termination_signal_ends_the_process_cleanly() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let _stdio = open_stdio(&channel).await;
    signal(&plugin, Signal::TERM);
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

async fn a_host_that_hangs_up_ends_the_process() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let stdio = open_stdio(&channel).await;
    drop((channel, stdio));
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

async fn a_killed_parent_ends_the_process() {
    let mut parent = host()
        .with("CONFORMANCE_ROLE", "parent")
        .start()
        .await
        .unwrap();
    let channel = parent.connect().await.unwrap();
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
    parent.kill_started().await.unwrap();
    // The connection is still open, and the plugin holds the other end of stdout.
    parent.stdout_closed().await.unwrap();
    assert!(parent.left_nothing().unwrap());
    drop(channel);
}

async fn every_process_of_a_plan_ends_by_itself() {
    let workspace = Workspace::new("resource \"toy_chest\" \"this\" {\n  name = \"oak\"\n}\n");
    let mut plan = workspace.command(["plan"]);
    let output = plan.env("TF_LOG", "trace").output().await.unwrap();
    let log = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    let count = |text: &str| log.matches(text).count();
    assert!(count("plugin started: ") > 0, "{log}");
    assert_eq!(count("plugin process exited: "), count("plugin started: "));
    // What Terraform says when it kills a provider that did not end within two seconds.
    assert_eq!(count("plugin failed to exit gracefully"), 0);
    assert_eq!(count("signal: killed"), 0);
}

async fn open_stdio(channel: &Channel) -> Streaming<StdioData> {
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await.unwrap();
    let path = PathAndQuery::from_static("/plugin.GRPCStdio/StreamStdio");
    let codec = ProstCodec::<(), StdioData>::default();
    let opened = grpc.server_streaming(Request::new(()), path, codec).await;
    opened.unwrap().into_inner()
}

/// Opens the broker's stream, says something on it that nobody answers, and keeps the sending side open.
async fn open_broker(channel: &Channel) -> Streaming<ConnInfo> {
    use tokio_stream::StreamExt as _;
    let mut grpc = Grpc::new(channel.clone());
    grpc.ready().await.unwrap();
    let path = PathAndQuery::from_static("/plugin.GRPCBroker/StartStream");
    let codec = ProstCodec::<ConnInfo, ConnInfo>::default();
    let said = tokio_stream::once(ConnInfo {
        service_id: 1,
        network: "unix".to_owned(),
    });
    let sent = said.chain(tokio_stream::pending());
    let opened = grpc.streaming(Request::new(sent), path, codec).await;
    opened.unwrap().into_inner()
}
