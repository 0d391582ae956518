//! Every block of everything that a provider announces.

use tf_provider::{
    protocol::generated::tfplugin5::{Schema, get_provider_schema::Response, schema::Block},
    value::Type,
};

/// Calls `check` on each block, down to the last one. A schema or a block that is missing makes Terraform crash.
pub(super) fn blocks(schema: &Response, check: &dyn Fn(&Block)) {
    let block = |it: &Schema| walk(it.block.as_ref().expect("a schema has a block"), check);
    block(schema.provider.as_ref().expect("there is a provider"));
    block(schema.provider_meta.as_ref().expect("the toy has one"));
    let actions = schema.action_schemas.values();
    let actions = actions.map(|it| it.schema.as_ref().expect("an action has a schema"));
    let maps = [
        &schema.resource_schemas,
        &schema.data_source_schemas,
        &schema.ephemeral_resource_schemas,
        &schema.list_resource_schemas,
    ];
    let all = maps.into_iter().flat_map(|it| it.values());
    all.chain(actions).for_each(block);
}

fn walk(block: &Block, check: &dyn Fn(&Block)) {
    check(block);
    for nested in &block.block_types {
        assert_ne!(nested.nesting, 0, "{}", nested.type_name);
        walk(nested.block.as_ref().expect("a block has a body"), check);
    }
}

/// Checks that these bytes are the text of a type.
pub(super) fn assert_is_type(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    let ty: Type = text.parse().expect(text);
    assert_eq!(ty.to_string(), text);
}
