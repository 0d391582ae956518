//! What configurations can look up; one file a data source.
//!
//! A single one that finds nothing is an error; a filter that leaves nothing is an empty list.

mod cloud_providers;
mod cluster;
mod clusters;
mod invoices;
mod isolation;
mod member;
mod organization;
mod project;
mod project_users;
mod projects;
mod regions;
mod roles;
mod usage;

pub(crate) use cloud_providers::CloudProvidersData;
pub(crate) use cluster::ClusterData;
pub(crate) use clusters::ClustersData;
pub(crate) use invoices::InvoicesData;
pub(crate) use isolation::IsolationData;
pub(crate) use member::MemberData;
pub(crate) use organization::OrganizationData;
pub(crate) use project::ProjectData;
pub(crate) use project_users::ProjectUsersData;
pub(crate) use projects::ProjectsData;
pub(crate) use regions::RegionsData;
pub(crate) use roles::RolesData;
pub(crate) use usage::UsageData;
