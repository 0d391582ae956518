//! The thread that the life of the process hangs on, and nothing of the service's work.
//!
//! It has a runtime of its own for the connection with the host, go-plugin's services, the signals and the parent. The service
//! runs where it was started: a call that keeps all of those threads busy delays other calls, but not the end of the process.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    process,
    task::{Context, Poll, ready},
    thread,
    time::Duration,
};

use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
    task::JoinHandle,
};
use tonic::{
    Status,
    body::Body,
    codegen::{Service, http},
    server::NamedService,
};

use super::{Error, GrpcService, queue, stdout};

/// How long `main` has to end the process by itself.
const EXIT_TIMEOUT: Duration = Duration::from_millis(500);

/// Runs `work` on the control thread and answers its outcome. Once `work` has succeeded, the process ends: by `main`, or after
/// [`EXIT_TIMEOUT`] by this thread.
pub(super) async fn run<F>(work: impl FnOnce() -> F + Send + 'static) -> Result<(), Error>
where
    F: Future<Output = Result<(), Error>>,
{
    let (sender, outcome) = oneshot::channel();
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Error::Thread)?;
    let thread = thread::Builder::new().name("control".to_owned());
    let live = move || {
        let outcome = runtime.block_on(work());
        let is_end = outcome.is_ok();
        if is_end {
            stdout::discard();
        }
        queue::flush();
        let _ = sender.send(outcome);
        if is_end {
            thread::sleep(EXIT_TIMEOUT);
            process::exit(0);
        }
    };
    thread.spawn(live).map_err(Error::Thread)?;
    let died = |_| Err(Error::Thread(io::Error::other("it panicked")));
    outcome.await.unwrap_or_else(died)
}

/// A service whose calls run in another runtime than the one that asks for them.
#[derive(Clone, Debug)]
pub(super) struct RuntimeService<S> {
    service: S,
    runtime: Handle,
}

impl<S> RuntimeService<S> {
    pub(super) fn new(service: S, runtime: Handle) -> Self {
        Self { service, runtime }
    }
}

type Response = http::Response<Body>;

impl<S: NamedService> NamedService for RuntimeService<S> {
    const NAME: &'static str = S::NAME;
}

impl<S: GrpcService> Service<http::Request<Body>> for RuntimeService<S> {
    type Response = Response;
    type Error = Infallible;
    type Future = Call;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<Body>) -> Call {
        Call(self.runtime.spawn(self.service.call(request)))
    }
}

/// A call under way. It ends when this is dropped.
#[derive(Debug)]
pub(super) struct Call(JoinHandle<Result<Response, Infallible>>);

impl Future for Call {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let joined = ready!(Pin::new(&mut self.0).poll(context));
        Poll::Ready(joined.unwrap_or_else(|error| {
            let status = if error.is_panic() {
                Status::internal("the call ended in a panic; the log has more")
            } else {
                Status::unavailable("the provider is ending")
            };
            Ok(status.into_http())
        }))
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.0.abort();
    }
}
