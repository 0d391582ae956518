//! Declaring the members of a model: attributes and nested blocks, then what else there is to say about them.
//!
//! The type parameter of [`Attr`] and [`Nested`] is the type of the model's field, so that a field whose type and
//! declaration disagree does not compile. [`Rules`] is the vocabulary for configured values.

mod attribute;
mod block;
mod rules;

use crate::{
    model::Slot,
    schema::{Attribute, NestedBlock},
};

pub use crate::schema::Text;
pub use attribute::{Attr, computed, optional, required};
pub use block::{Nested, block, block_group, block_map, block_set, blocks};
pub use rules::{Bounded, Each, Elements, Length, Rules};

/// How a field of type `S` is declared.
#[diagnostic::on_unimplemented(
    message = "this declares something else than a field of type `{S}`",
    label = "does not declare a `{S}`",
    note = "`required` is for `T`, `optional` for `Option<T>`, `.default(…)` makes it `T`, `computed` is for `Computed<T>`"
)]
pub trait Declaration<S: Slot> {
    /// The finished member.
    fn named(self, name: &str, description: String) -> Declared;
}

/// One member of a block.
#[derive(Clone, Debug)]
pub enum Declared {
    /// An attribute.
    Attribute(Attribute),
    /// A nested block.
    Block(NestedBlock),
}
