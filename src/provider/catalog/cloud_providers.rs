//! `zillizcloud_cloud_providers`: on whose machines clusters can run.

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api,
    provider::{Cloud, errors::Context},
};

model! {
    /// The cloud providers on which Zilliz Cloud runs clusters.
    pub struct CloudProviders <- CloudProvidersDraft {
        /// The cloud providers, by identifier.
        cloud_providers: Computed<Vec<CloudProvider>> = computed(),
    }
}

model! {
    /// A cloud provider.
    pub struct CloudProvider <- CloudProviderDraft {
        /// Identifier, such as `aws`.
        cloud_id: Computed<String> = computed(),
        /// The name for people.
        description: Computed<String> = computed(),
    }
}

/// Lists cloud providers.
#[derive(Debug)]
pub(crate) struct CloudProvidersData {
    cloud: Cloud,
}

impl CloudProvidersData {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }
}

impl DataSource for CloudProvidersData {
    const NAME: &'static str = "cloud_providers";
    type Model = CloudProviders;

    async fn read(&self, _: CloudProviders) -> Result<CloudProviders> {
        let found = self.cloud.api.clouds().await;
        let mut found = found.context("listing cloud providers")?;
        // The service promises no order, and one of our own keeps plans quiet.
        found.sort_by(|a, b| a.cloud_id.cmp(&b.cloud_id));
        Ok(CloudProviders {
            cloud_providers: Computed::Known(found.into_iter().map(CloudProvider::from).collect()),
        })
    }
}

impl From<api::Cloud> for CloudProvider {
    fn from(found: api::Cloud) -> Self {
        Self {
            cloud_id: found.cloud_id.into(),
            description: found.description.into(),
        }
    }
}
