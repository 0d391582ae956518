//! `zillizcloud_project`: a container for clusters and the people who use them.
//!
//! Creating answers with the identifier alone, so `create` reads the project back; the plan has a call of its own, which
//! only upgrades; regions have two, one to add and one to remove. Older platforms leave out description, plan and
//! regions: what a reply does not mention stays as the state has it.
//!
//! [`resource`] is what Terraform sees and does, and [`rules`] what it says to a plan. [`changes`] are made in place,
//! [`delete`] says what keeps a project from going, an [`upgrade`] cannot be undone, and [`convert`] is between the API and Terraform.

mod changes;
mod convert;
mod data_source;
mod delete;
mod list_data_source;
mod model;
mod resource;
mod rules;
mod upgrade;

pub(crate) use data_source::ProjectData;
pub(crate) use list_data_source::ProjectsData;
pub(crate) use model::ProjectResource;
