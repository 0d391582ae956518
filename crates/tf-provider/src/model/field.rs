//! Rust types for Terraform types, and what a struct holds them in.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
};

use crate::{
    diagnostics::Diagnostic,
    model::{Computed, mismatch},
    path::{Path, Step},
    schema::Attribute,
    value::{Number, Type, Value},
};

/// A Rust type that stands for a known value of a Terraform type.
pub trait Field: Clone + Debug + PartialEq + Send + Sync + Sized + 'static {
    /// The same while parts of it may not be known yet.
    type Config: Field<Config = Self::Config>;

    /// The Terraform type.
    fn ty() -> Type;

    /// Reads a value. `path` is where it is, for the message.
    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic>;

    /// Writes the value.
    fn to_value(&self) -> Value;

    /// The members of an object, or of the objects in a collection.
    fn members() -> Vec<Attribute> {
        Vec::new()
    }
}

/// What a struct holds a [`Field`] in: the type itself (always there), an `Option` (may be absent), or [`Computed`]
/// (may be absent or not known yet).
pub trait Slot: Clone + Debug + PartialEq + Send + Sync + Sized + 'static {
    /// What it holds.
    type Field: Field;
    /// The same while it may not be known yet.
    type Config: Slot<Config = Self::Config>;

    /// Reads a value, which may be null or unknown.
    fn from_slot(value: &Value, path: &Path) -> Result<Self, Diagnostic>;

    /// Writes the value.
    fn to_slot(&self) -> Value;
}

impl<T: Field> Slot for T {
    type Field = T;
    type Config = Computed<T::Config>;

    fn from_slot(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        Self::from_value(value, path)
    }

    fn to_slot(&self) -> Value {
        self.to_value()
    }
}

impl<T: Field> Slot for Option<T> {
    type Field = T;
    type Config = Computed<T::Config>;

    fn from_slot(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        if value.is_null() {
            Ok(None)
        } else {
            T::from_value(value, path).map(Some)
        }
    }

    fn to_slot(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::to_value)
    }
}

impl<T: Field> Slot for Computed<T> {
    type Field = T;
    type Config = Computed<T::Config>;

    fn from_slot(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        match value {
            Value::Null => Ok(Self::Null),
            Value::Unknown => Ok(Self::Unknown),
            value => T::from_value(value, path).map(Self::Known),
        }
    }

    fn to_slot(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Unknown => Value::Unknown,
            Self::Known(value) => value.to_value(),
        }
    }
}

impl Field for String {
    type Config = Self;

    fn ty() -> Type {
        Type::String
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        match value {
            Value::String(text) => Ok(text.clone()),
            other => Err(mismatch("a string", other, path)),
        }
    }

    fn to_value(&self) -> Value {
        Value::from(self.as_str())
    }
}

impl Field for bool {
    type Config = Self;

    fn ty() -> Type {
        Type::Bool
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        match value {
            Value::Bool(it) => Ok(*it),
            other => Err(mismatch("true or false", other, path)),
        }
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Field for i64 {
    type Config = Self;

    fn ty() -> Type {
        Type::Number
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        let number = if let Value::Number(number) = value {
            number.to_i64()
        } else {
            None
        };
        number.ok_or_else(|| match value {
            Value::Number(number) if number.is_integer() => {
                let wanted = format!("a whole number from {} to {}", Self::MIN, Self::MAX);
                mismatch(&wanted, value, path)
            }
            _ => mismatch("a whole number", value, path),
        })
    }

    fn to_value(&self) -> Value {
        Value::Number(Number::from(*self))
    }
}

impl Field for f64 {
    type Config = Self;

    fn ty() -> Type {
        Type::Number
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        let number = if let Value::Number(number) = value {
            number.to_f64()
        } else {
            None
        };
        number.ok_or_else(|| mismatch("a number", value, path))
    }

    fn to_value(&self) -> Value {
        Number::try_from(*self).map_or(Value::Null, Value::Number)
    }
}

impl<S: Slot> Field for Vec<S> {
    type Config = Vec<S::Config>;

    fn ty() -> Type {
        Type::List(Box::new(S::Field::ty()))
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        let Value::List(elements) = value else {
            return Err(mismatch("a list", value, path));
        };
        let read = |(index, element)| S::from_slot(element, &path.with(Step::Index(index)));
        elements.iter().enumerate().map(read).collect()
    }

    fn to_value(&self) -> Value {
        Value::List(self.iter().map(Slot::to_slot).collect())
    }

    fn members() -> Vec<Attribute> {
        S::Field::members()
    }
}

impl<S: Slot + Ord> Field for BTreeSet<S>
where
    S::Config: Ord,
{
    type Config = BTreeSet<S::Config>;

    fn ty() -> Type {
        Type::Set(Box::new(S::Field::ty()))
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        let Value::Set(elements) = value else {
            return Err(mismatch("a set", value, path));
        };
        elements
            .iter()
            .map(|element| S::from_slot(element, path))
            .collect()
    }

    fn to_value(&self) -> Value {
        Value::Set(self.iter().map(Slot::to_slot).collect())
    }

    fn members() -> Vec<Attribute> {
        S::Field::members()
    }
}

impl<S: Slot> Field for BTreeMap<String, S> {
    type Config = BTreeMap<String, S::Config>;

    fn ty() -> Type {
        Type::Map(Box::new(S::Field::ty()))
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        let Value::Map(elements) = value else {
            return Err(mismatch("a map", value, path));
        };
        let read = |(key, element): (&String, &Value)| {
            let element = S::from_slot(element, &path.with(Step::Key(key.clone())))?;
            Ok((key.clone(), element))
        };
        elements.iter().map(read).collect()
    }

    fn to_value(&self) -> Value {
        Value::Map(
            self.iter()
                .map(|(key, element)| (key.clone(), element.to_slot()))
                .collect(),
        )
    }

    fn members() -> Vec<Attribute> {
        S::Field::members()
    }
}
