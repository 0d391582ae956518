//! Declaring one nested block.

use std::{collections::BTreeMap, marker::PhantomData};

use crate::{
    model::{Field, Model, Slot},
    schema::{
        Block, NestedBlock, Nesting,
        declare::{Declaration, Declared},
    },
};

/// A nested block whose field in the model is of type `S`.
#[derive(Clone, Debug)]
pub struct Nested<S> {
    nested: NestedBlock,
    field: PhantomData<fn() -> S>,
}

/// A block that a configuration may write once.
pub fn block<T: Model + Field>() -> Nested<Option<T>> {
    Nested::new::<T>(Nesting::Single)
}

/// Blocks in their order, as many as a configuration has.
pub fn blocks<T: Model + Field>() -> Nested<Vec<T>> {
    Nested::new::<T>(Nesting::List)
}

/// Blocks without an order, as many as a configuration has. Nothing in them can have a default, be decided by the service
/// or be write-only: Terraform cannot tell which one was which.
pub fn block_set<T: Model + Field>() -> Nested<Vec<T>> {
    Nested::new::<T>(Nesting::Set)
}

/// Blocks by their label.
pub fn block_map<T: Model + Field>() -> Nested<BTreeMap<String, T>> {
    Nested::new::<T>(Nesting::Map)
}

/// A block that is always there; one that nobody writes has nothing set in it.
pub fn block_group<T: Model + Field>() -> Nested<T> {
    Nested::new::<T>(Nesting::Group)
}

impl<S> Nested<S> {
    fn new<T: Model>(nesting: Nesting) -> Self {
        let nested = NestedBlock {
            name: String::new(),
            nesting,
            block: T::block().clone(),
            min_items: 0,
            max_items: 0,
        };
        Self {
            nested,
            field: PhantomData,
        }
    }
}

impl<T: Model + Field> Nested<Option<T>> {
    /// Every configuration writes it.
    pub fn required(mut self) -> Nested<T> {
        self.nested.min_items = 1;
        self.nested.max_items = 1;
        Nested {
            nested: self.nested,
            field: PhantomData,
        }
    }
}

impl<T: Model + Field> Nested<Vec<T>> {
    /// The fewest that a configuration writes.
    pub fn min(mut self, count: u32) -> Self {
        self.nested.min_items = count;
        self
    }

    /// The most that a configuration writes.
    pub fn max(mut self, count: u32) -> Self {
        self.nested.max_items = count;
        self
    }
}

impl<S: Slot> Declaration<S> for Nested<S> {
    /// The description of the field is that of the block; without one, its model's is.
    fn named(self, name: &str, description: String) -> Declared {
        let description = if description.is_empty() {
            self.nested.block.description
        } else {
            description
        };
        Declared::Block(NestedBlock {
            name: name.to_owned(),
            block: Block {
                description,
                ..self.nested.block
            },
            ..self.nested
        })
    }
}
