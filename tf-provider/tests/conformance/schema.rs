//! Items 56 to 60: the schema.

use crate::{
    frame::{Item, item},
    terraform::Workspace,
    toy,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(
        56,
        the_toy_that_has_everything_has_a_schema_without_problems
    ),
    item!(60, terraform_shows_the_schema_as_it_was_declared),
];

async fn the_toy_that_has_everything_has_a_schema_without_problems() {
    let (_terraform, _room, _said) = toy::start().await;
}

async fn terraform_shows_the_schema_as_it_was_declared() {
    let workspace = Workspace::new("");
    let shown = workspace.must(["providers", "schema", "-json"]).await;
    assert!(shown.contains(toy::ADDRESS));
}
