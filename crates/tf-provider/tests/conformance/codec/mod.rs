//! Items 43 to 55: the codec against bytes as Terraform sends them, and, in [`properties`], against values of
//! random types.

pub(crate) mod json;
pub(crate) mod numbers;
pub(crate) mod properties;
pub(crate) mod shapes;

use std::collections::BTreeMap;

use tf_provider::{
    protocol::codec::decode,
    value::{Type, Value},
};

fn ty(text: &str) -> Type {
    text.parse().unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<_> = hex.bytes().filter(|it| *it != b' ').collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn decoded(ty_text: &str, hex: &str) -> Value {
    decode(&ty(ty_text), &bytes(hex)).unwrap()
}

fn refused(ty_text: &str, hex: &str) -> String {
    decode(&ty(ty_text), &bytes(hex)).unwrap_err().to_string()
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn members<const N: usize>(members: [(&str, Value); N]) -> BTreeMap<String, Value> {
    members.map(|(name, it)| (name.to_owned(), it)).into()
}

fn dynamic(ty: Type, value: Value) -> Value {
    Value::Dynamic(Box::new((ty, value)))
}
