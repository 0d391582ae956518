//! What configurations can look up; one file a data source.

mod project;
mod regions;

pub(crate) use project::ProjectData;
pub(crate) use regions::RegionsData;
