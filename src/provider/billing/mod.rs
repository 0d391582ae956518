//! `zillizcloud_usage`: what was used in a period and what it costs, by day, project, cluster and environment. For owners
//! and billing admins only.
//!
//! [`data_source`] is what users write and get, [`existence`] refuses what does not exist, and [`sums`] adds up what the
//! service tells. A part of a cost is a wrong cost: what
//! cannot be told is an error.

mod data_source;
mod existence;
mod sums;

pub(crate) use data_source::UsageData;
