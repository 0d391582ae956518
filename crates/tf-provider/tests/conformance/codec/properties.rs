//! Items 50 to 53: what holds for values of every type.

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
};
use tf_provider::{
    protocol::codec::{decode, encode},
    value::{Json, ObjectType, Type, Value, decode_json, encode_json},
};

use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(50, a_truncated_message_is_an_error, sync),
    item!(50, bytes_of_any_kind_never_panic, sync),
    item!(51, a_value_comes_back_from_the_wire_as_it_was, sync),
    item!(51, a_known_value_comes_back_from_json_as_it_was, sync),
    item!(53, a_type_comes_back_from_its_text_as_it_was, sync),
];

fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let attributes = btree_map("[a-z]{1,3}", (inner.clone(), any::<bool>()), 0..4);
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::set),
            inner.clone().prop_map(Type::map),
            vec(inner, 0..3).prop_map(Type::Tuple),
            attributes.prop_map(|attributes| {
                let named = attributes.iter().filter(|(_, (_, optional))| *optional);
                Type::Object(ObjectType {
                    optional: named.map(|(name, _)| name.clone()).collect(),
                    attributes: attributes
                        .into_iter()
                        .map(|(name, (ty, _))| (name, ty))
                        .collect(),
                })
            }),
        ]
    })
}

fn numbers() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(|it| Value::Number(it.into())),
        any::<f64>().prop_map(|it| Value::Number(it.try_into().unwrap())),
        "-?[0-9]{1,40}(\\.[0-9]{1,20})?(e-?[0-9]{1,3})?"
            .prop_map(|it| Value::Number(it.parse().unwrap())),
    ]
}

fn known(ty: &Type, unknowns: u32) -> BoxedStrategy<Value> {
    let any_of = |ty: &Type| values(ty, unknowns);
    match ty {
        Type::Bool => any::<bool>().prop_map(Value::from).boxed(),
        Type::Number => numbers().boxed(),
        Type::String => ".{0,8}".prop_map(Value::from).boxed(),
        Type::Dynamic => prop_oneof![
            Just(Type::Bool),
            Just(Type::String),
            Just(Type::list(Type::Number))
        ]
        .prop_flat_map(move |ty| {
            let value = values(&ty, unknowns);
            value.prop_map(move |value| Value::Dynamic(Box::new((ty.clone(), value))))
        })
        .boxed(),
        Type::List(element) => vec(any_of(element), 0..4).prop_map(Value::List).boxed(),
        Type::Set(element) => vec(any_of(element), 0..4).prop_map(Value::Set).boxed(),
        Type::Map(element) => btree_map("[a-zé]{0,4}", any_of(element), 0..4)
            .prop_map(Value::Map)
            .boxed(),
        Type::Tuple(types) => types
            .iter()
            .map(any_of)
            .collect::<Vec<_>>()
            .prop_map(Value::List)
            .boxed(),
        Type::Object(object) => {
            let (names, types): (Vec<_>, Vec<_>) = object.attributes.clone().into_iter().unzip();
            let members = types.iter().map(any_of).collect::<Vec<_>>();
            members
                .prop_map(move |members| {
                    Value::Object(names.iter().cloned().zip(members).collect())
                })
                .boxed()
        }
    }
}

/// Values of type `ty`: null now and then, and unknown as often as `unknowns` says.
fn values(ty: &Type, unknowns: u32) -> BoxedStrategy<Value> {
    let all = prop_oneof![
        8 => known(ty, unknowns),
        1 => Just(Value::Null),
        unknowns => Just(Value::Unknown),
    ];
    all.boxed()
}

fn typed(unknowns: u32) -> impl Strategy<Value = (Type, Value)> {
    types().prop_flat_map(move |ty| (Just(ty.clone()), values(&ty, unknowns)))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    fn a_value_comes_back_from_the_wire_as_it_was((ty, value) in typed(1)) {
        prop_assert_eq!(value.conforms(&ty), Ok(()));
        let encoded = encode(&ty, &value).unwrap();
        let decoded = decode(&ty, &encoded).unwrap();
        prop_assert_eq!(&decoded, &value);
        prop_assert_eq!(encode(&ty, &decoded).unwrap(), encoded);
    }

    fn a_truncated_message_is_an_error((ty, value) in typed(1)) {
        let encoded = encode(&ty, &value).unwrap();
        for length in 0..encoded.len() {
            prop_assert!(decode(&ty, &encoded[..length]).is_err());
        }
    }

    fn bytes_of_any_kind_never_panic(ty in types(), bytes in vec(any::<u8>(), 0..64)) {
        if let Ok(value) = decode(&ty, &bytes) {
            prop_assert_eq!(value.conforms(&ty), Ok(()));
        }
    }

    fn a_type_comes_back_from_its_text_as_it_was(ty in types()) {
        prop_assert_eq!(ty.to_string().parse(), Ok(ty));
    }

    fn a_known_value_comes_back_from_json_as_it_was((ty, value) in typed(0)) {
        let text = encode_json(&ty, &value).unwrap().to_string();
        let json: Json = text.parse().unwrap();
        prop_assert_eq!(decode_json(&ty, &json).unwrap(), value);
    }
}
