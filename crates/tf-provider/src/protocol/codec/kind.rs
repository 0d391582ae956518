//! The kind of a msgpack value, by its first byte.

/// A family of msgpack formats that can stand for the same things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Bool,
    Integer,
    Float,
    Text,
    Binary,
    Array,
    Map,
    Extension,
    /// The one byte that msgpack gives no meaning.
    Reserved,
}

impl Kind {
    /// What a value is that begins with `byte`.
    pub(super) fn of(byte: u8) -> Self {
        match byte {
            0x00..=0x7f | 0xcc..=0xd3 | 0xe0..=0xff => Self::Integer,
            0x80..=0x8f | 0xde..=0xdf => Self::Map,
            0x90..=0x9f | 0xdc..=0xdd => Self::Array,
            0xa0..=0xbf | 0xd9..=0xdb => Self::Text,
            0xc0 => Self::Null,
            0xc1 => Self::Reserved,
            0xc2..=0xc3 => Self::Bool,
            0xc4..=0xc6 => Self::Binary,
            0xc7..=0xc9 | 0xd4..=0xd8 => Self::Extension,
            0xca..=0xcb => Self::Float,
        }
    }

    /// The kind with its article.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a bool",
            Self::Integer => "an integer",
            Self::Float => "a float",
            Self::Text => "a string",
            Self::Binary => "binary data",
            Self::Array => "an array",
            Self::Map => "a map",
            Self::Extension => "an unknown value",
            Self::Reserved => "a byte without meaning",
        }
    }
}

#[cfg(test)]
mod tests {
    use rmp::Marker;

    use super::*;

    #[test]
    fn every_first_byte_has_the_kind_that_msgpack_gives_it() {
        for byte in 0..=u8::MAX {
            let kind = match format!("{:?}", Marker::from_u8(byte)) {
                name if name.contains("Array") => Kind::Array,
                name if name.contains("Map") => Kind::Map,
                name if name.contains("Str") => Kind::Text,
                name if name.contains("Ext") => Kind::Extension,
                name if name.starts_with("Bin") => Kind::Binary,
                name if name == "F32" || name == "F64" => Kind::Float,
                name if name == "True" || name == "False" => Kind::Bool,
                name if name == "Null" => Kind::Null,
                name if name == "Reserved" => Kind::Reserved,
                _ => Kind::Integer,
            };
            assert_eq!(Kind::of(byte), kind, "{byte:#x}");
        }
    }
}
