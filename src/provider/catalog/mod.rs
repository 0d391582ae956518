//! The catalog: clouds and their regions.

mod cloud_providers;
mod known_regions;
mod region_info;
mod regions;

pub(crate) use cloud_providers::CloudProvidersData;
pub(crate) use known_regions::check_region;
pub(crate) use region_info::RegionInfo;
pub(crate) use regions::RegionsData;
