//! `zillizcloud_cluster`: a Free, Serverless or Dedicated cluster.
//!
//! The three kinds are created by three calls and told apart by their identifiers. Changes are accepted at once and
//! done later, so each is followed by a wait. Creating answers with a password that is never shown again: it is on
//! record before anything else is tried.
//!
//! [`model`] has the attributes and [`kind`] the three kinds. [`validate`] and [`sizes`] check the configuration, [`plan`] and
//! [`place`] what the service would refuse. [`resource`] lists the operations in order: [`import`] finds a cluster, [`apply`] has the
//! steps of a change, [`scaling`] those of its size, and [`status`] the waits. [`convert`] goes between the API and the state, and
//! [`errors`] has the messages.

mod apply;
mod convert;
mod data_source;
mod errors;
mod import;
mod kind;
mod model;
mod place;
mod plan;
mod resource;
mod scaling;
mod sizes;
mod status;
mod validate;

pub(crate) use data_source::{ClusterData, ClustersData, exists};
pub(crate) use kind::ClusterKind;
pub(crate) use model::{Cluster, ClusterResource, ScalingSettings};
