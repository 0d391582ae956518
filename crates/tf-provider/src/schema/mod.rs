//! Schemas: the attributes and blocks of a provider, a resource or a data source, and how each behaves in a plan.
//!
//! A schema is data. [`crate::model!`] writes it from a struct, the planner and the validator read it, and the protocol
//! layer turns it into what Terraform wants to see.

mod attribute;
mod block;
pub mod check;
mod cron;
pub mod declare;
#[cfg(test)]
pub(crate) mod test_support;
#[cfg(test)]
mod tests;
mod text;
mod validate;
mod validator;

pub use attribute::{Attribute, Keeps, Mode};
pub use block::{Block, NestedBlock, Nesting};
pub use declare::{Attr, Nested};
pub use text::Text;
pub(crate) use validate::{validate, write_only_not_allowed};
pub use validator::{Relation, Validator};

/// The schema of a provider, a resource or a data source.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Version of the state that goes with it. Terraform asks for an upgrade of anything older.
    pub version: u64,
    /// The top-level attributes and blocks.
    pub block: Block,
}
