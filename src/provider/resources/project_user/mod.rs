//! `zillizcloud_project_user`: the roles of one person in one project.
//!
//! A person is a member of the organization already: only the console invites. Granting a role that is held, or revoking
//! one that is not, is refused by the service, so the roles are read before they are changed. Roles that come from a
//! group are not listed and are left alone.
//!
//! [`resource`] is what Terraform sees and does. [`person`] tells who somebody is, [`roles`] reads and changes what they
//! hold, and [`reconcile`] makes that what is planned.

mod person;
mod reconcile;
mod resource;
mod roles;

pub(crate) use resource::ProjectUserResource;
