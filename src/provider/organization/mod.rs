//! `zillizcloud_organization`: which organization a provider configuration works in.
//!
//! Zilliz Cloud publishes no call that makes, names or describes an organization. A key belongs to one, and only an
//! invoice says which. So this resource adopts: it creates nothing, destroys nothing, and makes sure that the key is the
//! one that was meant. Only the preview `organizations` gives it a life cycle.
//!
//! Another `organization_id` is another object, since an identity never changes: in adoption that forgets the one and adopts
//! the other.
//!
//! [`resource`] is what Terraform sees and does, [`lifecycle`] what only the preview can do.

mod data_source;
mod lifecycle;
mod model;
mod resource;

pub(crate) use data_source::OrganizationData;
pub(crate) use model::OrganizationResource;
