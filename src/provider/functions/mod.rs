//! What configurations can compute without asking the service; one file a function.

mod cluster_kind;
mod isolation_level;
mod region_info;

pub(crate) use cluster_kind::ClusterKind;
pub(crate) use isolation_level::IsolationLevel;
pub(crate) use region_info::RegionInfo;
