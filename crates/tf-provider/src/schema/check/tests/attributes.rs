//! Broken attributes.

use super::*;

#[test]
fn an_attribute_that_breaks_a_rule_is_told_with_its_place() {
    let actual = with(|it| it.description = " ".to_owned());
    assert_eq!(actual, ["resource toy_thing: `extra` has no description"]);
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
