//! Broken blocks.

use super::*;

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
    let actual = with_block(outer);
    only(&actual, "so it has no default and is not computed");
    assert!(actual[0].contains("`extra.extra.extra`"));
}
