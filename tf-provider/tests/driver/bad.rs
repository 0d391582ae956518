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
            apply_resource_change as apply, import_resource_state as import,
            plan_resource_change as plan,
            provider_server::{Provider as Calls, ProviderServer},
            read_data_source as data, read_resource as read, upgrade_resource_state as upgrade,
        },
    },
    provider::Provider,
    testing::Terraform,
};
use tonic::{
    Status,
    body::Body,
    codegen::{Service, http},
    server::{Grpc, NamedService},
};
use tonic_prost::ProstCodec;
use tower::service_fn;

use crate::{kiosk::Kiosk, shop::Shop};

/// Which answer is changed, and how.
#[derive(Clone, Copy)]
pub(crate) enum Tamper {
    Plan(fn(&mut plan::Response)),
    Apply(fn(&mut apply::Response)),
    Read(fn(&mut read::Response)),
    Upgrade(fn(&mut upgrade::Response)),
    Import(fn(&mut import::Response)),
    Data(fn(&mut data::Response)),
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

/// A kiosk whose answers are tampered with.
pub(crate) async fn bad_kiosk(tamper: Tamper) -> Terraform {
    tampered(Kiosk::default(), tamper).await
}

async fn tampered<P: Provider>(provider: P, tamper: Tamper) -> Terraform {
    let service = Bad {
        server: Server::new(provider),
        tamper,
    };
    let address = format!("registry.terraform.io/testing/{}", P::NAME);
    let terraform = Terraform::with_service(address, service).await.unwrap();
    terraform.configure(serde_json::json!({})).await.unwrap();
    terraform
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
        match (self.tamper, method) {
            (Tamper::Plan(it), "PlanResourceChange") => tampered!(plan_resource_change, it),
            (Tamper::Apply(it), "ApplyResourceChange") => tampered!(apply_resource_change, it),
            (Tamper::Read(it), "ReadResource") => tampered!(read_resource, it),
            (Tamper::Upgrade(it), "UpgradeResourceState") => tampered!(upgrade_resource_state, it),
            (Tamper::Import(it), "ImportResourceState") => tampered!(import_resource_state, it),
            (Tamper::Data(it), "ReadDataSource") => tampered!(read_data_source, it),
            _ => Box::pin(ProviderServer::new(server).call(request)),
        }
    }
}
