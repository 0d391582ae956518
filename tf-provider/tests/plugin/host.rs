//! The plugin under test in the hands of the framework's own host, and calls of its toy service.

use std::time::Duration;

use tf_provider::testing::process::{Ended, Host};
use tonic::{
    Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel,
};
use tonic_prost::ProstCodec;

use crate::toy::Text;

/// Fails a test that hangs.
pub(crate) async fn within_reason<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(60);
    let outcome = tokio::time::timeout(limit, future).await;
    outcome.expect("this takes a second or two at most")
}

/// Will start this very binary as a plugin, as Terraform does.
pub(crate) fn host() -> Host {
    as_plugin(Host::new(std::env::current_exe().unwrap()).unwrap())
}

/// The same without TLS.
pub(crate) fn plain_host() -> Host {
    as_plugin(Host::without_tls(std::env::current_exe().unwrap()).unwrap())
}

fn as_plugin(host: Host) -> Host {
    host.with("PLUGIN_TEST_ROLE", "plugin")
}

/// Checks that a plugin ended as it should, with nothing on stdout but its line.
pub(crate) fn assert_clean(ended: &Ended) {
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""));
}

/// Calls a method that takes one message and answers one.
pub(crate) async fn call<Req, Res>(
    channel: &Channel,
    path: &'static str,
    request: Req,
) -> Result<Res, Status>
where
    Req: prost::Message + 'static,
    Res: prost::Message + Default + 'static,
{
    let mut grpc = Grpc::new(channel.clone());
    let ready = grpc.ready().await;
    ready.map_err(|error| Status::new(Code::Unavailable, error.to_string()))?;
    let path = PathAndQuery::from_static(path);
    let codec = ProstCodec::default();
    let response = grpc.unary(Request::new(request), path, codec).await?;
    Ok(response.into_inner())
}

/// Calls the provider's own service.
pub(crate) async fn echo(channel: &Channel, text: &str) -> Result<String, Status> {
    let request = Text {
        text: text.to_owned(),
    };
    let answer: Text = call(channel, "/toy.Toy/Echo", request).await?;
    Ok(answer.text)
}
