//! The services every go-plugin process offers beside its own: controller, stdio, broker, health.
//!
//! The host opens the stdio and the broker stream at once and leaves them open. They must stay open on our side too:
//! without a call under way, newer hosts would close an idle connection.

use std::{
    convert::Infallible,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use tokio_stream::{Stream, pending};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::{
    Request, Response, Status, Streaming,
    body::Body,
    codegen::{Service, http},
    server::NamedService,
    service::Routes,
};
use tonic_health::{ServingStatus, server::health_reporter};

use super::generated::{
    ConnInfo, Empty, StdioData,
    grpc_broker_server::{GrpcBroker, GrpcBrokerServer},
    grpc_controller_server::{GrpcController, GrpcControllerServer},
    grpc_stdio_server::{GrpcStdio, GrpcStdioServer},
};

/// The name under which go-plugin hosts ask for the health of the whole process.
const HEALTH_SERVICE: &str = "plugin";

/// A gRPC service that a server can take: every one that tonic generates.
pub trait GrpcService:
    Service<
        http::Request<Body>,
        Response = http::Response<Body>,
        Error = Infallible,
        Future: Send + 'static,
    > + NamedService
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> GrpcService for S where
    S: Service<
            http::Request<Body>,
            Response = http::Response<Body>,
            Error = Infallible,
            Future: Send + 'static,
        > + NamedService
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// The provider's `service` and those of go-plugin; a call of Shutdown cancels `ending`.
pub(super) async fn routes<S: GrpcService>(service: S, ending: &CancellationToken) -> Routes {
    let (health_reporter, health) = health_reporter();
    health_reporter
        .set_service_status(HEALTH_SERVICE, ServingStatus::Serving)
        .await;
    let own = OwnServices {
        ending: ending.clone(),
    };
    Routes::new(service)
        .add_service(GrpcControllerServer::new(own.clone()))
        .add_service(GrpcStdioServer::new(own.clone()))
        .add_service(GrpcBrokerServer::new(own))
        .add_service(health)
}

#[derive(Clone, Debug)]
struct OwnServices {
    ending: CancellationToken,
}

#[tonic::async_trait]
impl GrpcController for OwnServices {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.ending.cancel();
        Ok(Response::new(Empty {}))
    }
}

#[tonic::async_trait]
impl GrpcStdio for OwnServices {
    type StreamStdioStream = Silent<tokio_stream::Pending<()>, StdioData>;

    /// Sends nothing: the host would show it as unexpected data. Whatever the process prints is on stderr anyway.
    async fn stream_stdio(
        &self,
        _request: Request<()>,
    ) -> Result<Response<Self::StreamStdioStream>, Status> {
        Ok(Response::new(Silent::new(pending(), &self.ending)))
    }
}

#[tonic::async_trait]
impl GrpcBroker for OwnServices {
    type StartStreamStream = Silent<Streaming<ConnInfo>, ConnInfo>;

    async fn start_stream(
        &self,
        request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<Self::StartStreamStream>, Status> {
        Ok(Response::new(Silent::new(
            request.into_inner(),
            &self.ending,
        )))
    }
}

/// An answer without content that reads and ignores what the host sends, until either side ends.
struct Silent<S, T> {
    incoming: S,
    ending: Pin<Box<WaitForCancellationFutureOwned>>,
    never_sent: PhantomData<fn() -> T>,
}

impl<S, T> Silent<S, T> {
    fn new(incoming: S, ending: &CancellationToken) -> Self {
        Self {
            incoming,
            ending: Box::pin(ending.clone().cancelled_owned()),
            never_sent: PhantomData,
        }
    }
}

impl<S: Stream + Unpin, T> Stream for Silent<S, T> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ending.as_mut().poll(cx).is_ready() {
            return Poll::Ready(None);
        }
        while let Poll::Ready(ignored) = Pin::new(&mut self.incoming).poll_next(cx) {
            if ignored.is_none() {
                return Poll::Ready(None);
            }
        }
        Poll::Pending
    }
}
