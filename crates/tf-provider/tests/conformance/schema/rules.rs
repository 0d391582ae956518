//! Item 56: what Terraform would not take, each as one change to a schema that it takes.

use tf_provider::{
    model,
    model::{Computed, Model},
    schema::{
        Attribute, Block, Mode, NestedBlock, Nesting, Schema,
        check::{Kind, check_identity, check_schema},
    },
    value::Type,
};

use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(56, each_rule_of_schemas_is_checked, sync),
    item!(56, each_kind_of_schema_has_rules_of_its_own, sync),
];

model! {
    /// Something that Terraform takes.
    struct Good <- GoodConfig {
        /// Its name.
        name: String = required(),
        /// Its size.
        size: i64 = optional().default(3),
        /// Its number.
        id: Computed<String> = computed(),
        /// Its parts.
        part: Vec<Part> = block_set().max(2),
    }
}

model! {
    /// A part.
    struct Part <- PartConfig {
        /// Its color.
        color: Option<String> = optional(),
    }
}

type PlanChange = fn(&mut Block);

/// How a schema is broken, and what is said about it.
const BROKEN: [(PlanChange, &str); 20] = [
    (|it| name(it).name = "Name".to_owned(), "a name that is not"),
    (|it| name(it).name = "1st".to_owned(), "a name that is not"),
    (
        |it| name(it).name = "count".to_owned(),
        "Terraform reserves",
    ),
    (
        |it| name(it).name = "size".to_owned(),
        "`size` is declared twice",
    ),
    (
        |it| name(it).name = "part".to_owned(),
        "both an attribute and a block",
    ),
    (|it| name(it).description.clear(), "has no description"),
    (
        |it| name(it).deprecated = Some(String::new()),
        "what to use instead",
    ),
    (
        |it| name(it).ty = Type::list(Type::Dynamic),
        "for whole attributes",
    ),
    (
        |it| (name(it).write_only, name(it).mode) = (true, Mode::OptionalComputed),
        "not computed",
    ),
    (
        |it| name(it).default = Some("x".into()),
        "optional and computed",
    ),
    (|it| size(it).default = Some("x".into()), "default"),
    (
        |it| (size(it).default, size(it).replaces, size(it).mode) = (None, true, Mode::Computed),
        "nobody can change it",
    ),
    (|it| part(it).name = "a-b".to_owned(), "a name that is not"),
    (
        |it| part(it).name = "lifecycle".to_owned(),
        "Terraform reserves",
    ),
    (|it| part(it).min_items = 3, "more often than it may"),
    (
        |it| part(it).nesting = Nesting::Single,
        "whose limits are 0 and 0 or 1 and 1",
    ),
    (
        |it| part(it).nesting = Nesting::Group,
        "which has no limits",
    ),
    (|it| part(it).nesting = Nesting::Map, "which has no limits"),
    (|it| color(it).write_only = true, "write-only"),
    (|it| color(it).ty = Type::Dynamic, "dynamic"),
];

fn name(block: &mut Block) -> &mut Attribute {
    &mut block.attributes[0]
}

fn size(block: &mut Block) -> &mut Attribute {
    &mut block.attributes[1]
}

fn part(block: &mut Block) -> &mut NestedBlock {
    &mut block.blocks[0]
}

fn color(block: &mut Block) -> &mut Attribute {
    &mut part(block).block.attributes[0]
}

fn broken(kind: Kind, change: PlanChange) -> String {
    let mut block = Good::block().clone();
    change(&mut block);
    check_schema(kind, "toy_thing", &Schema { version: 0, block }).join("\n")
}

fn each_rule_of_schemas_is_checked() {
    assert_eq!(broken(Kind::Resource, |_| ()), "");
    for (change, told) in BROKEN {
        let actual = broken(Kind::Resource, change);
        assert!(actual.contains(told), "{told}: {actual}");
    }
}

fn each_kind_of_schema_has_rules_of_its_own() {
    assert_eq!(broken(Kind::DataSource, |_| ()), "");
    let actual = broken(Kind::DataSource, |it| name(it).write_only = true);
    assert!(actual.contains("which only resources have"), "{actual}");
    let actual = broken(Kind::DataSource, |it| name(it).replaces = true);
    assert!(actual.contains("which only resources do"), "{actual}");
    let actual = broken(Kind::Provider, |_| ());
    assert!(actual.contains("so it is optional"), "{actual}");
    let actual = broken(Kind::Provider, |it| name(it).name = "alias".to_owned());
    assert!(actual.contains("Terraform reserves"), "{actual}");
    let schema = Schema {
        version: 1,
        block: Good::block().clone(),
    };
    let actual = check_schema(Kind::DataSource, "toy_thing", &schema).join("\n");
    assert!(actual.contains("only a resource has versions"), "{actual}");
    let actual = check_schema(Kind::Resource, "toy-thing", &schema).join("\n");
    assert!(actual.contains("its type has a name"), "{actual}");

    let identity = |names: &[&str]| check_identity("toy_thing", names, Good::block());
    assert_eq!(identity(&["id", "size"]), [""; 0]);
    for broken in [["nmae"], ["part"]] {
        let actual = identity(&broken).join("\n");
        assert!(actual.contains("but no attribute"), "{actual}");
    }
}
