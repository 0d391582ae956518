//! Items 43 to 45: numbers, byte by byte.

use tf_provider::{
    protocol::codec::{decode, encode, encode_read},
    value::{Number, Type, Value},
};

use super::{bytes, decoded, number, refused};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(43, integers_take_the_least_width, sync),
    item!(44, numbers_are_read_in_every_form, sync),
    item!(44, numbers_too_big_for_an_integer_travel_as_text, sync),
    item!(44, numbers_are_the_same_only_to_their_last_digit, sync),
    item!(
        44,
        more_digits_than_terraform_has_are_refused_with_their_place,
        sync
    ),
    item!(45, infinity_is_a_float_and_nan_is_refused, sync),
    item!(45, the_numbers_of_a_state_that_was_read_are_text, sync),
];

fn integers_take_the_least_width() {
    for (text, hex) in [
        ("0", "00"),
        ("127", "7f"),
        ("128", "cc80"),
        ("255", "ccff"),
        ("256", "cd0100"),
        ("65536", "ce00010000"),
        ("4294967296", "cf0000000100000000"),
        ("9223372036854775807", "cf7fffffffffffffff"),
        ("-32", "e0"),
        ("-33", "d0df"),
        ("-128", "d080"),
        ("-129", "d1ff7f"),
        ("-32769", "d2ffff7fff"),
        ("-2147483649", "d3ffffffff7fffffff"),
        ("-9223372036854775808", "d38000000000000000"),
        ("1.0", "01"),
        ("1e2", "64"),
    ] {
        assert_eq!(
            encode(&Type::Number, &number(text)).unwrap(),
            bytes(hex),
            "{text}"
        );
        assert_eq!(decoded(r#""number""#, hex), number(text));
    }
}

fn numbers_are_read_in_every_form() {
    for (hex, text) in [
        ("d2 ffffffff", "-1"),
        ("d3 0000000000000001", "1"),
        ("cc 07", "7"),
        ("cf ffffffffffffffff", "18446744073709551615"),
        ("ca 3fc00000", "1.5"),
        ("ca 3dcccccd", "0.10000000149011612"),
        ("cb 3fb999999999999a", "0.1"),
        ("cb 8000000000000000", "0"),
        ("cb 3ff0000000000000", "1"),
        ("a3 302e31", "0.1"),
        ("a5 31653430 30", "1e400"),
        ("a2 2d30", "0"),
    ] {
        assert_eq!(decoded(r#""number""#, hex), number(text), "{hex}");
    }
}

fn numbers_too_big_for_an_integer_travel_as_text() {
    let integer_of_512_bits = "7".repeat(154);
    for text in [
        "18446744073709551615",
        "9223372036854775808",
        "-9223372036854775809",
        "12345678901234567890123.5",
        "1e400",
        "1e646456992",
        "1180591620717411303424",
        integer_of_512_bits.as_str(),
    ] {
        let value = number(text);
        let encoded = encode(&Type::Number, &value).unwrap();
        let Value::String(sent) = decode(&Type::String, &encoded).unwrap() else {
            panic!("{text} is not sent as text");
        };
        assert_eq!(Value::Number(sent.parse().unwrap()), value);
        assert_eq!(decode(&Type::Number, &encoded).unwrap(), value);
    }
}

/// Terraform reads text to the precision of a stored state, which it compares with this one bit by bit.
fn the_numbers_of_a_state_that_was_read_are_text() {
    for (text, hex) in [
        ("0", "a130"),
        ("-33", "a32d3333"),
        ("1.5", "a3312e35"),
        ("1e2", "a3313030"),
    ] {
        let encoded = encode_read(&Type::Number, &number(text)).unwrap();
        assert_eq!(encoded, bytes(hex), "{text}");
        assert_eq!(decoded(r#""number""#, hex), number(text));
    }
    let infinite = encode_read(&Type::Number, &Number::infinity().into()).unwrap();
    assert_eq!(infinite, bytes("cb 7ff0000000000000"));
}

fn infinity_is_a_float_and_nan_is_refused() {
    for (value, hex) in [
        (Number::infinity(), "cb 7ff0000000000000"),
        (Number::negative_infinity(), "cb fff0000000000000"),
    ] {
        assert_eq!(decoded(r#""number""#, hex), Value::Number(value.clone()));
        assert_eq!(encode(&Type::Number, &value.into()).unwrap(), bytes(hex));
    }
    let message = "a number is required: not a number (NaN)";
    assert_eq!(refused(r#""number""#, "cb 7ff8000000000000"), message);
    assert_eq!(refused(r#""number""#, "ca 7fc00000"), message);
    assert_eq!(
        refused(r#""number""#, "a3 4e614e"),
        "a number is required: not a decimal number"
    );
}

fn numbers_are_the_same_only_to_their_last_digit() {
    let digits = "7".repeat(153);
    let (one, other) = (number(&format!("{digits}1")), number(&format!("{digits}2")));
    assert_ne!(one, other);
    assert_ne!(number("9007199254740993"), number("9007199254740992"));
    assert_ne!(decoded(r#""number""#, "ca 3dcccccd"), number("0.1"));
    assert_eq!(decoded(r#""number""#, "cb 3fb999999999999a"), number("0.1"));
    assert_eq!(number("1.50"), number("15e-1"));
}

fn more_digits_than_terraform_has_are_refused_with_their_place() {
    // An object with one attribute, whose value is text of a million bytes.
    let message = |text: &str| {
        let length = u32::try_from(text.len()).unwrap();
        let mut sent = bytes(&format!("81 a1 61 db {length:08x}"));
        sent.extend(text.bytes());
        sent
    };
    let ty = r#"["object",{"a":"number"}]"#.parse().unwrap();
    let refused = decode(&ty, &message(&"7".repeat(1_000_000))).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "a: a number is required: it has more than 156 digits, and Terraform keeps 512 bits of a number"
    );
    let refused = decode(&ty, &message("1e1000000000")).unwrap_err();
    assert!(
        refused
            .to_string()
            .starts_with("a: a number is required: it is beyond the range")
    );
    // So Terraform writes 1e1000000.
    let written = format!("1{}", "0".repeat(1_000_000));
    let Value::Object(decoded) = decode(&ty, &message(&written)).unwrap() else {
        panic!("no object")
    };
    assert_eq!(decoded["a"], number("1e1000000"));
}
