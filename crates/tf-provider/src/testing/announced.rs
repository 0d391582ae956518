//! The checks of schemas and metadata, as strict as the strictest host.
//!
//! Terraform from 1.12 on looks at identities, too, and from 1.15 on at the reasons why something is deprecated.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diagnostics::Diagnostics,
    protocol::generated::tfplugin5::{
        Function, ResourceIdentitySchema, Schema,
        function::Parameter,
        get_provider_schema,
        schema::{Block, NestedBlock, nested_block::NestingMode},
    },
    testing::{Failure, wire},
    value::Type,
};

/// Refuses what a host would not load.
pub(super) fn check(
    sent: &get_provider_schema::Response,
    identities: &BTreeMap<String, ResourceIdentitySchema>,
) -> Result<(), Failure> {
    let mut check = Check::default();
    for schema in sent.provider.iter().chain(&sent.provider_meta) {
        check.schema("the provider", schema);
    }
    for (name, schema) in sent
        .resource_schemas
        .iter()
        .chain(&sent.data_source_schemas)
        .chain(&sent.ephemeral_resource_schemas)
        .chain(&sent.list_resource_schemas)
    {
        check.schema(name, schema);
    }
    for (name, action) in &sent.action_schemas {
        match &action.schema {
            Some(schema) => check.schema(name, schema),
            None => check.refuse(name, "it is missing"),
        }
    }
    for (name, identity) in identities {
        check.identity(name, identity)?;
    }
    for (name, function) in &sent.functions {
        check.function(name, function);
    }
    wire::no_errors(check.0)?;
    Ok(())
}

#[derive(Default)]
struct Check(Diagnostics);

impl Check {
    fn refuse(&mut self, name: &str, why: &str) {
        self.0.push(wire::bad_schema(name, why));
    }

    fn schema(&mut self, name: &str, schema: &Schema) {
        if schema.version < 0 {
            self.refuse(name, "its version is negative");
        }
        if let Some(block) = &schema.block {
            self.block(name, block);
        }
    }

    fn block(&mut self, name: &str, block: &Block) {
        self.message(name, block.deprecated, &block.deprecation_message);
        let mut names = BTreeSet::new();
        for it in &block.attributes {
            let path = format!("{name}.{}", it.name);
            self.message(&path, it.deprecated, &it.deprecation_message);
            names.insert(&it.name);
        }
        for nested in &block.block_types {
            let path = format!("{name}.{}", nested.type_name);
            if names.contains(&nested.type_name) {
                self.refuse(&path, "an attribute and a block have this name");
            }
            self.nested(&path, nested);
        }
    }

    fn message(&mut self, name: &str, is_deprecated: bool, message: &str) {
        if !is_deprecated && !message.is_empty() {
            self.refuse(name, "it is not deprecated, but says why");
        }
    }

    fn nested(&mut self, name: &str, nested: &NestedBlock) {
        let is_plain = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
        if nested.type_name.is_empty() || !nested.type_name.bytes().all(is_plain) {
            self.refuse(
                name,
                "a block's name has lowercase letters, digits and underscores only",
            );
        }
        let (min, max) = (nested.min_items, nested.max_items);
        let has_good_counts = match nested.nesting() {
            NestingMode::Single => min == max && (0..=1).contains(&min),
            NestingMode::Group | NestingMode::Map => min == 0 && max == 0,
            NestingMode::List | NestingMode::Set => min >= 0 && (max == 0 || min <= max),
            // Reading the block refuses it.
            NestingMode::Invalid => true,
        };
        if !has_good_counts {
            let why = format!("{min} to {max} of these blocks make no sense");
            self.refuse(name, &why);
        }
        let Some(block) = &nested.block else { return };
        if nested.nesting() == NestingMode::Set {
            self.element(name, block);
        }
        self.block(name, block);
    }

    /// Attributes that the blocks of a set cannot have.
    fn element(&mut self, name: &str, block: &Block) {
        for it in &block.attributes {
            let path = format!("{name}.{}", it.name);
            if it.write_only {
                self.refuse(&path, "a block of a set has no write-only attribute");
            }
            if wire::ty(&path, &it.r#type).is_ok_and(|ty| has_dynamic(&ty)) {
                self.refuse(&path, "a block of a set has no attribute of any type");
            }
        }
        for it in &block.block_types {
            if let Some(block) = &it.block {
                self.element(&format!("{name}.{}", it.type_name), block);
            }
        }
    }

    fn identity(&mut self, name: &str, identity: &ResourceIdentitySchema) -> Result<(), Failure> {
        if identity.version < 0 {
            self.refuse(name, "the version of its identity is negative");
        }
        for it in &identity.identity_attributes {
            let path = format!("the identity of {name}.{}", it.name);
            if it.required_for_import == it.optional_for_import {
                self.refuse(&path, "an import either needs it or does not");
            }
            if matches!(
                wire::ty(&path, &it.r#type)?,
                Type::Map(_) | Type::Set(_) | Type::Object(_)
            ) {
                self.refuse(&path, "an identity has no map, set or object");
            }
        }
        Ok(())
    }

    fn function(&mut self, name: &str, function: &Function) {
        if !is_identifier(name) {
            self.refuse(name, "a function cannot be called like this");
        }
        let mut names = BTreeSet::new();
        let parameters = function.parameters.iter();
        for Parameter { name: it, .. } in parameters.chain(&function.variadic_parameter) {
            let path = format!("{name}({it})");
            if !is_identifier(it) {
                self.refuse(&path, "a parameter cannot be called like this");
            }
            if !names.insert(it) {
                self.refuse(&path, "two parameters have this name");
            }
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let is_first = |it: char| it.is_alphabetic() || it == '_';
    let is_next = |it: char| it.is_alphanumeric() || it == '_' || it == '-';
    name.starts_with(is_first) && name.chars().all(is_next)
}

fn has_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_dynamic(element),
        Type::Tuple(types) => types.iter().any(has_dynamic),
        Type::Object(object) => object.attributes.values().any(has_dynamic),
    }
}
