//! The processes under test: a plugin with one small service, and a parent that starts it and waits.

use std::{
    convert::Infallible,
    future::pending,
    io::Write as _,
    pin::Pin,
    process::{Command, ExitCode},
    sync::Arc,
    task::{Context, Poll},
};

use tf_provider::plugin::{
    Environment, NoChanges, Options, install_logging, install_panic_hook, serve,
};
use tonic::{
    Request, Response, Status,
    body::Body,
    codegen::{Service, http},
    server::{Grpc, NamedService},
};
use tonic_prost::ProstCodec;
use tower::service_fn;

/// A text, sent and answered.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Text {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}

/// How many threads do the work of a plugin.
pub(crate) const WORKERS: usize = 2;

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .unwrap()
}

/// Serves as a provider's `main` would.
pub(crate) fn plugin(variable: impl Fn(&str) -> Option<String>) -> ExitCode {
    let environment = Environment::from("toy", variable);
    install_panic_hook();
    install_logging(&environment);
    let runtime = runtime();
    let options = Options {
        name: "toy",
        environment,
        changes: Arc::new(NoChanges),
    };
    let served = runtime.block_on(serve(Toy, options));
    runtime.shutdown_background();
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Starts the plugin with everything inherited, and never ends by itself.
pub(crate) fn parent() -> ExitCode {
    let mut plugin = Command::new(std::env::current_exe().unwrap());
    let mut plugin = plugin.env("CONFORMANCE_ROLE", "echo").spawn().unwrap();
    plugin.wait().unwrap();
    std::thread::park();
    ExitCode::FAILURE
}

/// Answers with the text it gets, except for some texts that are commands.
#[derive(Clone)]
struct Toy;

impl NamedService for Toy {
    const NAME: &'static str = "toy.Toy";
}

impl Service<http::Request<Body>> for Toy {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        Box::pin(async {
            let mut grpc = Grpc::new(ProstCodec::<Text, Text>::default());
            Ok(grpc.unary(service_fn(answer), request).await)
        })
    }
}

async fn answer(request: Request<Text>) -> Result<Response<Text>, Status> {
    match request.get_ref().text.as_str() {
        "hang" => {
            eprintln!("hanging");
            pending::<()>().await;
        }
        "busy" => {
            eprintln!("busy");
            loop {
                // As bad as a loop that computes: the thread does nothing else any longer.
                std::thread::park();
            }
        }
        "panic" => panic!("asked to"),
        "panic in a thread" => {
            let died = std::thread::spawn(|| panic!("asked to")).join();
            return Err(Status::internal(format!("{}", died.is_err())));
        }
        "print" => std::io::stdout().write_all("\n".repeat(1 << 20).as_bytes())?,
        _ => {}
    }
    Ok(Response::new(request.into_inner()))
}
