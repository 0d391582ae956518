//! Cron expressions: five fields, six with the second first, or seven with the year last.
//!
//! Only what all schedulers agree on is refused here; whether a day like `31` of a month exists is theirs to say.

use std::ops::RangeInclusive;

struct Field {
    name: &'static str,
    range: RangeInclusive<u32>,
    /// Names for the numbers from the start of the range.
    names: &'static [&'static str],
    /// Whether `?` is a way to leave it open.
    is_day: bool,
}

const MONTHS: &[&str] = &[
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fn field(name: &'static str, range: RangeInclusive<u32>) -> Field {
    Field {
        name,
        range,
        names: &[],
        is_day: false,
    }
}

const FIELDS: [Field; 7] = [
    field("second", 0..=59),
    field("minute", 0..=59),
    field("hour", 0..=23),
    Field {
        is_day: true,
        ..field("day of the month", 1..=31)
    },
    Field {
        names: MONTHS,
        ..field("month", 1..=12)
    },
    Field {
        names: DAYS,
        is_day: true,
        ..field("day of the week", 0..=7)
    },
    field("year", 1970..=2199),
];

/// Checks a cron expression and says what is wrong with it.
pub(crate) fn check(text: &str) -> Result<(), String> {
    let parts: Vec<_> = text.split_ascii_whitespace().collect();
    let fields = match parts.len() {
        5 => &FIELDS[1..6],
        6 => &FIELDS[..6],
        7 => &FIELDS[..],
        count => return Err(format!("it has {count} fields")),
    };
    fields.iter().zip(parts).try_for_each(|(field, part)| {
        part.split(',')
            .all(|it| field.allows(it))
            .then_some(())
            .ok_or_else(|| format!("its {} is `{part}`", field.name))
    })
}

impl Field {
    /// `*`, `3`, `1-5`, or one of these with a step as in `*/15`; of a day, also the last (`L`, `6L`), the weekday nearest to
    /// one (`15W`), or the one so often in the month (`6#3`).
    fn allows(&self, part: &str) -> bool {
        if self.is_day && self.allows_special(part) {
            return true;
        }
        let (span, step) = match part.split_once('/') {
            Some((span, step)) => (span, Some(step)),
            None => (part, None),
        };
        let has_step = step.is_none_or(|it| number(it).is_some_and(|it| it > 0));
        let has_span = match span.split_once('-') {
            _ if span == "*" => true,
            _ if span == "?" => self.is_day && step.is_none(),
            Some((first, last)) => {
                matches!((self.value(first), self.value(last)), (Some(first), Some(last)) if first <= last)
            }
            None => self.value(span).is_some(),
        };
        has_step && has_span
    }

    fn allows_special(&self, part: &str) -> bool {
        if let Some((day, count)) = part.split_once('#') {
            return self.value(day).is_some()
                && number(count).is_some_and(|it| (1..=5).contains(&it));
        }
        let day = part.strip_suffix('L').or_else(|| part.strip_suffix('W'));
        matches!(part, "L" | "LW") || day.is_some_and(|it| self.value(it).is_some())
    }

    fn value(&self, text: &str) -> Option<u32> {
        let named = self.names.iter().zip(self.range.clone());
        let named = named
            .filter(|(name, _)| name.eq_ignore_ascii_case(text))
            .map(|(_, value)| value);
        let written = number(text).filter(|it| self.range.contains(it));
        written.or_else(|| named.last())
    }
}

fn number(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|it| it.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_of_five_to_seven_fields_are_cron_expressions() {
        for text in [
            "* * * * *",
            "0 0 * * *",
            "*/15 8-18 1,15 JAN-jun MON-FRI",
            "0 0 8 * * ?",
            "30 0 9 ? * 1-5",
            "0 0/10 0-23/2 * 12 7",
            "  0  0  *  *  0  ",
            "0 0 8 L * ?",
            "0 0 8 LW,15W * ?",
            "0 0 8 ? * 6L",
            "0 0 8 ? * FRI#3",
            "0 0 8 ? * FRI 2026-2028",
        ] {
            assert_eq!(check(text), Ok(()), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_schedule_is_told_by_its_field() {
        for (text, why) in [
            ("", "it has 0 fields"),
            ("* * * *", "it has 4 fields"),
            ("0 0 0 * * * 26", "its year is `26`"),
            ("0 0 0 * * * * *", "it has 8 fields"),
            ("60 * * * *", "its minute is `60`"),
            ("0 24 * * *", "its hour is `24`"),
            ("0 0 0 * *", "its day of the month is `0`"),
            ("0 0 1 13 *", "its month is `13`"),
            ("0 0 1 * 8", "its day of the week is `8`"),
            ("61 0 0 * * *", "its second is `61`"),
            ("? 0 * * *", "its minute is `?`"),
            ("30-10 * * * *", "its minute is `30-10`"),
            ("*/0 * * * *", "its minute is `*/0`"),
            ("1, * * * *", "its minute is `1,`"),
            ("-1 * * * *", "its minute is `-1`"),
            ("+1 * * * *", "its minute is `+1`"),
            ("L * * * *", "its minute is `L`"),
            ("0 0 * * 6#9", "its day of the week is `6#9`"),
            ("0 0 40W * *", "its day of the month is `40W`"),
            ("0 0 1 Mond *", "its month is `Mond`"),
        ] {
            assert_eq!(check(text), Err(why.to_owned()), "{text:?}");
        }
    }
}
