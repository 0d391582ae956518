//! The calls about the provider itself: schemas, capabilities, names.

use crate::{
    protocol::{
        convert,
        generated::tfplugin5::{self as wire, get_metadata, get_provider_schema as get_schema},
        server::Server,
    },
    provider::Provider,
    schema::Schema,
};

impl<P: Provider> Server<P> {
    /// Every schema. It comes without a configuration or a network, and is the same every time.
    pub(super) fn get_schema(&self) -> get_schema::Response {
        let resources = self
            .0
            .resources
            .values()
            .map(|it| (it.name.clone(), convert::schema(&it.schema)));
        let data_sources = self
            .0
            .data_sources
            .values()
            .map(|it| (it.name.clone(), convert::schema(&it.schema)));
        get_schema::Response {
            provider: Some(convert::schema(&self.0.schema)),
            provider_meta: self.0.meta.as_ref().map(convert::schema),
            resource_schemas: resources.collect(),
            data_source_schemas: data_sources.collect(),
            functions: self.functions(),
            ephemeral_resource_schemas: schemas(self.0.ephemeral_resources.schemas()).collect(),
            list_resource_schemas: schemas(self.0.list_resources.schemas()).collect(),
            action_schemas: schemas(self.0.actions.schemas())
                .map(|(name, it)| (name, wire::ActionSchema { schema: Some(it) }))
                .collect(),
            diagnostics: convert::diagnostics(self.0.problems.clone()),
            server_capabilities: Some(capabilities()),
        }
    }

    /// Names only, for those who combine providers.
    pub(super) fn get_metadata(&self) -> get_metadata::Response {
        let resources = self.0.resources.keys();
        let data_sources = self.0.data_sources.keys();
        let functions = self.0.functions.keys();
        let ephemeral_resources = self.0.ephemeral_resources.names();
        let list_resources = self.0.list_resources.names();
        let actions = self.0.actions.names();
        get_metadata::Response {
            server_capabilities: Some(capabilities()),
            resources: resources
                .map(|it| get_metadata::ResourceMetadata {
                    type_name: it.clone(),
                })
                .collect(),
            data_sources: data_sources
                .map(|it| get_metadata::DataSourceMetadata {
                    type_name: it.clone(),
                })
                .collect(),
            functions: functions
                .map(|it| get_metadata::FunctionMetadata {
                    name: (*it).to_owned(),
                })
                .collect(),
            ephemeral_resources: ephemeral_resources
                .map(|type_name| get_metadata::EphemeralResourceMetadata { type_name })
                .collect(),
            list_resources: list_resources
                .map(|type_name| get_metadata::ListResourceMetadata { type_name })
                .collect(),
            actions: actions
                .map(|type_name| get_metadata::ActionMetadata { type_name })
                .collect(),
            ..get_metadata::Response::default()
        }
    }
}

fn schemas<'a>(
    all: impl Iterator<Item = (String, &'a Schema)>,
) -> impl Iterator<Item = (String, wire::Schema)> {
    all.map(|(name, it)| (name, convert::schema(it)))
}

fn capabilities() -> wire::ServerCapabilities {
    wire::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}
