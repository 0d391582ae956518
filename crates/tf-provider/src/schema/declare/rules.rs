//! The vocabulary of rules for configured values.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
    ops::{Bound, RangeBounds},
};

use regex_lite::Regex;

use crate::{
    model::{Field, Slot},
    schema::{Validator, cron},
    timeouts,
};

/// Rules for a value of one type. A rule for another type does not compile.
///
/// A rule is written as what a value must be, for the documentation; a value that breaks it is refused with what was
/// given. The value of a sensitive or write-only attribute never shows in a message.
///
/// ```
/// use std::collections::BTreeSet;
/// use tf_provider::model;
///
/// model! {
///     /// A rota.
///     pub struct Rota <- RotaConfig {
///         /// When it begins.
///         begins: String = required().cron(),
///         /// Who takes part.
///         names: BTreeSet<String> = required().len(1..=5).each(|name| name.pattern("^[a-z]+$", "a word in lowercase")),
///         /// How heavy it is.
///         weight: f64 = optional().range(0.0..=1.0).default(0.5),
///     }
/// }
/// ```
///
/// ```compile_fail
/// tf_provider::model! {
///     /// A number has no pattern.
///     pub struct Rota <- RotaConfig {
///         /// How heavy it is.
///         weight: f64 = required().pattern("^[a-z]+$", "a word in lowercase"),
///     }
/// }
/// ```
pub trait Rules: Sized {
    /// What the rules are for.
    type Of: Field;

    /// Adds a rule.
    #[doc(hidden)]
    fn and(self, validator: Validator) -> Self;

    /// Refuses a configured value for which `check` says why it is wrong. `rule` completes "must be …" in the
    /// documentation.
    fn check(
        self,
        rule: impl Into<String>,
        check: impl Fn(&Self::Of) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        self.and(Validator::typed(rule.into(), check))
    }

    /// As many characters of a string, or elements of a collection.
    fn len(self, range: impl RangeBounds<usize> + Send + Sync + 'static) -> Self
    where
        Self::Of: Length,
    {
        let rule = describe(&range, Some(Self::Of::UNIT));
        let given = |value: &Self::Of| {
            let verb = if value.length() == 1 { "was" } else { "were" };
            format!("{} {verb}", counted(value.length(), Self::Of::UNIT))
        };
        self.and(must_be(
            rule,
            move |it: &Self::Of| range.contains(&it.length()),
            given,
        ))
    }

    /// A number within these bounds.
    fn range(self, range: impl RangeBounds<Self::Of> + Send + Sync + 'static) -> Self
    where
        Self::Of: Bounded,
    {
        let rule = describe(&range, None);
        self.and(must_be(
            rule,
            move |it| range.contains(it),
            |it: &Self::Of| format!("{it} was"),
        ))
    }

    /// One of these words.
    fn one_of(self, words: &'static [&'static str]) -> Self
    where
        Self: Rules<Of = String>,
    {
        let list: Vec<_> = words.iter().map(|it| format!("`{it}`")).collect();
        let rule = format!("one of {}", list.join(", "));
        self.and(must_be(
            rule,
            |it: &String| words.contains(&it.as_str()),
            quoted,
        ))
    }

    /// Text in which the regular expression `pattern` is found: anchor it to mean the whole text. `rule` says the same in
    /// words, as it completes "must be …".
    fn pattern(self, pattern: &str, rule: impl Into<String>) -> Self
    where
        Self: Rules<Of = String>,
    {
        let pattern = Regex::new(pattern).expect("the pattern in a schema is a regular expression");
        self.and(must_be(
            rule.into(),
            move |it: &String| pattern.is_match(it),
            quoted,
        ))
    }

    /// A length of time such as `30s`, `45m` or `1h30m`, as Go writes it.
    fn duration(self) -> Self
    where
        Self: Rules<Of = String>,
    {
        self.check("a duration such as `30s`, `45m` or `1h30m`", |value| {
            timeouts::parse(value).map(|_| ())
        })
    }

    /// A cron expression of five fields, of six with the second first, or of seven with the year last.
    fn cron(self) -> Self
    where
        Self: Rules<Of = String>,
    {
        let rule = "a cron expression such as `30 8 * * MON-FRI`, or one with seconds such as `0 30 8 * * ?`";
        self.check(rule, move |value| {
            cron::check(value)
                .map_err(|why| format!("It must be {rule}, but `{value}` was given: {why}."))
        })
    }

    /// Rules for each element of a collection, as far as it is known.
    fn each<E: Field>(self, declare: impl FnOnce(Each<E>) -> Each<E>) -> Self
    where
        Self::Of: Elements<Element = E>,
    {
        let declared = declare(Each {
            validators: Vec::new(),
            element: PhantomData,
        });
        let validators = declared.validators.into_iter();
        validators.fold(self, |rules, it| rules.and(it.for_each()))
    }
}

/// The elements of a collection, to declare rules for.
#[derive(Debug)]
pub struct Each<E> {
    validators: Vec<Validator>,
    element: PhantomData<fn() -> E>,
}

impl<E: Field> Rules for Each<E> {
    type Of = E;

    fn and(mut self, validator: Validator) -> Self {
        self.validators.push(validator);
        self
    }
}

/// What has a length.
pub trait Length: Field {
    /// What it consists of: one, and many.
    const UNIT: (&'static str, &'static str);

    /// How many it consists of.
    fn length(&self) -> usize;
}

/// What has elements of one type.
pub trait Elements: Field {
    /// Their type.
    type Element: Field;
}

/// What can be within bounds.
pub trait Bounded: Field + PartialOrd + fmt::Display {}

impl Bounded for i64 {}

impl Bounded for f64 {}

impl Length for String {
    const UNIT: (&'static str, &'static str) = ("character", "characters");

    fn length(&self) -> usize {
        self.chars().count()
    }
}

const ELEMENTS: (&str, &str) = ("element", "elements");

impl<S: Slot> Length for Vec<S> {
    const UNIT: (&'static str, &'static str) = ELEMENTS;

    fn length(&self) -> usize {
        self.len()
    }
}

impl<S: Slot + Ord> Length for BTreeSet<S>
where
    S::Config: Ord,
{
    const UNIT: (&'static str, &'static str) = ELEMENTS;

    fn length(&self) -> usize {
        self.len()
    }
}

impl<S: Slot> Length for BTreeMap<String, S> {
    const UNIT: (&'static str, &'static str) = ELEMENTS;

    fn length(&self) -> usize {
        self.len()
    }
}

impl<S: Slot> Elements for Vec<S> {
    type Element = S::Field;
}

impl<S: Slot + Ord> Elements for BTreeSet<S>
where
    S::Config: Ord,
{
    type Element = S::Field;
}

impl<S: Slot> Elements for BTreeMap<String, S> {
    type Element = S::Field;
}

fn must_be<T: Field>(
    rule: String,
    holds: impl Fn(&T) -> bool + Send + Sync + 'static,
    given: impl Fn(&T) -> String + Send + Sync + 'static,
) -> Validator {
    Validator::typed(rule.clone(), move |value| {
        if holds(value) {
            return Ok(());
        }
        Err(format!("It must be {rule}, but {} given.", given(value)))
    })
}

fn quoted(text: &String) -> String {
    format!("`{text}` was")
}

fn counted(count: usize, (one, many): (&str, &str)) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A range in words, with what it counts.
fn describe<T: fmt::Display + PartialEq>(
    range: &impl RangeBounds<T>,
    unit: Option<(&str, &str)>,
) -> String {
    let low = match range.start_bound() {
        Bound::Included(low) => Some(format!("at least {low}")),
        Bound::Excluded(low) => Some(format!("more than {low}")),
        Bound::Unbounded => None,
    };
    let high = match range.end_bound() {
        Bound::Included(high) => Some(format!("at most {high}")),
        Bound::Excluded(high) => Some(format!("less than {high}")),
        Bound::Unbounded => None,
    };
    let text = match (range.start_bound(), range.end_bound()) {
        (Bound::Included(low), Bound::Included(high)) if low == high => format!("exactly {low}"),
        (Bound::Included(low), Bound::Included(high)) => format!("{low} to {high}"),
        _ => [low, high]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" and "),
    };
    let Some((one, many)) = unit else { return text };
    let unit = if text.ends_with(" 1") { one } else { many };
    format!("{text} {unit} long")
}
