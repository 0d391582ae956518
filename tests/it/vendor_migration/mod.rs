//! Coming from somewhere else: objects that exist, and states and configurations of the vendor's provider.
//!
//! [`golden`](vendor) states have the shape that the vendor's provider gives them. What they describe is made in the
//! simulator first, so that a refresh finds it.

mod examples;
mod generated;
mod identity;
mod import;
mod moves;
mod vendor;
