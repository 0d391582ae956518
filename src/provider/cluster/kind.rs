//! The kinds of clusters, and the function `cluster_kind`, which tells one by its identifier.

use tf_provider::{
    function::{Function, FunctionError},
    model,
    model::{Computed, Slot},
    value::Value,
};

use crate::{
    api,
    provider::cluster::model::{Cluster, ClusterConfig},
};

/// The kind of a cluster, which never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Free,
    Serverless,
    Dedicated,
}

impl Kind {
    /// The kind of a cluster that exists. A free cluster has been seen to report the plan `Serverless`, so the
    /// identifier comes first.
    pub(super) fn of(remote: &api::Cluster) -> Self {
        use api::DeploymentOption;
        match &remote.deployment_option {
            Some(DeploymentOption::Free) => Self::Free,
            Some(DeploymentOption::Serverless) => Self::Serverless,
            Some(DeploymentOption::Dedicated) => Self::Dedicated,
            _ => Self::of_id(&remote.cluster_id),
        }
    }

    fn of_id(id: &str) -> Self {
        match id.split('-').next() {
            Some("in03") => Self::Free,
            Some("in05") => Self::Serverless,
            _ => Self::Dedicated,
        }
    }

    /// The kind that a configuration asks for; `None` while it is not known.
    pub(super) fn wanted(config: &ClusterConfig) -> Option<Self> {
        let says_nothing = config.plan.is_null() && is_sized(config) == Some(false);
        Self::configured(config).or(says_nothing.then_some(Self::Free))
    }

    /// The kind that a configuration says of a cluster that exists; `None` when it says nothing, or not yet.
    pub(super) fn configured(config: &ClusterConfig) -> Option<Self> {
        match &config.plan {
            Computed::Known(plan) => Some(Self::of_plan(plan)),
            // Should the plan turn out to be one without compute units, that is an error of its own.
            Computed::Null | Computed::Unknown => {
                (is_sized(config) == Some(true)).then_some(Self::Dedicated)
            }
        }
    }

    pub(super) fn of_plan(plan: &str) -> Self {
        match plan {
            "Free" => Self::Free,
            "Serverless" => Self::Serverless,
            _ => Self::Dedicated,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Serverless => "Serverless",
            Self::Dedicated => "Dedicated",
        }
    }
}

/// Whether this is the identifier of a cluster of yet another kind, which lists and looks like the others.
pub(super) fn is_on_demand(id: &str) -> bool {
    id.starts_with("in07-")
}

/// Whether anything is set that only a Dedicated cluster has; `None` while that is not known.
fn is_sized(config: &ClusterConfig) -> Option<bool> {
    let all = [
        config.cu_size.to_slot(),
        config.cu_type.to_slot(),
        config.replica.to_slot(),
        config.cu_settings.to_slot(),
        config.replica_settings.to_slot(),
    ];
    if all.iter().any(|it| !it.is_null() && !it.is_unknown()) {
        return Some(true);
    }
    all.iter().all(Value::is_null).then_some(false)
}

impl Cluster {
    /// The kind of this cluster: by its identifier if it exists, else by what is planned.
    pub(super) fn kind(&self) -> Kind {
        match (self.deployment_option.text(), self.id.text()) {
            (Some(option), _) => Kind::of_plan(option),
            (None, Some(id)) => Kind::of_id(id),
            (None, None) => self.plan.text().map_or(Kind::Dedicated, Kind::of_plan),
        }
    }
}

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
