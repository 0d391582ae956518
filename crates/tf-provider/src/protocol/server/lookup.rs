//! Finding what a request is about.

use std::sync::Arc;

use crate::{
    data_source::{DataSourceType, DynDataSource},
    diagnostics::Result,
    offer::unknown,
    protocol::server::Server,
    provider::Provider,
    resource::{DynResource, ResourceType},
};

impl<P: Provider> Server<P> {
    pub(super) fn resource_type(&self, name: &str) -> Result<&ResourceType<P::Client>> {
        self.0
            .resources
            .get(name)
            .ok_or_else(|| unknown("resource", name))
    }

    pub(super) fn resource(&self, name: &str) -> Result<Arc<dyn DynResource>> {
        self.resource_type(name)?;
        self.configured()?
            .resources
            .get(name)
            .cloned()
            .ok_or_else(|| unknown("resource", name))
    }

    pub(super) fn data_source_type(&self, name: &str) -> Result<&DataSourceType<P::Client>> {
        self.0
            .data_sources
            .get(name)
            .ok_or_else(|| unknown("data source", name))
    }

    pub(super) fn data_source(&self, name: &str) -> Result<Arc<dyn DynDataSource>> {
        self.data_source_type(name)?;
        self.configured()?
            .data_sources
            .get(name)
            .cloned()
            .ok_or_else(|| unknown("data source", name))
    }
}
