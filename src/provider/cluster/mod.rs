//! `zillizcloud_cluster`: a Free, Serverless or Dedicated cluster.
//!
//! The three kinds are created by three calls and told apart by their identifiers. Changes are accepted at once and
//! done later, so each is followed by a wait. Creating answers with a password that is never shown again: it is on
//! record before anything else is tried.
//!
//! [`model`] is what users write and see, [`scaling`] the part of it that scales. [`rules`], of [`sizes`] and [`labels`]
//! too, [`changes`], [`name`], [`place`], [`plan_of_project`] and [`first_values`] are what is said before anything is tried. [`resource`] is what is done and in which order, in
//! [`steps`] and [`scale`], of clusters that may be [`busy`] or not shown yet ([`visibility`]), and [`errors`] what is said when it did not go well.

mod busy;
mod changes;
mod convert;
mod data_source;
mod errors;
mod first_values;
mod import;
mod kind;
mod kind_function;
mod labels;
mod list_data_source;
mod model;
mod name;
mod place;
mod plan_of_project;
mod resource;
mod rules;
mod scale;
mod scaling;
mod sizes;
mod steps;
mod visibility;

pub(crate) use data_source::{ClusterData, exists};
pub(crate) use kind_function::ClusterKind;
pub(crate) use list_data_source::ClustersData;
pub(crate) use model::Cluster;
pub(crate) use model::ClusterResource;
pub(crate) use model::ScalingSettings;
