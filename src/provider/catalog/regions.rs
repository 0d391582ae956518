//! `zillizcloud_regions`: where clusters can be.

use tf_provider::{data_source::DataSource, diagnostics::Result, model, model::Computed};

use crate::{
    api,
    provider::{Context, errors::ErrorContext},
};

model! {
    /// The regions in which Zilliz Cloud runs clusters, all of them or those of one cloud provider.
    pub struct Regions <- RegionsConfig {
        /// Cloud provider, such as `aws`, `gcp` or `azure`.
        cloud_id: Option<String> = optional(),
        /// The regions, by cloud provider and identifier; empty where there are none.
        items: Computed<Vec<Region>> = computed(),
    }
}

model! {
    /// A region.
    pub struct Region <- RegionConfig {
        /// Cloud provider of the region.
        cloud_id: Computed<String> = computed(),
        /// Identifier of the region, such as `aws-us-west-2`.
        region_id: Computed<String> = computed(),
        /// Host of the API for the region.
        domain: Computed<String> = computed(),
        /// Address of the API for the region, where the service tells.
        api_base_url: Computed<String> = computed(),
        /// Kinds of clusters that the region supports, where the service tells.
        supported_cluster_types: Computed<Vec<String>> = computed(),
    }
}

/// Lists regions.
#[derive(Debug)]
pub(crate) struct RegionsData {
    context: Context,
}

impl RegionsData {
    pub(crate) fn new(context: Context) -> Self {
        Self { context }
    }
}

impl DataSource for RegionsData {
    const NAME: &'static str = "regions";
    type Model = Regions;

    async fn read(&self, config: Regions) -> Result<Regions> {
        let mut remote = self
            .context
            .api
            .regions(None)
            .await
            .context("listing regions")?;
        // The service takes a cloud provider that it does not know for an error.
        remote.retain(|it| {
            let wanted = config.cloud_id.as_ref();
            wanted.is_none_or(|wanted| it.cloud_id == *wanted)
        });
        // The service promises no order, and one of our own keeps plans quiet.
        remote.sort_by(|a, b| (&a.cloud_id, &a.region_id).cmp(&(&b.cloud_id, &b.region_id)));
        let items = remote.into_iter().map(Region::from).collect();
        Ok(Regions {
            items: Computed::Known(items),
            ..config
        })
    }
}

impl From<api::Region> for Region {
    fn from(remote: api::Region) -> Self {
        Self {
            cloud_id: remote.cloud_id.into(),
            region_id: remote.region_id.into(),
            domain: remote.domain.into(),
            api_base_url: remote.api_base_url.into(),
            supported_cluster_types: remote.supported_cluster_types.into(),
        }
    }
}
