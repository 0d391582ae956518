//! `zillizcloud_project_user`: the roles of one person in one project.
//!
//! A person is a member of the organization already: only the console invites, except with the preview `invitations`.
//! Granting a role that is held, or revoking one that is not, is refused by the service, so the roles are read before they
//! are changed. Roles that come from a group are not listed and are left alone.
//!
//! [`resource`] is what Terraform sees and does. [`plan`] plans whom it is about, and [`rules`] are what the service would
//! refuse. An [`own_admin`] goes last. [`read_state`] reads somebody in the state. [`same_person`] refuses somebody else in an
//! update. [`principal`] tells who somebody is, [`roles`] reads and changes what they hold, and [`reconcile`] makes that what is
//! planned; [`blocks`], [`marks`] and [`overlap`] keep two blocks for one person from taking away what the other gives.
//! [`invitation`] is for those who are no members yet.

mod blocks;
#[cfg(test)]
mod blocks_tests;
mod configured;
mod errors;
mod invitation;
mod list_data_source;
mod marks;
mod model;
mod overlap;
mod own_admin;
mod plan;
mod principal;
mod read_state;
mod reconcile;
mod resource;
mod roles;
mod rules;
mod same_person;

pub(crate) use blocks::Blocks;
pub(crate) use list_data_source::ProjectUsersData;
pub(crate) use model::ProjectUserResource;
