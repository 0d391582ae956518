//! Groups of attributes, and groups inside groups.

use std::collections::BTreeMap;

use crate::{
    schema::{Attribute, declare::Declared},
    value::{ObjectType, Type, Value},
};

/// A group of attributes and nested blocks.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// What it stands for, in Markdown.
    pub description: String,
    /// Attributes in the order of their declaration.
    pub attributes: Vec<Attribute>,
    /// Nested blocks in the order of their declaration.
    pub blocks: Vec<NestedBlock>,
}

/// A block inside a block.
#[derive(Clone, Debug)]
pub struct NestedBlock {
    /// Name of the block.
    pub name: String,
    /// How often it may appear, and what its value is.
    pub nesting: Nesting,
    /// What is inside.
    pub block: Block,
    /// Fewest allowed; only for lists and sets, or 1 for a required single block.
    pub min_items: u32,
    /// Most allowed; 0 is no limit.
    pub max_items: u32,
}

/// How a nested block may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nesting {
    /// At most once; an object or null.
    Single,
    /// At most once; an object that is never null.
    Group,
    /// Any number of times, in order.
    List,
    /// Any number of times, without order.
    Set,
    /// Any number of times, by label.
    Map,
}

impl Block {
    /// The attribute `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|it| it.name == name)
    }

    /// The block in which these are declared.
    #[doc(hidden)]
    pub fn declared<const N: usize>(description: String, members: [Declared; N]) -> Self {
        let mut block = Self {
            description,
            ..Self::default()
        };
        for member in members {
            match member {
                Declared::Attribute(attribute) => block.attributes.push(attribute),
                Declared::Block(nested) => block.blocks.push(nested),
            }
        }
        block
    }

    /// The nested block `name`.
    pub fn nested(&self, name: &str) -> Option<&NestedBlock> {
        self.blocks.iter().find(|it| it.name == name)
    }

    /// The value in which nothing is set.
    pub fn absent(&self) -> Value {
        let attributes = self
            .attributes
            .iter()
            .map(|it| (it.name.clone(), Value::Null));
        let blocks = self.blocks.iter().map(|it| (it.name.clone(), it.absent()));
        Value::Object(attributes.chain(blocks).collect())
    }

    /// Fills in what a stored value lacks: a nested block is never null where the absence of blocks has another form.
    pub(crate) fn complete(&self, value: Value) -> Value {
        let Value::Object(mut object) = value else {
            return value;
        };
        for nested in &self.blocks {
            let stored = object.remove(&nested.name).unwrap_or(Value::Null);
            object.insert(nested.name.clone(), nested.complete(stored));
        }
        Value::Object(object)
    }

    /// The type of a value of this block.
    pub fn ty(&self) -> Type {
        let attributes = self
            .attributes
            .iter()
            .map(|it| (it.name.clone(), it.ty.clone()));
        let blocks = self.blocks.iter().map(|it| (it.name.clone(), it.ty()));
        Type::Object(ObjectType {
            attributes: attributes.chain(blocks).collect(),
            ..ObjectType::default()
        })
    }
}

impl NestedBlock {
    /// The value that says that there is none.
    pub fn absent(&self) -> Value {
        match self.nesting {
            Nesting::Single => Value::Null,
            Nesting::Group => self.block.absent(),
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::Set(Vec::new()),
            Nesting::Map => Value::Map(BTreeMap::new()),
        }
    }

    fn complete(&self, value: Value) -> Value {
        let all = |elements: Vec<Value>| elements.into_iter().map(|it| self.block.complete(it));
        match value {
            Value::Null => self.absent(),
            Value::Object(_) => self.block.complete(value),
            Value::List(elements) => Value::List(all(elements).collect()),
            Value::Set(elements) => Value::Set(all(elements).collect()),
            Value::Map(elements) => {
                let each = |(key, value)| (key, self.block.complete(value));
                Value::Map(elements.into_iter().map(each).collect())
            }
            value => value,
        }
    }

    /// The type of the value of all these blocks together.
    pub fn ty(&self) -> Type {
        let one = Box::new(self.block.ty());
        match self.nesting {
            Nesting::Single | Nesting::Group => *one,
            Nesting::List => Type::List(one),
            Nesting::Set => Type::Set(one),
            Nesting::Map => Type::Map(one),
        }
    }
}
