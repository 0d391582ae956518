//! A provider that would be good if nobody changed its answers on the way.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use tf_provider::{
    protocol::{
        Server,
        generated::tfplugin5::{
            apply_resource_change as apply, call_function as function,
            generate_resource_config as generate, get_provider_schema as schema,
            get_resource_identity_schemas as identities, import_resource_state as import,
            invoke_action as invoke, list_resource as list, move_resource_state as moving,
            open_ephemeral_resource as open, plan_resource_change as plan,
            provider_server::{Provider as Calls, ProviderServer},
            read_data_source as data, read_resource as read, renew_ephemeral_resource as renew,
            upgrade_resource_identity as upgrade_identity, upgrade_resource_state as upgrade,
        },
    },
    provider::Provider,
    testing::{Failure, Terraform},
};
use tokio_stream::StreamExt as _;
use tonic::{
    Status,
    body::Body,
    codegen::{Service, http},
    server::{Grpc, NamedService},
};
use tonic_prost::ProstCodec;
use tower::service_fn;

use crate::{sample::Sample, shop::Shop};

/// Which answer is changed, and how.
#[derive(Clone, Copy)]
pub(crate) enum Tamper {
    Plan(fn(&mut plan::Response)),
    Apply(fn(&mut apply::Response)),
    Read(fn(&mut read::Response)),
    Upgrade(fn(&mut upgrade::Response)),
    Import(fn(&mut import::Response)),
    Data(fn(&mut data::Response)),
    Open(fn(&mut open::Response)),
    Renew(fn(&mut renew::Response)),
    Function(fn(&mut function::Response)),
    Move(fn(&mut moving::Response)),
    Generate(fn(&mut generate::Response)),
    UpgradeIdentity(fn(&mut upgrade_identity::Response)),
    Schema(fn(&mut schema::Response)),
    Identities(fn(&mut identities::Response)),
    List(fn(&mut Vec<list::Event>)),
    Invoke(fn(&mut Vec<invoke::Event>)),
}

/// A shop whose answers are tampered with.
pub(crate) async fn bad(tamper: Tamper) -> Terraform {
    bad_shop(tamper).await.0
}

/// The same, and the shop.
pub(crate) async fn bad_shop(tamper: Tamper) -> (Terraform, Shop) {
    let (shop, _) = Shop::new();
    (tampered(shop.clone(), tamper).await, shop)
}

/// A sample whose answers are tampered with.
pub(crate) async fn bad_sample(tamper: Tamper) -> Terraform {
    tampered(Sample::default(), tamper).await
}

/// Why a sample that announces something else is not even loaded.
pub(crate) async fn unloaded(tamper: Tamper) -> Failure {
    load(Sample::default(), tamper).await.unwrap_err()
}

async fn tampered<P: Provider>(provider: P, tamper: Tamper) -> Terraform {
    let terraform = load(provider, tamper).await.unwrap();
    terraform.configure(serde_json::json!({})).await.unwrap();
    terraform
}

async fn load<P: Provider>(provider: P, tamper: Tamper) -> Result<Terraform, Failure> {
    let service = Bad {
        server: Server::new(provider),
        tamper,
    };
    let address = format!("registry.terraform.io/testing/{}", P::NAME);
    Terraform::with_service(address, service).await
}

struct Bad<P: Provider> {
    server: Server<P>,
    tamper: Tamper,
}

impl<P: Provider> Clone for Bad<P> {
    fn clone(&self) -> Self {
        Self {
            server: self.server.clone(),
            tamper: self.tamper,
        }
    }
}

impl<P: Provider> NamedService for Bad<P> {
    const NAME: &'static str = "tfplugin5.Provider";
}

type Answer = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

impl<P: Provider> Service<http::Request<Body>> for Bad<P> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Answer;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Answer {
        let server = self.server.clone();
        let path = request.uri().path().to_owned();
        let method = path.rsplit('/').next().unwrap_or_default();
        /// Has the server answer, and tampers with the answer.
        macro_rules! tampered {
            ($method:ident, $tamper:ident) => {{
                let calls = service_fn(move |asked| {
                    let server = server.clone();
                    async move {
                        let mut answer = server.$method(asked).await?;
                        $tamper(answer.get_mut());
                        Ok::<_, Status>(answer)
                    }
                });
                let mut grpc = Grpc::new(ProstCodec::default());
                Box::pin(async move { Ok(grpc.unary(calls, request).await) })
            }};
        }
        /// The same for a stream of answers.
        macro_rules! tampered_stream {
            ($method:ident, $tamper:ident) => {{
                let calls = service_fn(move |asked| {
                    let server = server.clone();
                    async move {
                        let stream = server.$method(asked).await?.into_inner();
                        let mut events: Vec<_> = stream.collect::<Result<_, Status>>().await?;
                        $tamper(&mut events);
                        let events = events.into_iter().map(Ok::<_, Status>);
                        Ok::<_, Status>(tonic::Response::new(tokio_stream::iter(events)))
                    }
                });
                let mut grpc = Grpc::new(ProstCodec::default());
                Box::pin(async move { Ok(grpc.server_streaming(calls, request).await) })
            }};
        }
        match (self.tamper, method) {
            (Tamper::Plan(it), "PlanResourceChange") => tampered!(plan_resource_change, it),
            (Tamper::Apply(it), "ApplyResourceChange") => tampered!(apply_resource_change, it),
            (Tamper::Read(it), "ReadResource") => tampered!(read_resource, it),
            (Tamper::Upgrade(it), "UpgradeResourceState") => tampered!(upgrade_resource_state, it),
            (Tamper::Import(it), "ImportResourceState") => tampered!(import_resource_state, it),
            (Tamper::Data(it), "ReadDataSource") => tampered!(read_data_source, it),
            (Tamper::Open(it), "OpenEphemeralResource") => tampered!(open_ephemeral_resource, it),
            (Tamper::Renew(it), "RenewEphemeralResource") => {
                tampered!(renew_ephemeral_resource, it)
            }
            (Tamper::Function(it), "CallFunction") => tampered!(call_function, it),
            (Tamper::Move(it), "MoveResourceState") => tampered!(move_resource_state, it),
            (Tamper::Generate(it), "GenerateResourceConfig") => {
                tampered!(generate_resource_config, it)
            }
            (Tamper::UpgradeIdentity(it), "UpgradeResourceIdentity") => {
                tampered!(upgrade_resource_identity, it)
            }
            (Tamper::Schema(it), "GetSchema") => tampered!(get_schema, it),
            (Tamper::Identities(it), "GetResourceIdentitySchemas") => {
                tampered!(get_resource_identity_schemas, it)
            }
            (Tamper::List(it), "ListResource") => tampered_stream!(list_resource, it),
            (Tamper::Invoke(it), "InvokeAction") => tampered_stream!(invoke_action, it),
            _ => Box::pin(ProviderServer::new(server).call(request)),
        }
    }
}
