//! Answers that say what went wrong, for every kind of request.
//!
//! To convert a large value takes as long as many small calls do. So the runtime gives the other tasks of a thread to another
//! one while that thread works on a call. A call that waits keeps no thread.

use std::{future::Future, panic::AssertUnwindSafe};

use tokio::runtime::{Handle, RuntimeFlavor};
use tonic::{Request, Response, Status};

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::{convert, generated::tfplugin5 as wire, server::Server},
    provider::Provider,
};

/// An answer that can say that nothing came of the request.
pub(super) trait Answer: Default + Send + 'static {
    /// The answer to a request that failed.
    fn failed(diagnostics: Diagnostics) -> Self;
}

macro_rules! answers {
    ($($module:ident),* $(,)?) => {
        $(impl Answer for wire::$module::Response {
            fn failed(diagnostics: Diagnostics) -> Self {
                let mut failed = Self::default();
                failed.diagnostics = convert::diagnostics(diagnostics);
                failed
            }
        })*
    };
}

answers!(
    apply_resource_change,
    close_ephemeral_resource,
    configure,
    generate_resource_config,
    get_functions,
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    import_resource_state,
    move_resource_state,
    open_ephemeral_resource,
    plan_action,
    plan_resource_change,
    prepare_provider_config,
    read_data_source,
    read_resource,
    renew_ephemeral_resource,
    upgrade_resource_identity,
    upgrade_resource_state,
    validate_action_config,
    validate_data_source_config,
    validate_ephemeral_resource_config,
    validate_list_resource_config,
    validate_resource_type_config,
);

/// Answers a request; a panic on the way becomes a diagnostic too.
pub(super) async fn answer<P, R, A, F>(
    server: &Server<P>,
    request: Request<R>,
    work: impl FnOnce(Server<P>, R) -> F,
) -> Result<Response<A>, Status>
where
    P: Provider,
    A: Answer,
    F: Future<Output = crate::diagnostics::Result<A>> + Send + 'static,
{
    let answer = |server, request| {
        let work = work(server, request);
        async move { catch_unwind(work).await.unwrap_or_else(A::failed) }
    };
    respond(server, request, answer).await
}

/// Answers a request that has no place for diagnostics.
pub(super) async fn respond<P, R, T, F>(
    server: &Server<P>,
    request: Request<R>,
    work: impl FnOnce(Server<P>, R) -> F,
) -> Result<Response<T>, Status>
where
    P: Provider,
    F: Future<Output = T> + Send + 'static,
{
    let mut work = std::pin::pin!(work(server.clone(), request.into_inner()));
    let answer = std::future::poll_fn(|context| in_place(|| work.as_mut().poll(context)));
    Ok(Response::new(answer.await))
}

/// Does work that may take long. Other tasks go on in other threads, where the runtime can have more than one.
pub(super) fn in_place<T>(work: impl FnOnce() -> T) -> T {
    match Handle::current().runtime_flavor() {
        RuntimeFlavor::CurrentThread => work(),
        _ => tokio::task::block_in_place(work),
    }
}

/// Turns a panic of `work` into a diagnostic.
pub(super) async fn catch_unwind<T>(
    work: impl Future<Output = crate::diagnostics::Result<T>> + Send,
) -> crate::diagnostics::Result<T> {
    let mut work = std::pin::pin!(work);
    std::future::poll_fn(move |context| {
        let polled = std::panic::catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| std::task::Poll::Ready(Err(panicked(panic.as_ref()).into())))
    })
    .await
}

/// What to say about a panic.
pub(super) fn panicked(panic: &(dyn std::any::Any + Send)) -> Diagnostic {
    let message = panic
        .downcast_ref::<&str>()
        .map(|it| (*it).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned());
    let detail = format!(
        "The provider failed in a way its authors did not foresee: {message}. Please report it, with the configuration that led to it."
    );
    Diagnostic::error("Bug in the provider", detail)
}
