//! What a provider says that it has, read once at the start.

use std::collections::BTreeMap;

use tonic::{Code, transport::Channel};

use crate::{
    diagnostics::Diagnostic,
    protocol::generated::tfplugin5::{
        self, get_provider_schema, get_resource_identity_schemas, provider_client::ProviderClient,
    },
    schema::Block,
    testing::{Failure, wire},
    value::{ObjectType, Type},
};

/// Everything that can be named in a configuration.
#[derive(Debug)]
pub(super) struct Schemas {
    pub(super) provider: Block,
    pub(super) resources: BTreeMap<String, ResourceSchema>,
    pub(super) data_sources: BTreeMap<String, Block>,
    pub(super) ephemeral: BTreeMap<String, Block>,
    pub(super) functions: BTreeMap<String, tfplugin5::Function>,
}

/// A managed resource's schema.
#[derive(Clone, Debug)]
pub(super) struct ResourceSchema {
    pub(super) version: i64,
    pub(super) block: Block,
    /// The type of its identity, if it has one.
    pub(super) identity: Option<Type>,
}

impl Schemas {
    pub(super) async fn load(client: &mut ProviderClient<Channel>) -> Result<Self, Failure> {
        let sent = client.get_schema(get_provider_schema::Request {}).await;
        let sent = wire::answer("GetProviderSchema", sent)?;
        wire::no_errors(wire::diagnostics(sent.diagnostics))?;
        let identities = identities(client).await?;
        let blocks = |schemas: BTreeMap<String, tfplugin5::Schema>| {
            let read = schemas.into_iter().map(|(name, schema)| {
                let block = wire::schema(&name, Some(&schema))?;
                Ok((name, block))
            });
            read.collect::<Result<BTreeMap<_, _>, Failure>>()
        };
        let resources = sent.resource_schemas.into_iter().map(|(name, schema)| {
            let known = ResourceSchema {
                version: schema.version,
                block: wire::schema(&name, Some(&schema))?,
                identity: identities.get(&name).cloned(),
            };
            Ok((name, known))
        });
        Ok(Self {
            provider: wire::schema("the provider", sent.provider.as_ref())?,
            resources: resources.collect::<Result<_, Failure>>()?,
            data_sources: blocks(sent.data_source_schemas)?,
            ephemeral: blocks(sent.ephemeral_resource_schemas)?,
            functions: sent.functions,
        })
    }
}

/// The one of this name, or what Terraform says when a configuration names what there is not.
pub(super) fn find<'a, T>(
    all: &'a BTreeMap<String, T>,
    kind: &str,
    name: &str,
) -> Result<&'a T, Failure> {
    all.get(name).ok_or_else(|| {
        let detail = format!("The provider does not support {kind} {name:?}.");
        Diagnostic::error(format!("Invalid {kind}"), detail).into()
    })
}

/// Types of identities by resource. A provider from before identities answers that it knows no such call.
async fn identities(
    client: &mut ProviderClient<Channel>,
) -> Result<BTreeMap<String, Type>, Failure> {
    let request = get_resource_identity_schemas::Request {};
    let sent = match client.get_resource_identity_schemas(request).await {
        Err(status) if status.code() == Code::Unimplemented => return Ok(BTreeMap::new()),
        answer => wire::answer("GetResourceIdentitySchemas", answer)?,
    };
    wire::no_errors(wire::diagnostics(sent.diagnostics))?;
    let read = sent.identity_schemas.into_iter().map(|(name, schema)| {
        let attributes = schema.identity_attributes.iter().map(|it| {
            let ty = wire::ty(&name, &it.r#type)?;
            Ok((it.name.clone(), ty))
        });
        let ty = Type::Object(ObjectType {
            attributes: attributes.collect::<Result<_, Failure>>()?,
            optional: schema
                .identity_attributes
                .iter()
                .map(|it| it.name.clone())
                .collect(),
        });
        Ok((name, ty))
    });
    read.collect()
}
