//! From the provider's messages to what the driver works with, as strict as Terraform is.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    path::{Path, Step},
    protocol::{
        codec,
        generated::tfplugin5::{
            self as wire, attribute_path::step::Selector, diagnostic::Severity,
            schema::nested_block::NestingMode,
        },
    },
    schema::{Attribute, Block, Mode, NestedBlock, Nesting},
    testing::Failure,
    value::{Type, Value, ValueError},
};

/// What Terraform and OpenTofu say with every request that they can do: store no write-only value, but defer nothing.
pub(super) const CAPABILITIES: wire::ClientCapabilities = wire::ClientCapabilities {
    deferral_allowed: false,
    write_only_attributes_allowed: true,
};

/// What Terraform says that it can do while it applies a plan.
pub(super) const CAPABILITIES_IN_APPLY: wire::ClientCapabilities = wire::ClientCapabilities {
    deferral_allowed: true,
    ..CAPABILITIES
};

/// A value of type `ty`; no message at all is null, as for Terraform.
pub(super) fn value(ty: &Type, sent: Option<&wire::DynamicValue>) -> Result<Value, ValueError> {
    Ok(codec::from_wire(ty, sent)?.unwrap_or(Value::Null))
}

/// A value to send.
pub(super) fn dynamic(ty: &Type, value: &Value) -> Result<Option<wire::DynamicValue>, Failure> {
    codec::to_wire(ty, value)
        .map(Some)
        .map_err(|error| Diagnostic::error("Value of another type", format!("{error}.")).into())
}

/// The answer of a call, or what Terraform says when there is none.
pub(super) fn answer<T>(
    method: &str,
    answer: Result<tonic::Response<T>, tonic::Status>,
) -> Result<T, Failure> {
    answer.map(tonic::Response::into_inner).map_err(|status| {
        let detail = format!(
            "The plugin returned an unexpected error from plugin.(*GRPCProvider).{method}: rpc error: code = {:?} desc = {}",
            status.code(),
            status.message()
        );
        Diagnostic::error("Plugin error", detail).into()
    })
}

/// The next event of a stream; `None` at its end.
pub(super) fn event<T>(
    method: &str,
    event: Result<Option<T>, tonic::Status>,
) -> Result<Option<T>, Failure> {
    answer(method, event.map(tonic::Response::new))
}

/// What a provider has to say. A message that Terraform could not show well is an error of its own.
pub(super) fn diagnostics(sent: Vec<wire::Diagnostic>) -> Diagnostics {
    sent.into_iter().map(diagnostic).collect()
}

/// The warnings, or a failure if there is an error.
pub(super) fn no_errors(diagnostics: Diagnostics) -> Result<Diagnostics, Failure> {
    if diagnostics.has_errors() {
        Err(diagnostics.into())
    } else {
        Ok(diagnostics)
    }
}

fn diagnostic(sent: wire::Diagnostic) -> Diagnostic {
    let path = sent.attribute.as_ref().map(path).unwrap_or_default();
    let problem = match sent.severity() {
        Severity::Error => Diagnostic::error(sent.summary, sent.detail),
        Severity::Warning => Diagnostic::warning(sent.summary, sent.detail),
        Severity::Invalid => {
            let detail = format!("{}\n\n{}", sent.summary, sent.detail);
            Diagnostic::error("Diagnostic without a severity", detail)
        }
    };
    if problem.summary.is_empty() {
        return Diagnostic::error("Diagnostic without a summary", problem.detail).at(path);
    }
    problem.at(path)
}

/// Where something is. Terraform skips steps that say nothing.
pub(super) fn path(sent: &wire::AttributePath) -> Path {
    let steps = sent.steps.iter().filter_map(|it| it.selector.as_ref());
    steps.fold(Path::root(), |path, selector| {
        path.with(match selector {
            Selector::AttributeName(name) => Step::Attribute(name.clone()),
            Selector::ElementKeyString(key) => Step::Key(key.clone()),
            Selector::ElementKeyInt(index) => Step::Index(usize::try_from(*index).unwrap_or(0)),
        })
    })
}

/// A schema's block; Terraform crashes on one that is missing.
pub(super) fn schema(name: &str, sent: Option<&wire::Schema>) -> Result<Block, Failure> {
    let block = sent.and_then(|it| it.block.as_ref());
    let block = block.ok_or_else(|| bad_schema(name, "it has no block"))?;
    read_block(name, block)
}

/// A type as a schema has it, without the marks of optional members, which no value has.
pub(super) fn ty(name: &str, sent: &[u8]) -> Result<Type, Failure> {
    let text = std::str::from_utf8(sent).map_err(|error| bad_schema(name, &error.to_string()))?;
    text.parse()
        .map_err(|error: crate::value::TypeError| bad_schema(name, &error.to_string()).into())
}

fn read_block(name: &str, sent: &wire::schema::Block) -> Result<Block, Failure> {
    let attributes = sent.attributes.iter().map(|it| attribute(name, it));
    let blocks = sent.block_types.iter().map(|it| nested_block(name, it));
    Ok(Block {
        attributes: attributes.collect::<Result<_, _>>()?,
        blocks: blocks.collect::<Result<_, _>>()?,
        ..Block::default()
    })
}

fn attribute(name: &str, sent: &wire::schema::Attribute) -> Result<Attribute, Failure> {
    let mode = match (sent.required, sent.optional, sent.computed) {
        (true, false, false) => Mode::Required,
        (false, true, false) => Mode::Optional,
        (false, true, true) => Mode::OptionalComputed,
        (false, false, true) => Mode::Computed,
        _ => {
            let name = format!("{name}.{}", sent.name);
            return Err(bad_schema(&name, "must be required, optional or computed").into());
        }
    };
    Ok(Attribute {
        description: sent.description.clone(),
        sensitive: sent.sensitive,
        write_only: sent.write_only,
        ..Attribute::new(&sent.name, ty(name, &sent.r#type)?, mode)
    })
}

fn nested_block(name: &str, sent: &wire::schema::NestedBlock) -> Result<NestedBlock, Failure> {
    let name = format!("{name}.{}", sent.type_name);
    let nesting = match sent.nesting() {
        NestingMode::Single => Nesting::Single,
        NestingMode::Group => Nesting::Group,
        NestingMode::List => Nesting::List,
        NestingMode::Set => Nesting::Set,
        NestingMode::Map => Nesting::Map,
        NestingMode::Invalid => return Err(bad_schema(&name, "its nesting is not set").into()),
    };
    let block = sent
        .block
        .as_ref()
        .ok_or_else(|| bad_schema(&name, "it has no block"))?;
    Ok(NestedBlock {
        name: sent.type_name.clone(),
        nesting,
        block: read_block(&name, block)?,
        min_items: u32::try_from(sent.min_items).unwrap_or(0),
        max_items: u32::try_from(sent.max_items).unwrap_or(0),
    })
}

/// What Terraform says of a schema that it would not load.
pub(super) fn bad_schema(name: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "Failed to load plugin schemas",
        format!("The schema of {name} is wrong: {why}."),
    )
}
