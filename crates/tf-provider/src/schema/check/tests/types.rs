//! Broken schemas as a whole, and broken identities.

use super::*;

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
            .requires_replace()
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
    let actual = |identity: &[&str]| check_identity("toy_thing", identity, Good::block());
    assert_eq!(actual(&["id", "size"]), [""; 0]);
    only(
        &actual(&["nmae"]),
        "`nmae` is in the identity, but no attribute",
    );
    only(
        &actual(&["rule"]),
        "`rule` is in the identity, but no attribute",
    );
    only(
        &actual(&["parts"]),
        "must be primitive or a list of primitives",
    );
    only(&actual(&["id", "id"]), "is in the identity twice");
}
