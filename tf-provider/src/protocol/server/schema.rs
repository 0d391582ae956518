//! What there is: schemas, capabilities, names.

use crate::{
    protocol::{
        convert,
        generated::tfplugin5::{self as wire, get_metadata, get_provider_schema as get_schema},
        server::Server,
    },
    provider::Provider,
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
            server_capabilities: Some(capabilities()),
            ..get_schema::Response::default()
        }
    }

    /// Names only, for those who combine providers.
    pub(super) fn get_metadata(&self) -> get_metadata::Response {
        let resources = self.0.resources.keys();
        let data_sources = self.0.data_sources.keys();
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
            ..get_metadata::Response::default()
        }
    }
}

fn capabilities() -> wire::ServerCapabilities {
    wire::ServerCapabilities {
        plan_destroy: true,
        get_provider_schema_optional: true,
        move_resource_state: true,
        generate_resource_config: true,
    }
}
