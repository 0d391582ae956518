//! `zillizcloud_project_user`: the roles of one person in one project.
//!
//! A person is a member of the organization already: only the console invites, except with the preview `invitations`.
//! Granting a role that is held, or revoking one that is not, is refused by the service, so the roles are read before they
//! are changed. Roles that come from a group are not listed and are left alone.
//!
//! [`model`] has the attributes, and [`resource`] lists the operations in order. [`plan`] decides which person a plan is about, and
//! [`rules`] checks what the service would refuse. [`principal`] is the person, and [`grants`] reads and changes their roles.
//! [`blocks`] and [`overlap`] keep two blocks for one person from taking roles from each other. The role of [`own_admin`] goes last.
//! [`invitation`] is for people who are not members yet, and [`errors`] has the messages.

mod blocks;
#[cfg(test)]
mod blocks_tests;
mod data_source;
mod errors;
mod grants;
mod invitation;
mod model;
mod overlap;
mod own_admin;
mod plan;
mod principal;
mod resource;
mod rules;

pub(crate) use blocks::Blocks;
pub(crate) use data_source::ProjectUsersData;
pub(crate) use model::ProjectUserResource;
