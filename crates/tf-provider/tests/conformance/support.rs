//! Processes under test in the hands of the framework's own host, and calls of the echo service.

use rustix::process::{Pid, Signal, kill_process};
use tf_provider::testing::process::{Ended, Host, Plugin, Refusal};
use tonic::{
    Code, Request, Status, client::Grpc, codegen::http::uri::PathAndQuery, transport::Channel,
};
use tonic_prost::ProstCodec;

use crate::echo::Text;

/// Will start this very binary as the toy provider, as Terraform does.
pub(crate) fn provider_host() -> Host {
    let host = Host::new(std::env::current_exe().unwrap()).unwrap();
    host.with("CONFORMANCE_ROLE", "provider")
}

/// Will start this very binary as a plugin with the echo service, as Terraform does.
pub(crate) fn host() -> Host {
    as_echo(Host::new(std::env::current_exe().unwrap()).unwrap())
}

/// The same without TLS.
pub(crate) fn plain_host() -> Host {
    as_echo(Host::without_tls(std::env::current_exe().unwrap()).unwrap())
}

fn as_echo(host: Host) -> Host {
    host.with("CONFORMANCE_ROLE", "echo")
}

/// Checks that a plugin ended as it should, with nothing on stdout but its line.
pub(crate) fn assert_clean(ended: &Ended) {
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""));
}

/// What a plugin says on stderr that refuses to serve, as it must, without a line.
pub(crate) async fn refusal(host: Host) -> String {
    let Refusal {
        code,
        stdout,
        stderr,
    } = host.refusal().await.unwrap();
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    stderr
}

/// Sends a signal.
pub(crate) fn signal(plugin: &Plugin, signal: Signal) {
    let pid = plugin.id().unwrap().try_into().unwrap();
    kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
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
