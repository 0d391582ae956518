//! Terraform values and their types, without any wire format.
//!
//! A [`Value`] does not carry its [`Type`]: the two are walked side by side, because that is how Terraform itself sends
//! them. Only a value of the dynamic type brings its own.

use std::collections::{BTreeMap, BTreeSet};

pub mod number;

pub use number::Number;

/// The type of a value, as Terraform's type system has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `true` or `false`.
    Bool,
    /// An exact number of any size.
    Number,
    /// Unicode text.
    String,
    /// Any type; the value says which.
    Dynamic,
    /// An ordered sequence of elements of one type.
    List(Box<Self>),
    /// An unordered collection of distinct elements of one type.
    Set(Box<Self>),
    /// Elements of one type by name.
    Map(Box<Self>),
    /// A fixed sequence of types.
    Tuple(Vec<Self>),
    /// Named attributes, each of its own type.
    Object(ObjectType),
}

/// The attributes of an object type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectType {
    /// Type by attribute name.
    pub attributes: BTreeMap<String, Type>,
    /// Attributes that a configuration may leave out. Values on the wire hold them all the same, as null.
    pub optional: BTreeSet<String>,
}

/// A value of some [`Type`].
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A value that is not known before apply.
    Unknown,
    /// A truth value.
    Bool(bool),
    /// An exact number.
    Number(Number),
    /// Text.
    String(String),
    /// The elements of a list or a tuple.
    List(Vec<Self>),
    /// The elements of a set, in no particular order.
    Set(Vec<Self>),
    /// The elements of a map.
    Map(BTreeMap<String, Self>),
    /// The attributes of an object, every one of them.
    Object(BTreeMap<String, Self>),
    /// A value of the dynamic type with its actual type.
    Dynamic(Box<(Type, Self)>),
}
