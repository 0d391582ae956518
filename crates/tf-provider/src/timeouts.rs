//! The `timeouts` block: how long each operation may take, and durations as Terraform's users write them.

use std::{collections::BTreeMap, time::Duration};

use crate::{
    schema::{
        Attribute, Block, NestedBlock, Nesting,
        declare::{Rules, optional},
    },
    value::Value,
};

/// Name of the block.
pub(crate) const BLOCK: &str = "timeouts";

/// How long an operation without a timeout of its own may take.
pub(crate) const DEFAULT: Duration = Duration::from_secs(20 * 60);

/// Something that Terraform asks of a resource and that can take a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Making a new object.
    Create,
    /// Reading it back.
    Read,
    /// Changing it in place.
    Update,
    /// Removing it.
    Delete,
}

impl Operation {
    /// The name of its attribute in the block.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// The block of a resource whose operations have these default timeouts.
pub(crate) fn block(defaults: &[(Operation, Duration)]) -> NestedBlock {
    let attributes = defaults
        .iter()
        .map(|(operation, default)| attribute(*operation, *default))
        .collect();
    NestedBlock {
        name: BLOCK.to_owned(),
        nesting: Nesting::Single,
        block: Block {
            description: "How long to wait for the service.".to_owned(),
            attributes,
            blocks: Vec::new(),
        },
        min_items: 0,
        max_items: 0,
    }
}

fn attribute(operation: Operation, default: Duration) -> Attribute {
    let minutes = default.as_secs() / 60;
    let text = format!(
        "How long the {} may take, such as `{minutes}m` (the default) or `1h30m`.",
        operation.name()
    );
    optional::<String>()
        .duration()
        .finished(operation.name(), text)
}

/// The timeout of `operation` in a resource's value: as configured, else its default.
pub(crate) fn configured(
    object: &BTreeMap<String, Value>,
    operation: Operation,
    defaults: &[(Operation, Duration)],
) -> Duration {
    let written = match object.get(BLOCK) {
        Some(Value::Object(block)) => block.get(operation.name()),
        _ => None,
    };
    if let Some(Value::String(text)) = written
        && let Ok(timeout) = parse(text)
    {
        return timeout;
    }
    let default = defaults.iter().find(|(it, _)| *it == operation);
    default.map_or(DEFAULT, |(_, default)| *default)
}

/// Reads a duration as Go writes it: numbers with units, such as `1h30m`, `1.5h` or `250ms`.
pub fn parse(text: &str) -> Result<Duration, String> {
    let wrong = || {
        format!(
            "`{text}` is not a duration. Write numbers with units (h, m, s, ms), such as `30s`, `45m` or `1h30m`."
        )
    };
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest
            .find(|it: char| !it.is_ascii_digit() && it != '.')
            .ok_or_else(wrong)?;
        let number: f64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = &rest[digits..];
        let letters = rest
            .find(|it: char| it.is_ascii_digit() || it == '.')
            .unwrap_or(rest.len());
        seconds += number * unit(&rest[..letters]).ok_or_else(wrong)?;
        rest = &rest[letters..];
    }
    if text.is_empty() {
        return Err(wrong());
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| wrong())
}

fn unit(name: &str) -> Option<f64> {
    Some(match name {
        "ns" => 1e-9,
        "us" | "µs" | "μs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        let read = |text| parse(text).unwrap().as_millis();
        assert_eq!(read("45m"), 45 * 60_000);
        assert_eq!(read("1h30m"), 90 * 60_000);
        assert_eq!(read("1.5h"), 90 * 60_000);
        assert_eq!(read("250ms"), 250);
        assert_eq!(read("0s"), 0);
    }

    #[test]
    fn what_is_not_a_duration_is_refused_with_an_example() {
        for text in [
            "",
            "45",
            "m",
            "-3m",
            "1 h",
            "1d",
            "1.2.3s",
            "99999999999999999999h",
        ] {
            assert!(
                parse(text).is_err_and(|why| why.contains("1h30m")),
                "{text:?}"
            );
        }
    }
}
