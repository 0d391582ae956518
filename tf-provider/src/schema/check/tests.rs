//! One broken schema for each rule.

use super::*;
use crate::{
    model,
    model::{Computed, Field},
    schema::{
        Attribute, Keeps, Mode, Relation, Validator,
        declare::{optional, required},
    },
    timeouts,
    value::Value,
};

model! {
    /// Something with everything that a schema may have.
    struct Good <- GoodDraft {
        /// Its name.
        name: String = required().len(1..),
        /// Its size.
        size: i64 = optional().range(1..).default(3),
        /// Its identifier.
        id: Computed<String> = computed().follows(&["name", "rule"]),
        /// A secret.
        secret: Option<String> = optional().write_only().required_with(&["size"]),
        /// Its parts.
        parts: Option<Vec<Part>> = optional(),
        /// Its rules.
        rule: Vec<Part> = blocks().min(1).max(2),
        /// Its labels.
        label: Vec<Part> = block_set(),
    }
}

model! {
    /// A part.
    struct Part <- PartDraft {
        /// Its color.
        color: String = required(),
        /// Its weight.
        weight: Option<i64> = optional(),
    }
}

fn attribute() -> Attribute {
    optional::<String>().finished("extra", "An attribute.".to_owned())
}

fn nested(nesting: Nesting, attributes: Vec<Attribute>) -> NestedBlock {
    NestedBlock {
        name: "extra".to_owned(),
        nesting,
        block: Block {
            description: "A block.".to_owned(),
            attributes,
            blocks: Vec::new(),
        },
        min_items: 0,
        max_items: 0,
    }
}

fn broken(kind: Kind, block: Block) -> Vec<String> {
    check_schema(kind, "toy_thing", &Schema { version: 0, block })
}

fn good() -> Block {
    Good::block().clone()
}

/// What a resource with this attribute breaks.
fn with(change: impl FnOnce(&mut Attribute)) -> Vec<String> {
    let mut attribute = attribute();
    change(&mut attribute);
    let mut block = good();
    block.attributes.push(attribute);
    broken(Kind::Resource, block)
}

/// What a resource with this block breaks.
fn with_block(nested: NestedBlock) -> Vec<String> {
    let mut block = good();
    block.blocks.push(nested);
    broken(Kind::Resource, block)
}

fn only(found: &[String], rule: &str) {
    assert!(
        matches!(found, [one] if one.ends_with(rule)),
        "{rule}: {found:#?}"
    );
}

#[test]
fn a_good_schema_breaks_no_rule() {
    let mut block = good();
    block.blocks.push(timeouts::block(&[(
        timeouts::Operation::Create,
        timeouts::DEFAULT,
    )]));
    assert_eq!(broken(Kind::Resource, block), [""; 0]);
    assert_eq!(with(|it| it.ty = Type::Dynamic), [""; 0]);
    assert_eq!(with(|_| {}), [""; 0]);
}

#[test]
fn an_attribute_that_breaks_a_rule_is_told_with_its_place() {
    let found = with(|it| it.description = " ".to_owned());
    assert_eq!(found, ["resource toy_thing: `extra` has no description"]);
    only(
        &with(|it| it.name = "Extra".to_owned()),
        "has a name that is not `^[a-z_][a-z0-9_]*$`",
    );
    only(
        &with(|it| it.name = "1st".to_owned()),
        "has a name that is not `^[a-z_][a-z0-9_]*$`",
    );
    only(
        &with(|it| it.name = "count".to_owned()),
        "has a name that Terraform reserves",
    );
    only(
        &with(|it| it.name = "size".to_owned()),
        "`size` is declared twice",
    );
    only(
        &with(|it| it.name = "rule".to_owned()),
        "`rule` is both an attribute and a block",
    );
    only(
        &with(|it| it.deprecated = Some(String::new())),
        "without a word on what to use instead",
    );
    only(
        &with(|it| it.ty = Type::list(Type::Dynamic)),
        "which is for whole attributes",
    );
    only(
        &with(|it| (it.write_only, it.mode) = (true, Mode::OptionalComputed)),
        "is write-only, so it is not computed",
    );
    only(
        &with(|it| it.keeps = Keeps::Always),
        "which is for computed attributes",
    );
    only(
        &with(|it| (it.replaces, it.mode) = (true, Mode::Computed)),
        "but nobody can change it",
    );
}

#[test]
fn a_default_is_of_an_optional_and_computed_attribute_and_valid_itself() {
    let default = |it: &mut Attribute, value: Value| {
        (it.mode, it.default) = (Mode::OptionalComputed, Some(value));
    };
    only(
        &with(|it| it.default = Some("x".into())),
        "so it is optional and computed",
    );
    for value in [Value::Null, Value::Unknown, 1.into()] {
        only(
            &with(|it| default(it, value)),
            "that is not a known value of its type",
        );
    }
    let short = Validator::typed("short".to_owned(), |_: &String| Err("Too long.".to_owned()));
    only(
        &with(|it| {
            default(it, "x".into());
            it.validators.push(short);
        }),
        "has a default that breaks its own rules",
    );
}

#[test]
fn what_an_attribute_depends_on_is_beside_it() {
    let follows = |it: &mut Attribute, names| {
        (it.mode, it.keeps) = (Mode::Computed, Keeps::Unless(names));
    };
    only(
        &with(|it| follows(it, &["nmae"])),
        "depends on `nmae`, which is not beside it",
    );
    only(&with(|it| follows(it, &["extra"])), "depends on itself");
    for relation in [
        Relation::ConflictsWith(&["nmae"]),
        Relation::ExactlyOneOf(&["nmae"]),
        Relation::AtLeastOneOf(&["nmae"]),
        Relation::RequiredWith(&["nmae"]),
    ] {
        only(
            &with(|it| it.relations.push(relation)),
            "depends on `nmae`, which is not beside it",
        );
    }
    only(
        &with(|it| {
            it.mode = Mode::Computed;
            it.relations.push(Relation::ConflictsWith(&["name"]));
        }),
        "but is never configured",
    );
}

#[test]
fn members_of_an_object_have_a_type_and_nothing_else() {
    let holding = |change: fn(&mut Attribute)| {
        with(|it| {
            (it.ty, it.members) = (Part::ty(), Part::members());
            change(&mut it.members[1]);
        })
    };
    assert_eq!(holding(|_| {}), [""; 0]);
    let flags: [fn(&mut Attribute); 4] = [
        |it| it.sensitive = true,
        |it| it.write_only = true,
        |it| it.replaces = true,
        |it| it.deprecated = Some("Use nothing.".to_owned()),
    ];
    for flag in flags {
        only(
            &holding(flag),
            "`extra.weight` is a member of an object: such flags are for the whole attribute",
        );
    }
    only(
        &holding(|it| it.mode = Mode::OptionalComputed),
        "so it has no default and is not computed",
    );
    only(
        &holding(|it| it.description.clear()),
        "`extra.weight` has no description",
    );
    only(
        &holding(|it| it.relations.push(Relation::ConflictsWith(&["size"]))),
        "depends on `size`, which is not beside it",
    );
    let as_type = with(|it| (it.ty, it.members) = (Good::ty(), Good::members()));
    assert!(
        as_type
            .iter()
            .any(|it| it.ends_with("blocks are for blocks only")),
        "{as_type:#?}"
    );
    let misnamed = holding(|it| it.name = "Weight".to_owned());
    assert!(
        misnamed
            .iter()
            .any(|it| it.contains("`extra.Weight` has a name")),
        "{misnamed:#?}"
    );
}

#[test]
fn a_block_that_breaks_a_rule_is_told_with_its_place() {
    let limits = |nesting, min_items, max_items| NestedBlock {
        min_items,
        max_items,
        ..nested(nesting, vec![attribute()])
    };
    only(
        &with_block(limits(Nesting::Single, 0, 1)),
        "whose limits are 0 and 0 or 1 and 1",
    );
    only(
        &with_block(limits(Nesting::Group, 1, 1)),
        "which has no limits",
    );
    only(
        &with_block(limits(Nesting::Map, 0, 3)),
        "which has no limits",
    );
    only(
        &with_block(limits(Nesting::List, 3, 2)),
        "must appear more often than it may",
    );
    only(
        &with_block(limits(Nesting::Set, 3, 2)),
        "must appear more often than it may",
    );
    assert_eq!(with_block(limits(Nesting::List, 3, 0)), [""; 0]);
    let named = |name: &str| NestedBlock {
        name: name.to_owned(),
        ..nested(Nesting::List, Vec::new())
    };
    only(
        &with_block(named("x-y")),
        "has a name that is not `^[a-z_][a-z0-9_]*$`",
    );
    only(
        &with_block(named("lifecycle")),
        "has a name that Terraform reserves",
    );
    only(&with_block(named("rule")), "`rule` is declared twice");
    let mut silent = nested(Nesting::List, Vec::new());
    silent.block.description.clear();
    only(&with_block(silent), "`extra` has no description");
    let required = required::<String>().finished("a", "An attribute.".to_owned());
    only(
        &with_block(nested(Nesting::Group, vec![required])),
        "its group is there also when nobody writes it",
    );
}

#[test]
fn an_attribute_in_a_block_obeys_the_rules_of_the_block() {
    let holding = |nesting, change: fn(&mut Attribute)| {
        let mut attribute = attribute();
        change(&mut attribute);
        with_block(nested(nesting, vec![attribute]))
    };
    let computed: fn(&mut Attribute) = |it| it.mode = Mode::Computed;
    let default: fn(&mut Attribute) = |it| {
        (it.mode, it.default) = (Mode::OptionalComputed, Some("x".into()));
    };
    only(
        &holding(Nesting::Set, computed),
        "so it has no default and is not computed",
    );
    only(
        &holding(Nesting::Set, default),
        "so it has no default and is not computed",
    );
    only(
        &holding(Nesting::Set, |it| it.write_only = true),
        "which nothing in a set of blocks is",
    );
    only(
        &holding(Nesting::List, |it| it.ty = Type::Dynamic),
        "which nothing in a block is",
    );
    assert_eq!(
        holding(Nesting::List, |it| it.name = "count".to_owned()),
        [""; 0]
    );
    let inner = nested(
        Nesting::List,
        vec![{
            let mut attribute = attribute();
            computed(&mut attribute);
            attribute
        }],
    );
    let mut outer = nested(Nesting::Set, Vec::new());
    outer.block.blocks.push(inner);
    let found = with_block(outer);
    only(&found, "so it has no default and is not computed");
    assert!(found[0].contains("`extra.extra.extra`"));
}

#[test]
fn what_is_not_a_resource_has_less() {
    let one = |attribute| Block {
        description: "A thing.".to_owned(),
        attributes: vec![attribute],
        blocks: Vec::new(),
    };
    for kind in [
        Kind::Provider,
        Kind::DataSource,
        Kind::Ephemeral,
        Kind::List,
        Kind::Action,
    ] {
        let write_only = optional::<String>()
            .write_only()
            .finished("a", "A.".to_owned());
        only(
            &broken(kind, one(write_only)),
            "is write-only, which only resources have",
        );
        let replaces = optional::<String>()
            .replaces()
            .finished("a", "A.".to_owned());
        only(&broken(kind, one(replaces)), "which only resources do");
        let schema = Schema {
            version: 1,
            block: one(attribute()),
        };
        only(
            &check_schema(kind, "toy_thing", &schema),
            "only a resource has versions",
        );
    }
    for mode in [Mode::Required, Mode::OptionalComputed, Mode::Computed] {
        let block = one(Attribute {
            mode,
            ..attribute()
        });
        only(&broken(Kind::Provider, block), "so it is optional");
    }
    let named = |name: &str| {
        one(Attribute {
            name: name.to_owned(),
            ..attribute()
        })
    };
    only(
        &broken(Kind::Provider, named("alias")),
        "has a name that Terraform reserves",
    );
    assert_eq!(broken(Kind::Provider, named("count")), [""; 0]);
    let mut required = one(attribute());
    required.blocks.push(NestedBlock {
        name: "b".to_owned(),
        min_items: 1,
        ..nested(Nesting::List, Vec::new())
    });
    only(
        &broken(Kind::Provider, required),
        "everything in a provider's configuration is optional",
    );
}

#[test]
fn a_type_has_a_name_a_description_and_a_version_that_fits() {
    let schema = |version| Schema {
        version,
        block: good(),
    };
    only(
        &check_schema(Kind::Resource, "toy-thing", &schema(0)),
        "its type has a name that is not `^[a-z_][a-z0-9_]*$`",
    );
    only(
        &check_schema(Kind::Resource, "toy_thing", &schema(u64::MAX)),
        "its version does not fit the protocol",
    );
    let silent = Block {
        description: String::new(),
        ..good()
    };
    assert_eq!(
        broken(Kind::Resource, silent),
        ["resource toy_thing: has no description"]
    );
}

#[test]
fn an_identity_is_made_of_attributes_that_identify() {
    let found = |identity: &[&str]| check_identity("toy_thing", identity, Good::block());
    assert_eq!(found(&["id", "size"]), [""; 0]);
    only(
        &found(&["nmae"]),
        "`nmae` is in the identity, but no attribute",
    );
    only(
        &found(&["rule"]),
        "`rule` is in the identity, but no attribute",
    );
    only(
        &found(&["parts"]),
        "must be primitive or a list of primitives",
    );
    only(&found(&["id", "id"]), "is in the identity twice");
}

#[test]
fn a_type_is_registered_once_for_each_kind() {
    let types = [
        (Kind::Resource, "toy_a"),
        (Kind::DataSource, "toy_a"),
        (Kind::Resource, "toy_b"),
        (Kind::Resource, "toy_a"),
    ];
    assert_eq!(
        twice(types.into_iter()),
        ["resource toy_a: it is registered twice"]
    );
}
