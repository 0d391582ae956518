//! Models with nested blocks of every kind, and the values that stand for them.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    model,
    model::{Computed, Field, Model, Object, Record},
    path::Path,
    schema::Nesting,
    value::{Type, Value, decode_json},
};

model! {
    /// A house.
    struct House <- HouseConfig {
        /// Where it is.
        address: String = required(),
        /// What keeps the rain out.
        roof: Option<Part> = block(),
        /// What it stands on.
        base: Part = block::<Part>().required(),
        /// From the lowest to the highest.
        floor: Vec<Part> = blocks().min(1).max(3),
        /// In no order.
        window: Vec<Part> = block_set(),
        /// By the room that they lead to.
        door: BTreeMap<String, Part> = block_map(),
        /// What is around it.
        garden: Garden = block_group(),
    }
}

model! {
    /// A part of a house.
    struct Part <- PartConfig {
        /// What it is made of.
        material: String = required(),
        /// How long it lasts, in years.
        years: i64 = optional().default(50),
    }
}

model! {
    /// A garden.
    struct Garden <- GardenConfig {
        /// How many trees it has.
        trees: Option<i64> = optional(),
        /// What grows in it.
        bed: Vec<Part> = blocks(),
    }
}

fn part(material: &str, years: i64) -> Part {
    Part {
        material: material.to_owned(),
        years,
    }
}

fn house() -> House {
    House {
        address: "1 Main Street".to_owned(),
        roof: None,
        base: part("stone", 200),
        floor: vec![part("wood", 50), part("tiles", 80)],
        window: vec![part("glass", 30), part("glass", 40)],
        door: [("hall".to_owned(), part("oak", 50))].into(),
        garden: Garden {
            trees: None,
            bed: Vec::new(),
        },
    }
}

fn object(json: &serde_json::Value) -> Object {
    let decoded = decode_json(&House::block().ty(), &json.to_string().parse().unwrap()).unwrap();
    let Value::Object(object) = House::block().complete(decoded) else {
        panic!("a house is an object");
    };
    object
}

fn read<R: Record>(object: &Object) -> R {
    R::from_object(object, &Path::root()).unwrap()
}

#[test]
fn blocks_are_declared_with_their_nesting_and_limits() {
    let blocks = House::block().blocks.iter();
    let declared: Vec<_> = blocks
        .map(|it| (it.name.as_str(), it.nesting, it.min_items, it.max_items))
        .collect();
    assert_eq!(
        declared,
        [
            ("roof", Nesting::Single, 0, 0),
            ("base", Nesting::Single, 1, 1),
            ("floor", Nesting::List, 1, 3),
            ("window", Nesting::Set, 0, 0),
            ("door", Nesting::Map, 0, 0),
            ("garden", Nesting::Group, 0, 0),
        ]
    );
    let roof = House::block().nested("roof").unwrap();
    assert_eq!(roof.block.description, "What keeps the rain out.");
    assert_eq!(roof.block.attributes[1].name, "years");
    assert_eq!(House::attributes().len(), 1);
}

#[test]
fn a_struct_with_blocks_comes_back_from_its_object_as_it_was() {
    let written = house().to_object();
    let conforms = Value::Object(written.clone()).conforms(&House::block().ty());
    assert_eq!(conforms, Ok(()));
    assert_eq!(read::<House>(&written), house());
    assert_eq!(read::<HouseConfig>(&written).to_object(), written);
    assert_eq!(written["floor"].noun(), "a list");
    assert_eq!(written["window"].noun(), "a set");
}

#[test]
fn the_absence_of_blocks_has_the_form_of_their_nesting() {
    let empty = HouseConfig::default().to_object();
    let garden = Garden {
        trees: None,
        bed: Vec::new(),
    };
    assert_eq!(empty["roof"], Value::Null);
    assert_eq!(empty["floor"], Value::List(Vec::new()));
    assert_eq!(empty["window"], Value::Set(Vec::new()));
    assert_eq!(empty["door"], Value::Map(BTreeMap::new()));
    assert_eq!(empty["garden"], garden.to_value());

    let base = part("stone", 50).to_value();
    let least = Object::from([("address".into(), "a".into()), ("base".into(), base)]);
    let house: House = read(&least);
    assert_eq!((house.floor, house.garden), (Vec::new(), garden));
    let draft: HouseConfig = read(&least);
    assert_eq!(draft.window, Computed::Known(Vec::new()));
}

#[test]
fn defaults_fill_in_the_attributes_of_blocks() {
    let house: House = read(&object(&json!({
        "address": "a",
        "base": { "material": "stone" },
        "floor": [{ "material": "wood" }],
        "door": { "hall": { "material": "oak", "years": 7 } },
    })));
    assert_eq!(house.base, part("stone", 50));
    assert_eq!(house.floor, [part("wood", 50)]);
    assert_eq!(house.door["hall"], part("oak", 7));
}

#[test]
fn blocks_that_are_not_known_yet_stay_so_in_a_draft() {
    let mut dynamic = house().to_object();
    for name in ["roof", "base", "floor", "window", "door", "garden"] {
        dynamic.insert(name.to_owned(), Value::Unknown);
    }
    let draft: HouseConfig = read(&dynamic);
    assert!(draft.floor.is_unknown() && draft.garden.is_unknown());
    assert_eq!(draft.to_object(), dynamic);
    assert!(House::from_object(&dynamic, &Path::root()).is_err());
}

#[test]
fn what_is_not_known_yet_inside_a_block_stays_so_in_a_draft() {
    let mut partly = house().to_object();
    let unknown = Object::from([
        ("material".into(), Value::Unknown),
        ("years".into(), Value::Null),
    ]);
    partly.insert(
        "floor".to_owned(),
        Value::List(vec![Value::Object(unknown.clone())]),
    );
    partly.insert(
        "window".to_owned(),
        Value::Set(vec![Value::Object(unknown)]),
    );
    assert_eq!(read::<HouseConfig>(&partly).to_object(), partly);
}

#[test]
fn the_same_set_of_blocks_is_the_same_list_in_any_order() {
    let mut house = house();
    let once: House = read(&house.to_object());
    house.window.reverse();
    let again: House = read(&house.to_object());
    assert_eq!(once, again);
    let mut object = house.to_object();
    let Some(Value::Set(windows)) = object.get_mut("window") else {
        panic!("windows are a set");
    };
    windows.reverse();
    assert_eq!(read::<House>(&object), once);
}

#[test]
fn a_wrong_value_in_a_block_is_told_with_its_path() {
    let mut broken = house().to_object();
    let door = Object::from([("material".into(), Value::Null), ("years".into(), 1.into())]);
    let doors = [("hall".to_owned(), Value::Object(door))];
    broken.insert("door".to_owned(), Value::Map(doors.into()));
    let problem = House::from_object(&broken, &Path::root()).unwrap_err();
    assert_eq!(problem.path.to_string(), r#"door["hall"].material"#);
}

#[test]
fn a_model_can_be_a_block_and_the_type_of_an_attribute() {
    let expected = Type::object_with_optional(
        [("material", Type::String), ("years", Type::Number)],
        ["years"],
    );
    assert_eq!(Part::ty(), expected);
    let as_block = Type::object([("material", Type::String), ("years", Type::Number)]);
    assert_eq!(Part::block().ty(), as_block);
}
