//! `cluster_kind`: what the identifier of a cluster says.

use tf_provider::{
    function::{Function, FunctionError},
    model,
};

model! {
    /// Which kind of cluster it is, from its identifier: `Free`, `Serverless`, `Dedicated` or `OnDemand`.
    pub struct ClusterKindArgs <- ClusterKindArgsConfig {
        /// Identifier of the cluster, such as `in01-…`.
        cluster_id: String = required(),
    }
}

/// Tells the kind of a cluster.
#[derive(Debug)]
pub(crate) struct ClusterKind;

impl Function for ClusterKind {
    const NAME: &'static str = "cluster_kind";
    type Args = ClusterKindArgs;
    type Output = String;

    fn call(args: ClusterKindArgs) -> Result<String, FunctionError> {
        let kind = match args.cluster_id.split_once('-') {
            Some(("in01", _)) => "Dedicated",
            Some(("in03", _)) => "Free",
            Some(("in05", _)) => "Serverless",
            Some(("in07", _)) => "OnDemand",
            _ => {
                let text = format!(
                    "\"{}\" is not the identifier of a cluster: those begin with in01-, in03-, in05- or in07-.",
                    args.cluster_id
                );
                return Err(FunctionError::new(text).at("cluster_id"));
            }
        };
        Ok(kind.to_owned())
    }
}
