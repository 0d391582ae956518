//! `zillizcloud_cloud_providers`: on whose machines clusters can run.

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api,
    provider::{Context, errors::ErrorContext},
};

model! {
    /// The cloud providers on which Zilliz Cloud runs clusters.
    pub struct CloudProviders <- CloudProvidersConfig {
        /// The cloud providers, by identifier.
        cloud_providers: Computed<Vec<CloudProvider>> = computed(),
    }
}

model! {
    /// A cloud provider.
    pub struct CloudProvider <- CloudProviderConfig {
        /// Identifier, such as `aws`.
        cloud_id: Computed<String> = computed(),
        /// The name for people.
        description: Computed<String> = computed(),
    }
}

/// Lists cloud providers.
#[derive(Debug)]
pub(crate) struct CloudProvidersData {
    context: Context,
}

impl CloudProvidersData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for CloudProvidersData {
    const NAME: &'static str = "cloud_providers";
    type Model = CloudProviders;

    async fn read(&self, _: CloudProviders) -> Result<CloudProviders> {
        let remote = self.context.api.clouds().await;
        let mut remote = remote.context("listing cloud providers")?;
        // The service promises no order, and one of our own keeps plans quiet.
        remote.sort_by(|a, b| a.cloud_id.cmp(&b.cloud_id));
        Ok(CloudProviders {
            cloud_providers: Computed::Known(remote.into_iter().map(CloudProvider::from).collect()),
        })
    }
}

impl From<api::Cloud> for CloudProvider {
    fn from(remote: api::Cloud) -> Self {
        Self {
            cloud_id: remote.cloud_id.into(),
            description: remote.description.into(),
        }
    }
}
