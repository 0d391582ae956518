//! `zillizcloud_project`: a container for clusters and the people who use them.
//!
//! Creating answers with the identifier alone, so `create` reads the project back; the plan has a call of its own, which
//! only upgrades; regions have two, one to add and one to remove. Older platforms leave out description, plan and
//! regions: what a reply does not mention stays as the state has it.
//!
//! [`model`] has the attributes, and [`resource`] lists the operations in order. [`plan`] checks what the service would refuse,
//! [`apply`] has the changes in place, and [`delete`] the clusters that keep a project from going. [`convert`] goes between the API
//! and the state.

mod apply;
mod convert;
mod data_source;
mod delete;
mod model;
mod plan;
mod resource;

pub(crate) use data_source::{ProjectData, ProjectsData};
pub(crate) use model::ProjectResource;
