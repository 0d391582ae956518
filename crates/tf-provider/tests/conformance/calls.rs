//! Every call of the protocol, made with whatever bytes.
//!
//! The service takes them through the whole gRPC stack, as from a socket. What comes back is decoded as the method's
//! answer, and must be in order: each message has a severity and a summary, whatever was asked.

use std::fmt::Debug;

use prost::{
    Message,
    bytes::{Buf, BufMut},
};
use tf_provider::protocol::{
    Server,
    generated::tfplugin5::{self as wire, provider_server::ProviderServer},
};
use tokio_stream::StreamExt as _;
use tonic::{
    Request, Status,
    client::Grpc,
    codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder},
    codegen::http::uri::PathAndQuery,
};

/// A call of the protocol.
pub(crate) struct Method {
    pub(crate) name: &'static str,
    /// The number of the field that says what the request is about, if there is one.
    pub(crate) named_by: Option<u32>,
    streams: bool,
    /// The errors in an answer.
    errors: fn(&[u8]) -> Vec<String>,
}

/// All of them. Those that need nothing are named by nothing.
pub(crate) fn methods() -> Vec<Method> {
    macro_rules! methods {
        ($($name:literal $module:ident $named_by:expr),* $(,)?) => {
            vec![$(Method {
                name: $name,
                named_by: $named_by,
                streams: false,
                errors: |sent| told(&decoded::<wire::$module::Response>(sent).diagnostics),
            }),*]
        };
    }
    let plain = methods![
        "GetMetadata" get_metadata None,
        "GetSchema" get_provider_schema None,
        "GetResourceIdentitySchemas" get_resource_identity_schemas None,
        "GetFunctions" get_functions None,
        "PrepareProviderConfig" prepare_provider_config None,
        "Configure" configure None,
        "ValidateResourceTypeConfig" validate_resource_type_config Some(1),
        "ValidateDataSourceConfig" validate_data_source_config Some(1),
        "ValidateEphemeralResourceConfig" validate_ephemeral_resource_config Some(1),
        "ValidateListResourceConfig" validate_list_resource_config Some(1),
        "ValidateActionConfig" validate_action_config Some(1),
        "UpgradeResourceState" upgrade_resource_state Some(1),
        "UpgradeResourceIdentity" upgrade_resource_identity Some(1),
        "ReadResource" read_resource Some(1),
        "PlanResourceChange" plan_resource_change Some(1),
        "ApplyResourceChange" apply_resource_change Some(1),
        "ImportResourceState" import_resource_state Some(1),
        "MoveResourceState" move_resource_state Some(5),
        "GenerateResourceConfig" generate_resource_config Some(1),
        "ReadDataSource" read_data_source Some(1),
        "OpenEphemeralResource" open_ephemeral_resource Some(1),
        "RenewEphemeralResource" renew_ephemeral_resource Some(1),
        "CloseEphemeralResource" close_ephemeral_resource Some(1),
        "PlanAction" plan_action Some(1),
    ];
    plain.into_iter().chain(special()).collect()
}

/// Those whose answers hold errors in a way of their own.
fn special() -> [Method; 4] {
    [
        Method {
            name: "CallFunction",
            named_by: Some(1),
            streams: false,
            errors: |sent| {
                let answer: wire::call_function::Response = decoded(sent);
                assert!(answer.error.is_some() != answer.result.is_some());
                answer.error.into_iter().map(|it| it.text).collect()
            },
        },
        Method {
            name: "Stop",
            named_by: None,
            streams: false,
            errors: |sent| {
                let answer: wire::stop::Response = decoded(sent);
                Some(answer.error)
                    .into_iter()
                    .filter(|it| !it.is_empty())
                    .collect()
            },
        },
        Method {
            name: "ListResource",
            named_by: Some(1),
            streams: true,
            errors: |sent| told(&decoded::<wire::list_resource::Event>(sent).diagnostic),
        },
        Method {
            name: "InvokeAction",
            named_by: Some(1),
            streams: true,
            errors: |sent| match decoded::<wire::invoke_action::Event>(sent).r#type {
                Some(wire::invoke_action::event::Type::Completed(it)) => told(&it.diagnostics),
                Some(_) => Vec::new(),
                None => panic!("an event that says nothing"),
            },
        },
    ]
}

/// A call that protocol 5 does not have.
pub(crate) fn stranger(name: &'static str) -> Method {
    Method {
        name,
        named_by: None,
        streams: false,
        errors: |_| Vec::new(),
    }
}

impl Method {
    /// The errors in the answer to a request of these bytes, or the status instead of one.
    pub(crate) async fn ask<P: tf_provider::provider::Provider>(
        &self,
        service: &ProviderServer<Server<P>>,
        request: Vec<u8>,
    ) -> Result<Vec<String>, Status> {
        // The limits are those of the provider alone.
        let mut grpc = Grpc::new(service.clone()).max_decoding_message_size(usize::MAX);
        let path = format!("/tfplugin5.Provider/{}", self.name);
        let path: PathAndQuery = path.parse().unwrap();
        let request = Request::new(request);
        if !self.streams {
            let answer = grpc.unary(request, path, Raw).await?;
            return Ok((self.errors)(answer.get_ref()));
        }
        let events = grpc
            .server_streaming(request, path, Raw)
            .await?
            .into_inner();
        let events: Result<Vec<_>, Status> = events.collect().await;
        Ok(events?.iter().flat_map(|it| (self.errors)(it)).collect())
    }

    /// A request that says what it is about and nothing else.
    pub(crate) fn about(&self, name: &str) -> Option<Vec<u8>> {
        let mut request = Vec::new();
        prost::encoding::string::encode(self.named_by?, &name.to_owned(), &mut request);
        Some(request)
    }
}

fn decoded<M: Message + Default + Debug>(sent: &[u8]) -> M {
    M::decode(sent).unwrap()
}

/// The summaries of the errors among messages, all of which must be in order.
pub(crate) fn told(actual: &[wire::Diagnostic]) -> Vec<String> {
    for it in actual {
        assert!(matches!(it.severity, 1 | 2), "{it:?}");
        assert!(!it.summary.trim().is_empty(), "{it:?}");
        let steps = it.attribute.iter().flat_map(|it| &it.steps);
        assert!(steps.into_iter().all(|it| it.selector.is_some()), "{it:?}");
    }
    let errors = actual.iter().filter(|it| it.severity == 1);
    errors.map(|it| it.summary.clone()).collect()
}

/// Takes messages for the bytes that they are.
#[derive(Clone, Copy, Default)]
struct Raw;

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        *self
    }

    fn decoder(&mut self) -> Self {
        *self
    }
}

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining()).to_vec()))
    }
}
