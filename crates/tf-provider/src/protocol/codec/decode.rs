//! Msgpack to [`Value`].
//!
//! Extension values are unknown values whatever they hold: Terraform says in them what it can already tell about the
//! value, such as a prefix, and grows new ways of doing so without asking.

use std::collections::BTreeMap;

use rmp::decode as msgpack;

use super::kind::Kind;
use crate::value::{
    DecodeError, MAX_DEPTH, Number, NumberError, ObjectType, Type, TypeError, Value, ValueError,
    composed,
};

/// The first byte of a float of 32 bits.
const FLOAT32: u8 = 0xca;

/// Reads the one value of type `ty` that `bytes` hold.
pub fn decode(ty: &Type, bytes: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader { rest: bytes };
    let value = reader.value(ty, MAX_DEPTH)?;
    match reader.rest.len() {
        0 => Ok(value),
        extra => Err(ValueError::new(format!("{extra} bytes after the value"))),
    }
}

/// What is still to be read.
struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn value(&mut self, ty: &Type, depth: usize) -> Result<Value, DecodeError> {
        let depth = depth.checked_sub(1).ok_or_else(ValueError::too_deep)?;
        match (self.kind()?, ty) {
            (Kind::Null, _) => {
                self.take(1)?;
                Ok(Value::Null)
            }
            (Kind::Extension, _) => {
                let meta = msgpack::read_ext_meta(&mut self.rest).map_err(truncated)?;
                self.take(meta.size)?;
                Ok(Value::Unknown)
            }
            (Kind::Bool, Type::Bool) => {
                let value = msgpack::read_bool(&mut self.rest).map_err(truncated)?;
                Ok(value.into())
            }
            (kind, Type::Bool) => Err(ValueError::mismatch(ty.noun(), kind.noun())),
            (kind, Type::Number) => self.number(kind).map(Value::Number),
            (_, Type::String) => Ok(self.text(ty.noun())?.to_owned().into()),
            (_, Type::Dynamic) => self.dynamic(depth),
            (_, Type::List(element)) => {
                let count = self.array(ty.noun())?;
                let elements = (0..count).map(|index| self.element(element, index, depth));
                Ok(Value::List(elements.collect::<Result<_, _>>()?))
            }
            (_, Type::Set(element)) => {
                let count = self.array(ty.noun())?;
                let elements = (0..count).map(|_| self.value(element, depth));
                Ok(Value::set(elements.collect::<Result<Vec<_>, _>>()?))
            }
            (_, Type::Tuple(types)) => {
                let count = self.array(ty.noun())?;
                if count != types.len() {
                    return Err(ValueError::tuple_length(types.len(), count));
                }
                let numbered = types.iter().enumerate();
                let elements = numbered.map(|(index, ty)| self.element(ty, index, depth));
                Ok(Value::List(elements.collect::<Result<_, _>>()?))
            }
            (_, Type::Map(element)) => self.map(element, depth),
            (_, Type::Object(object)) => self.object(object, depth),
        }
    }

    fn number(&mut self, kind: Kind) -> Result<Number, DecodeError> {
        let number = match kind {
            Kind::Integer => {
                let integer = msgpack::read_int::<i128, _>(&mut self.rest).map_err(truncated)?;
                Ok(integer.into())
            }
            Kind::Float if self.rest.first() == Some(&FLOAT32) => {
                let float = msgpack::read_f32(&mut self.rest).map_err(truncated)?;
                f64::from(float).try_into()
            }
            Kind::Float => {
                let float = msgpack::read_f64(&mut self.rest).map_err(truncated)?;
                float.try_into()
            }
            _ => self.text(Type::Number.noun())?.parse(),
        };
        number
            .map_err(|error: NumberError| ValueError::new(format!("a number is required: {error}")))
    }

    /// A pair of a type and a value of that type.
    fn dynamic(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let required = "a pair of a type and a value";
        let count = self.array(required)?;
        if count != 2 {
            return Err(ValueError::mismatch(
                required,
                &format!("an array of {count}"),
            ));
        }
        let text = if self.kind()? == Kind::Binary {
            let length = msgpack::read_bin_len(&mut self.rest).map_err(truncated)?;
            utf8(self.take(length)?)?
        } else {
            self.text("the text of a type")?
        };
        let ty: Type = text
            .parse()
            .map_err(|error: TypeError| ValueError::new(error.to_string()))?;
        let value = self.value(&ty, depth)?;
        Ok(Value::Dynamic(Box::new((ty, value))))
    }

    fn map(&mut self, element: &Type, depth: usize) -> Result<Value, DecodeError> {
        let count = self.members("a map")?;
        let mut members = BTreeMap::new();
        for _ in 0..count {
            let key = composed(self.text("a string key")?.to_owned());
            let value = self
                .value(element, depth)
                .map_err(|error| error.in_key(&key))?;
            if members.contains_key(&key) {
                return Err(ValueError::duplicate(&key));
            }
            members.insert(key, value);
        }
        Ok(Value::Map(members))
    }

    fn object(&mut self, object: &ObjectType, depth: usize) -> Result<Value, DecodeError> {
        let count = self.members("an object")?;
        let mut members = BTreeMap::new();
        for _ in 0..count {
            let name = self.text("a string key")?;
            let Some(ty) = object.attributes.get(name) else {
                return Err(ValueError::unsupported(name));
            };
            if members.contains_key(name) {
                return Err(ValueError::duplicate(name));
            }
            let value = self
                .value(ty, depth)
                .map_err(|error| error.in_attribute(name))?;
            members.insert(name.to_owned(), value);
        }
        object.check_names(&members)?;
        Ok(Value::Object(members))
    }

    fn element(&mut self, ty: &Type, index: usize, depth: usize) -> Result<Value, DecodeError> {
        self.value(ty, depth).map_err(|error| error.in_index(index))
    }

    /// The count of an array's elements, each of which takes a byte at least.
    fn array(&mut self, required: &str) -> Result<usize, DecodeError> {
        self.require(Kind::Array, required)?;
        let count = msgpack::read_array_len(&mut self.rest).map_err(truncated)?;
        self.check(count, 1)
    }

    /// The count of a map's members, each of which takes two bytes at least.
    fn members(&mut self, required: &str) -> Result<usize, DecodeError> {
        self.require(Kind::Map, required)?;
        let count = msgpack::read_map_len(&mut self.rest).map_err(truncated)?;
        self.check(count, 2)
    }

    fn text(&mut self, required: &str) -> Result<&'a str, DecodeError> {
        self.require(Kind::Text, required)?;
        let length = msgpack::read_str_len(&mut self.rest).map_err(truncated)?;
        utf8(self.take(length)?)
    }

    fn require(&self, kind: Kind, required: &str) -> Result<(), DecodeError> {
        match self.kind()? {
            diagnostics if diagnostics == kind => Ok(()),
            diagnostics => Err(ValueError::mismatch(required, diagnostics.noun())),
        }
    }

    /// What comes next, without reading it.
    fn kind(&self) -> Result<Kind, DecodeError> {
        let byte = self.rest.first().ok_or_else(|| truncated(()))?;
        Ok(Kind::of(*byte))
    }

    fn take(&mut self, length: u32) -> Result<&'a [u8], DecodeError> {
        let length = self.check(length, 1)?;
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        Ok(taken)
    }

    /// Makes sure that there can be `count` things of `size` bytes each, before anything believes it.
    fn check(&self, count: u32, size: usize) -> Result<usize, DecodeError> {
        usize::try_from(count)
            .ok()
            .filter(|count| *count <= self.rest.len() / size)
            .ok_or_else(|| truncated(()))
    }
}

fn utf8(bytes: &[u8]) -> Result<&str, DecodeError> {
    std::str::from_utf8(bytes).map_err(|_| ValueError::new("text that is not valid UTF-8"))
}

/// Whatever the library says once the marker is known to be right.
fn truncated<E>(_: E) -> DecodeError {
    ValueError::new("the value ends too early")
}
