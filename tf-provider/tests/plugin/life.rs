//! go-plugin's own services, and every way a plugin's life ends.

use rustix::process::{Pid, Signal, kill_process};
use tf_provider::testing::process::{Ended, Plugin, shutdown};
use tonic::{
    Code, Request, Status, Streaming,
    client::Grpc,
    codegen::{http::uri::PathAndQuery, tokio_stream},
    transport::Channel,
};
use tonic_prost::ProstCodec;

use crate::host::{assert_clean, call, echo, host};

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

pub(crate) async fn shutdown_ends_the_process_and_removes_the_socket() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let _stdio = open_stdio(&channel).await;
    let _broker = open_broker(&channel).await;
    assert!(plugin.socket().exists());
    shutdown(&channel).await.unwrap();
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

pub(crate) async fn shutdown_does_not_wait_for_operations_under_way() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let operation = tokio::spawn({
        let channel = channel.clone();
        async move { echo(&channel, "hang").await }
    });
    assert!(plugin.logged("hanging\n").await);
    shutdown(&channel).await.unwrap();
    assert_eq!(plugin.ended().await.unwrap().code, Some(0));
    operation.await.unwrap().unwrap_err();
    assert!(plugin.left_nothing().unwrap());
}

pub(crate) async fn stdio_and_broker_stay_open_and_silent() {
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

pub(crate) async fn health_is_known_for_the_process_only() {
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

pub(crate) async fn an_interrupt_is_left_to_the_host() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    signal(&plugin, Signal::INT);
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
    shutdown(&channel).await.unwrap();
    assert_eq!(plugin.ended().await.unwrap().code, Some(0));
}

pub(crate) async fn a_termination_signal_ends_the_process_cleanly() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let _stdio = open_stdio(&channel).await;
    signal(&plugin, Signal::TERM);
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

pub(crate) async fn a_host_that_hangs_up_ends_the_process() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let stdio = open_stdio(&channel).await;
    drop((channel, stdio));
    assert_clean(&plugin.ended().await.unwrap());
    assert!(plugin.left_nothing().unwrap());
}

pub(crate) async fn a_refusal_and_the_end_are_logged() {
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

pub(crate) async fn a_killed_parent_ends_the_process() {
    let mut parent = host()
        .with("PLUGIN_TEST_ROLE", "parent")
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

pub(crate) async fn a_panic_is_reported_as_a_crash() {
    let log = log_of("panic in a thread").await;
    assert!(log.starts_with("panic: asked to\n"), "{log}");
    assert!(log.contains("toy.rs:"), "{log}");
}

pub(crate) async fn a_panic_that_ends_one_call_is_logged_and_no_crash() {
    let log = log_of("panic").await;
    assert!(
        log.starts_with(r#"{"@level":"error","@message":"panic: asked to"#),
        "{log}"
    );
    assert!(log.contains("toy.rs:"), "{log}");
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

pub(crate) fn signal(plugin: &Plugin, signal: Signal) {
    let pid = plugin.id().unwrap().try_into().unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
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
