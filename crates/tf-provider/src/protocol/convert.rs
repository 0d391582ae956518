//! Schemas, diagnostics and paths as Terraform's messages.

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    path::{Path, Step},
    printable,
    protocol::generated::tfplugin5::{self as wire, attribute_path, diagnostic, schema},
    resource::identity,
    schema::{Attribute, Block, Mode, NestedBlock, Nesting, Schema},
};

/// Messages for the user.
pub(super) fn diagnostics(diagnostics: Diagnostics) -> Vec<wire::Diagnostic> {
    diagnostics.into_iter().map(diagnostic).collect()
}

fn diagnostic(problem: Diagnostic) -> wire::Diagnostic {
    let severity = match problem.severity {
        Severity::Error => diagnostic::Severity::Error,
        Severity::Warning => diagnostic::Severity::Warning,
    };
    wire::Diagnostic {
        severity: severity.into(),
        summary: printable::line(problem.summary),
        detail: printable::lines(problem.detail),
        attribute: (!problem.path.is_root()).then(|| path(&problem.path)),
    }
}

/// A place in a configuration or a state.
pub(super) fn path(path: &Path) -> wire::AttributePath {
    use attribute_path::step::Selector;
    let selector = |step: &Step| match step {
        Step::Attribute(name) => Selector::AttributeName(name.clone()),
        Step::Key(key) => Selector::ElementKeyString(key.clone()),
        Step::Index(index) => Selector::ElementKeyInt(i64::try_from(*index).unwrap_or(i64::MAX)),
    };
    let steps = path.steps().iter().map(|step| attribute_path::Step {
        selector: Some(selector(step)),
    });
    wire::AttributePath {
        steps: steps.collect(),
    }
}

/// A schema with its attributes and blocks in alphabetical order, so that it is the same every time.
pub(super) fn schema(schema: &Schema) -> wire::Schema {
    let version = i64::try_from(schema.version).unwrap_or(i64::MAX);
    wire::Schema {
        version,
        block: Some(block(&schema.block)),
    }
}

/// The schema of the identity that these attributes make up.
pub(super) fn identity_schema(names: &[&str], block: &Block) -> wire::ResourceIdentitySchema {
    let part = |it: &Attribute| wire::resource_identity_schema::IdentityAttribute {
        name: it.name.clone(),
        r#type: it.ty.to_string().into_bytes(),
        required_for_import: true,
        optional_for_import: false,
        description: it.description.clone(),
    };
    wire::ResourceIdentitySchema {
        version: 0,
        identity_attributes: identity::parts(names, block).map(part).collect(),
    }
}

fn block(block: &Block) -> schema::Block {
    let mut attributes: Vec<_> = block.attributes.iter().map(attribute).collect();
    attributes.sort_by(|one, other| one.name.cmp(&other.name));
    let mut block_types: Vec<_> = block.blocks.iter().map(nested_block).collect();
    block_types.sort_by(|one, other| one.type_name.cmp(&other.type_name));
    schema::Block {
        attributes,
        block_types,
        description: block.description.clone(),
        description_kind: wire::StringKind::Markdown.into(),
        ..schema::Block::default()
    }
}

fn attribute(attribute: &Attribute) -> schema::Attribute {
    // The mocks of OpenTofu leave out what is optional, and then miss it.
    let ty = if attribute.mode == Mode::Computed {
        attribute.ty.without_optional()
    } else {
        attribute.ty.clone()
    };
    schema::Attribute {
        name: attribute.name.clone(),
        r#type: ty.to_string().into_bytes(),
        description: attribute.description.clone(),
        description_kind: wire::StringKind::Markdown.into(),
        required: attribute.mode == Mode::Required,
        optional: matches!(attribute.mode, Mode::Optional | Mode::OptionalComputed),
        computed: attribute.mode.is_computed(),
        sensitive: attribute.sensitive,
        write_only: attribute.write_only,
        deprecated: attribute.deprecated.is_some(),
        deprecation_message: attribute.deprecated.clone().unwrap_or_default(),
    }
}

fn nested_block(nested: &NestedBlock) -> schema::NestedBlock {
    use schema::nested_block::NestingMode;
    let nesting = match nested.nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::Group => NestingMode::Group,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    schema::NestedBlock {
        type_name: nested.name.clone(),
        block: Some(block(&nested.block)),
        nesting: nesting.into(),
        min_items: i64::from(nested.min_items),
        max_items: i64::from(nested.max_items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagnostic_holds_nothing_that_a_terminal_obeys() {
        let evil = "red\u{1b}[2J\u{202e}\n\nError: gone";
        let sent = diagnostic(Diagnostic::error(evil, evil));
        assert_eq!(sent.summary, r"red\u{1b}[2J\u{202e}\n\nError: gone");
        assert_eq!(sent.detail, "red\\u{1b}[2J\\u{202e}\n\nError: gone");
    }
}
