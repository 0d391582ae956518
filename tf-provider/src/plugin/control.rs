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

use super::{Error, queue, stdout};

/// How long `main` has to end the process by itself.
const GOODBYE: Duration = Duration::from_millis(500);
/// How long stderr may take for the last words.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// Runs `work` on the control thread and answers its outcome. When it has come to its end, so has the process: whoever started
/// it may say goodbye, but not for long.
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
        queue::flush(LAST_WORDS);
        let _ = sender.send(outcome);
        if is_end {
            thread::sleep(GOODBYE);
            process::exit(0);
        }
    };
    thread.spawn(live).map_err(Error::Thread)?;
    let died = |_| Err(Error::Thread(io::Error::other("it panicked")));
    outcome.await.unwrap_or_else(died)
}

/// A service whose calls run in another runtime than the one that asks for them.
#[derive(Clone, Debug)]
pub(super) struct Elsewhere<S> {
    service: S,
    runtime: Handle,
}

impl<S> Elsewhere<S> {
    pub(super) fn new(service: S, runtime: Handle) -> Self {
        Self { service, runtime }
    }
}

type Response = http::Response<Body>;

impl<S: NamedService> NamedService for Elsewhere<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<http::Request<Body>> for Elsewhere<S>
where
    S: Service<http::Request<Body>, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
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

/// A call under way. Whoever drops it has hung up.
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
