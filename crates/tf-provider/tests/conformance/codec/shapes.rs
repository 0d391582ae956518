//! Items 43 to 55: everything but numbers, byte by byte.

use tf_provider::{
    protocol::{
        codec::{decode, encode, from_wire, to_wire},
        generated::tfplugin5::DynamicValue,
    },
    value::{Type, Value},
};

use super::{bytes, decoded, dynamic, members, number, refused, ty};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(43, values_travel_as_terraform_writes_them, sync),
    item!(46, every_extension_is_an_unknown, sync),
    item!(47, a_dynamic_value_brings_its_type, sync),
    item!(47, the_type_of_a_dynamic_value_marks_no_member, sync),
    item!(
        47,
        a_dynamic_value_without_a_type_is_an_error_with_its_path,
        sync
    ),
    item!(48, an_object_has_exactly_its_attributes, sync),
    item!(49, a_value_of_another_type_is_told_with_its_path, sync),
    item!(50, a_length_that_the_message_cannot_hold_is_an_error, sync),
    item!(50, a_value_of_ten_thousand_levels_is_an_error, sync),
    item!(51, sets_are_written_sorted_and_each_element_once, sync),
    item!(54, text_is_composed_when_it_is_read, sync),
    item!(55, msgpack_wins_over_json_and_nothing_is_no_value, sync),
];

fn values_travel_as_terraform_writes_them() {
    let object = Value::Object(members([("a", Value::Null), ("b", 1_i64.into())]));
    let typed_unknown = dynamic(Type::String, Value::Unknown);
    for (ty_text, value, hex) in [
        (r#""string""#, Value::Null, "c0"),
        (r#""bool""#, true.into(), "c3"),
        (r#""bool""#, false.into(), "c2"),
        (r#""number""#, number("3"), "03"),
        (r#""number""#, number("-1"), "ff"),
        (r#""number""#, number("1.5"), "cb3ff8000000000000"),
        (r#""number""#, number("0.1"), "a3 302e31"),
        (r#""string""#, "abc".into(), "a3 616263"),
        (r#""string""#, Value::Unknown, "d4 00 00"),
        (
            r#"["list","string"]"#,
            Value::List(vec!["a".into()]),
            "91 a161",
        ),
        (
            r#"["set","string"]"#,
            Value::set(["b".into(), "a".into()]),
            "92 a161 a162",
        ),
        (
            r#"["map","bool"]"#,
            Value::Map(members([("k", true.into())])),
            "81 a16b c3",
        ),
        (
            r#"["tuple",["bool","string"]]"#,
            Value::List(vec![true.into(), "a".into()]),
            "92 c3 a161",
        ),
        (
            r#"["object",{"a":"string","b":"number"}]"#,
            object,
            "82 a161 c0 a162 01",
        ),
        (r#"["object",{}]"#, Value::Object(members([])), "80"),
        (
            r#""dynamic""#,
            dynamic(Type::String, "x".into()),
            "92 c408 22737472696e6722 a178",
        ),
        (
            r#""dynamic""#,
            typed_unknown,
            "92 c408 22737472696e6722 d40000",
        ),
        (r#""dynamic""#, Value::Null, "c0"),
        (r#""dynamic""#, Value::Unknown, "d40000"),
    ] {
        assert_eq!(
            encode(&ty(ty_text), &value).unwrap(),
            bytes(hex),
            "{value:?}"
        );
        assert_eq!(decoded(ty_text, hex), value);
    }
}

fn every_extension_is_an_unknown() {
    for hex in [
        "d40000",
        "c70000",
        "d50c8001",
        "d8 01 00000000000000000000000000000000",
        "c70c0c 8201c202a7707265666978 2d",
        "c7070c 8201c2039200c3",
        "c7020c 8201",
        "c80001 7f ff",
        "c900000001 05 00",
    ] {
        for primitive in [
            r#""string""#,
            r#""number""#,
            r#""bool""#,
            r#"["map","bool"]"#,
            r#""dynamic""#,
        ] {
            assert_eq!(decoded(primitive, hex), Value::Unknown, "{hex}");
        }
        let list = decoded(r#"["list","string"]"#, &format!("92 a161 {hex}"));
        assert_eq!(list, Value::List(vec!["a".into(), Value::Unknown]));
        let map = decoded(r#"["map","string"]"#, &format!("81 a161 {hex}"));
        assert_eq!(map, Value::Map(members([("a", Value::Unknown)])));
        let object = decoded(r#"["object",{"a":"bool"}]"#, &format!("81 a161 {hex}"));
        assert_eq!(object, Value::Object(members([("a", Value::Unknown)])));
    }
    assert_eq!(
        refused(r#""string""#, "c7050c 82"),
        "the value ends too early"
    );
}

fn a_dynamic_value_brings_its_type() {
    let text = dynamic(Type::String, "x".into());
    let json = "22737472696e6722";
    for hex in [
        format!("92 c408 {json} a178"),
        format!("92 c50008 {json} a178"),
        format!("92 a8 {json} a178"),
    ] {
        assert_eq!(decoded(r#""dynamic""#, &hex), text);
    }
    let nested = dynamic(
        Type::list(Type::Dynamic),
        Value::List(vec![text, Value::Null]),
    );
    let encoded = encode(&Type::Dynamic, &nested).unwrap();
    assert_eq!(decode(&Type::Dynamic, &encoded).unwrap(), nested);
    let null = decoded(r#""dynamic""#, &format!("92 c408 {json} c0"));
    assert_eq!(null, dynamic(Type::String, Value::Null));
}

fn the_type_of_a_dynamic_value_marks_no_member() {
    let marked = Type::object_with_optional([("a", Type::String)], ["a"]);
    let whole = Type::object([("a", Type::String)]);
    let sent = encode(&Type::Dynamic, &dynamic(marked, Value::Null)).unwrap();
    let received = decode(&Type::Dynamic, &sent).unwrap();
    assert_eq!(received, dynamic(whole, Value::Null));
}

fn a_dynamic_value_without_a_type_is_an_error_with_its_path() {
    let list = r#"["list","dynamic"]"#;
    assert_eq!(
        refused(list, "91 92 c40122 a178"),
        "[0]: invalid type: EOF while parsing a string at line 1 column 1"
    );
    assert_eq!(
        refused(list, "92 c0 93 c0c0c0"),
        "[1]: a pair of a type and a value is required, found an array of 3"
    );
    assert_eq!(
        refused(list, "91 a178"),
        "[0]: a pair of a type and a value is required, found a string"
    );
    assert_eq!(
        refused(list, "91 92 05 a178"),
        "[0]: the text of a type is required, found an integer"
    );
    assert_eq!(
        refused(list, "91 92 c401ff c0"),
        "[0]: text that is not valid UTF-8"
    );
    let error = encode(&Type::Dynamic, &"x".into()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a dynamic value is required, found a string"
    );
}

fn an_object_has_exactly_its_attributes() {
    let object = r#"["object",{"a":"string","b":"number"}]"#;
    assert_eq!(
        decoded(object, "82 a16201 a161c0"),
        decoded(object, "82 a161c0 a16201")
    );
    for (hex, message) in [
        ("81 a161c0", r#"attribute "b" is missing"#),
        ("80", r#"attribute "a" is missing"#),
        ("83 a161c0 a16201 a178c0", r#"unsupported attribute "x""#),
        ("82 a161c0 a161c0", r#"duplicate key "a""#),
        (
            "82 01c0 a161c0",
            "a string key is required, found an integer",
        ),
        ("82 c0c0 a161c0", "a string key is required, found null"),
        ("92 c0c0", "an object is required, found an array"),
    ] {
        assert_eq!(refused(object, hex), message);
    }
    assert_eq!(
        refused(r#"["map","bool"]"#, "82 a161c3 a161c3"),
        r#"duplicate key "a""#
    );
    assert_eq!(
        refused(r#"["map","bool"]"#, "82 a2c3a9c3 a365cc81c3"),
        r#"duplicate key "é""#
    );
}

fn a_value_of_another_type_is_told_with_its_path() {
    for (ty_text, hex, message) in [
        (
            r#"["tuple",["bool"]]"#,
            "92 c3c3",
            "a tuple of 1 elements is required, found 2",
        ),
        (
            r#"["map","bool"]"#,
            "90",
            "a map is required, found an array",
        ),
        (
            r#"["list","bool"]"#,
            "80",
            "a list is required, found a map",
        ),
        (
            r#"["list","string"]"#,
            "92 a161 c3",
            "[1]: a string is required, found a bool",
        ),
        (
            r#"["map",["list","bool"]]"#,
            "81 a16b 91 c401ff",
            r#"["k"][0]: a bool is required, found binary data"#,
        ),
        (
            r#"["object",{"a":["tuple",["number"]]}]"#,
            "81 a161 91 c3",
            "a[0]: a number is required, found a bool",
        ),
        (
            r#"["set","string"]"#,
            "91 cb3ff8000000000000",
            "a string is required, found a float",
        ),
        (
            r#""bool""#,
            "c1",
            "a bool is required, found a byte without meaning",
        ),
        (r#""string""#, "a1 ff", "text that is not valid UTF-8"),
        (r#""bool""#, "c3 c3", "1 bytes after the value"),
    ] {
        assert_eq!(refused(ty_text, hex), message);
    }
}

fn a_length_that_the_message_cannot_hold_is_an_error() {
    for (ty_text, hex) in [
        (r#"["list","string"]"#, "dd ffffffff c0c0c0"),
        (r#"["tuple",["string"]]"#, "dd ffffffff c0c0c0"),
        (r#"["map","string"]"#, "df ffffffff c0c0c0"),
        (r#"["object",{"a":"string"}]"#, "df ffffffff c0c0c0"),
        (r#""string""#, "db ffffffff 616263"),
        (r#""string""#, "c9 ffffffff 00 616263"),
        (r#""dynamic""#, "92 c6 ffffffff 616263"),
    ] {
        assert_eq!(refused(ty_text, hex), "the value ends too early", "{hex}");
    }
}

fn a_value_of_ten_thousand_levels_is_an_error() {
    let level = "92 c409 2264796e616d696322";
    let deep = format!("{} c0", level.repeat(10_000));
    assert_eq!(refused(r#""dynamic""#, &deep), "more than 128 levels deep");
    let few = format!("{} c0", level.repeat(100));
    let value = decoded(r#""dynamic""#, &few);
    assert_eq!(encode(&Type::Dynamic, &value).unwrap(), bytes(&few));

    let deeper = (0..100).fold(value, |inner, _| dynamic(Type::Dynamic, inner));
    let error = encode(&Type::Dynamic, &deeper).unwrap_err();
    assert_eq!(error.to_string(), "more than 128 levels deep");
    deeper.conforms(&Type::Dynamic).unwrap_err();
}

fn sets_are_written_sorted_and_each_element_once() {
    let shuffled = Value::Set(vec!["z".into(), "a".into(), "z".into()]);
    let encoded = encode(&Type::set(Type::String), &shuffled).unwrap();
    assert_eq!(encoded, bytes("92 a161 a17a"));
    let read = decoded(r#"["set","string"]"#, "93 a17a a161 a17a");
    assert!(matches!(&read, Value::Set(elements) if elements.len() == 2));
    assert_eq!(read, shuffled);
}

fn text_is_composed_when_it_is_read() {
    assert_eq!(
        decoded(r#""string""#, "a3 65cc81"),
        Value::String("\u{e9}".to_owned())
    );
    let map = decoded(r#"["map","bool"]"#, "81 a3 65cc81 c3");
    assert_eq!(map, Value::Map(members([("\u{e9}", true.into())])));
    let set = decoded(r#"["set","string"]"#, "92 a3 65cc81 a2 c3a9");
    assert_eq!(set, Value::set(["\u{e9}".into()]));
}

fn msgpack_wins_over_json_and_nothing_is_no_value() {
    let wire = |msgpack: &str, json: &str| DynamicValue {
        msgpack: bytes(msgpack),
        json: json.as_bytes().to_vec(),
    };
    let read = |wire| from_wire(&Type::Number, Some(&wire)).unwrap();
    assert_eq!(read(wire("01", "")), Some(1_i64.into()));
    assert_eq!(read(wire("", " 2 ")), Some(2_i64.into()));
    assert_eq!(read(wire("01", "2")), Some(1_i64.into()));
    assert_eq!(read(wire("c0", "")), Some(Value::Null));
    assert_eq!(read(wire("", "")), None);
    assert_eq!(from_wire(&Type::Number, None), Ok(None));
    from_wire(&Type::Number, Some(&wire("c3", "2"))).unwrap_err();
    from_wire(&Type::Number, Some(&wire("", "[]"))).unwrap_err();
    assert_eq!(to_wire(&Type::Number, &1_i64.into()), Ok(wire("01", "")));
}
