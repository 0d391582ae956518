//! Clusters that Terraform does not know yet.

use tf_provider::diagnostics::{Diagnostic, Result};

use crate::{
    api,
    provider::{errors::Context, resources::cluster::resource::ClusterResource, search},
};

impl ClusterResource {
    /// Finds a cluster by `<cluster_id>`, `<cluster_id>,<region_id>` or `name:<project_id>/<cluster_name>`.
    pub(super) async fn find(&self, id: &str) -> Result<api::Cluster> {
        let doing = format!("importing cluster \"{id}\"");
        let refuse = |detail: String| Diagnostic::error(format!("Error {doing}"), detail).into();
        let Some(name) = id.strip_prefix("name:") else {
            // The vendor's provider wants the region too, which the service knows anyway.
            let id = id.split(',').next().unwrap_or(id);
            return self.cloud.api.cluster(id).await.context(doing);
        };
        let Some((project_id, name)) = name.split_once('/') else {
            return Err(refuse(
                "Write `name:<project_id>/<cluster_name>`.".to_owned(),
            ));
        };
        let clusters = self.cloud.api.clusters(None).await.context(&doing)?;
        search::cluster(clusters, project_id, name).map_err(refuse)
    }
}
