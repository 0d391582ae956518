//! The schemas that a provider announces, read once at the start.

use std::collections::BTreeMap;

use tonic::{Code, transport::Channel};

use crate::{
    diagnostics::Diagnostic,
    protocol::generated::tfplugin5::{
        self, ResourceIdentitySchema, ServerCapabilities, get_provider_schema,
        get_resource_identity_schemas, provider_client::ProviderClient,
    },
    schema::Block,
    testing::{Failure, announced, wire},
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
    pub(super) lists: BTreeMap<String, Block>,
    pub(super) actions: BTreeMap<String, Block>,
    pub(super) capabilities: ServerCapabilities,
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
        wire::no_errors(wire::diagnostics(sent.diagnostics.clone()))?;
        let identities = identities(client).await?;
        announced::check(&sent, &identities)?;
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
                identity: identities
                    .get(&name)
                    .map(|it| identity_type(&name, it))
                    .transpose()?,
            };
            Ok((name, known))
        });
        let actions = sent.action_schemas.into_iter();
        let actions = actions.filter_map(|(name, it)| it.schema.map(|schema| (name, schema)));
        Ok(Self {
            provider: wire::schema("the provider", sent.provider.as_ref())?,
            resources: resources.collect::<Result<_, Failure>>()?,
            data_sources: blocks(sent.data_source_schemas)?,
            ephemeral: blocks(sent.ephemeral_resource_schemas)?,
            functions: sent.functions,
            lists: blocks(sent.list_resource_schemas)?,
            actions: blocks(actions.collect())?,
            capabilities: sent.server_capabilities.unwrap_or_default(),
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

/// Schemas of identities by resource. A provider from before identities answers that it knows no such call.
async fn identities(
    client: &mut ProviderClient<Channel>,
) -> Result<BTreeMap<String, ResourceIdentitySchema>, Failure> {
    let request = get_resource_identity_schemas::Request {};
    let sent = match client.get_resource_identity_schemas(request).await {
        Err(status) if status.code() == Code::Unimplemented => return Ok(BTreeMap::new()),
        answer => wire::answer("GetResourceIdentitySchemas", answer)?,
    };
    wire::no_errors(wire::diagnostics(sent.diagnostics))?;
    Ok(sent.identity_schemas)
}

fn identity_type(name: &str, schema: &ResourceIdentitySchema) -> Result<Type, Failure> {
    let attributes = schema.identity_attributes.iter().map(|it| {
        let ty = wire::ty(name, &it.r#type)?;
        Ok((it.name.clone(), ty))
    });
    let names = schema.identity_attributes.iter().map(|it| it.name.clone());
    Ok(Type::Object(ObjectType {
        attributes: attributes.collect::<Result<_, Failure>>()?,
        optional: names.collect(),
    }))
}
