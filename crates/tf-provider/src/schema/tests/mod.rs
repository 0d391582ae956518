//! Rules as tables: what is configured, and what there is to say about it.

mod relations;
mod texts;
mod values;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{Block, validate};
use crate::{diagnostics::Diagnostics, model, schema::test_support::value_of};

model! {
    /// One of each rule.
    struct Form <- FormConfig {
        /// A word.
        word: Option<String> = optional().one_of(&["red", "blue"]),
        /// A short text.
        short: Option<String> = optional().len(1..=3),
        /// A long text.
        long: Option<String> = optional().len(2..),
        /// A code.
        code: Option<String> = optional().pattern("^[a-z]{2}-[0-9]+$", "two letters, a dash and a number"),
        /// A duration.
        wait: Option<String> = optional().duration(),
        /// A schedule.
        cron: Option<String> = optional().cron(),
        /// A number.
        count: Option<i64> = optional().range(1..=5),
        /// A share.
        share: Option<f64> = optional().range(0.0..1.0),
        /// A list.
        list: Option<Vec<String>> = optional().len(1..=2).each(|it| it.len(..=2)),
        /// A set.
        set: Option<BTreeSet<i64>> = optional().len(1..).each(|it| it.range(0..)),
        /// A map.
        map: Option<BTreeMap<String, Vec<String>>> = optional().len(..2)
            .each(|it| it.len(1..=1).each(|it| it.one_of(&["x"]))),
        /// A set without a rule.
        names: Option<BTreeSet<String>> = optional(),
        /// A list that may have gaps.
        gaps: Option<Vec<Option<String>>> = optional(),
        /// A rule of its own.
        even: Option<i64> = optional().check("even", |it| if it % 2 == 0 { Ok(()) } else { Err(format!("{it} is odd.")) }),
        /// A secret.
        secret: Option<String> = optional().sensitive().len(8..).pattern("^[a-z]*$", "lowercase"),
        /// A secret that is not stored.
        token: Option<String> = optional().write_only().check("long", |it: &String| Err(format!("{it} is short."))),
        /// An object.
        object: Option<Member> = optional(),
        /// Objects.
        objects: Option<BTreeMap<String, Member>> = optional(),
        /// An object of which nothing is shown.
        hidden: Option<Member> = optional().sensitive(),
        /// Blocks.
        rule: Vec<Rule> = blocks(),
        /// Blocks without order.
        label: Vec<Rule> = block_set(),
    }
}

model! {
    /// A member.
    struct Member <- MemberConfig {
        /// Its size.
        size: Option<i64> = optional().range(1..).conflicts_with(&["name"]),
        /// Its name.
        name: Option<String> = optional(),
    }
}

model! {
    /// A rule.
    struct Rule <- RuleConfig {
        /// A port.
        port: i64 = required().range(1..=65535),
        /// Its password.
        password: Option<String> = optional().write_only(),
    }
}

fn lines(diagnostics: Diagnostics) -> Vec<String> {
    let line = |it: crate::diagnostics::Diagnostic| format!("{}: {}", it.path, it.detail);
    diagnostics.into_iter().map(line).collect()
}

fn problems(block: &Block, config: &Json) -> Vec<String> {
    lines(validate(block, &value_of(block, config)))
}
