//! One log event as one line of hclog's JSON. Pure.

use std::{
    error::Error,
    fmt::Debug,
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::{Map, Value};
use tracing::{
    Level, Metadata,
    field::{Field, Visit},
};

use crate::printable;

/// The host cuts lines at 64 KiB; stay clear of it.
const MAX_LINE: usize = 60 * 1024;

/// The content of an event: its message and everything else.
#[derive(Debug, Default)]
pub(super) struct Fields {
    message: String,
    pub(super) others: Map<String, Value>,
}

/// The whole line, with its line break, shorter than 64 KiB whatever the fields hold.
pub(super) fn line(metadata: &Metadata<'_>, fields: Fields, now: SystemTime) -> String {
    cut(&entry(*metadata.level(), metadata.target(), fields, now))
}

/// The line that stands for others.
pub(super) fn dropped(count: u64, now: SystemTime) -> String {
    let message = format!("{count} lines of the log were dropped because nobody read them in time");
    let fields = Fields {
        message,
        ..Fields::default()
    };
    render(&entry(Level::WARN, module_path!(), fields, now))
}

fn entry(level: Level, module: &str, fields: Fields, now: SystemTime) -> Map<String, Value> {
    let Fields { message, others } = fields;
    let mut entry = others;
    // Last, so that no field of that name can take their place.
    entry.insert("@level".to_owned(), level_name(level).into());
    entry.insert("@message".to_owned(), message.into());
    entry.insert("@module".to_owned(), module.into());
    entry.insert("@timestamp".to_owned(), timestamp(now).into());
    entry
}

fn cut(entry: &Map<String, Value>) -> String {
    let mut line = render(entry);
    let mut longest = MAX_LINE;
    while line.len() > MAX_LINE {
        longest /= 2;
        let mut shorter = entry.clone();
        if longest < 64 {
            // Too many fields rather than too much text.
            shorter.retain(|key, _| key.starts_with('@'));
        }
        shorter
            .values_mut()
            .for_each(|value| shorten(value, longest));
        line = render(&shorter);
    }
    line
}

impl Fields {
    fn insert(&mut self, field: &Field, value: Value) {
        let value = match value {
            // The host indents the lines of a field, and shows those of a message as they are.
            Value::String(text) if field.name() == "message" => printable::line(text).into(),
            Value::String(text) => printable::lines(text).into(),
            other => other,
        };
        if field.name() == "message" {
            self.message = match value {
                Value::String(message) => message,
                other => other.to_string(),
            };
        } else {
            self.others.insert(field.name().to_owned(), value);
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.insert(field, format!("{value:?}").into());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.insert(field, value.to_string().into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.insert(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.insert(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.insert(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.insert(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinities and no NaN.
        let number = serde_json::Number::from_f64(value);
        self.insert(
            field,
            number.map_or_else(|| value.to_string().into(), Value::Number),
        );
    }
}

fn render(entry: &Map<String, Value>) -> String {
    let mut line = serde_json::to_string(entry).expect("a map with text keys is JSON");
    line.push('\n');
    line
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::TRACE => "trace",
        Level::DEBUG => "debug",
        Level::INFO => "info",
        Level::WARN => "warn",
        Level::ERROR => "error",
    }
}

fn shorten(value: &mut Value, longest: usize) {
    if let Value::String(text) = value
        && text.len() > longest
    {
        let boundary = (0..=longest).rev().find(|&end| text.is_char_boundary(end));
        let kept = boundary.unwrap_or_default();
        let left_out = text.len() - kept;
        *text = format!("{}… ({left_out} bytes left out)", &text[..kept]);
    }
}

/// `2006-01-02T15:04:05.000000Z`: UTC, always six fractional digits.
fn timestamp(time: SystemTime) -> String {
    let since_epoch = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since_epoch.as_secs();
    let (year, month, day) = civil_from_days(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let micros = since_epoch.subsec_micros();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
}

/// Year, month and day of the Gregorian calendar, from days since 1970-01-01.
///
/// Counts in eras of 400 years whose years begin in March, so that a leap day is the last of its year.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    let days_since_0000_03_01 = days + 719_468;
    let era = days_since_0000_03_01 / 146_097;
    let day_of_era = days_since_0000_03_01 % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn timestamps_always_have_six_fractional_digits() {
        let at = |seconds, nanos| timestamp(UNIX_EPOCH + Duration::new(seconds, nanos));
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(at(951_782_400, 123_456_789), "2000-02-29T00:00:00.123456Z");
        assert_eq!(at(1_709_208_000, 999), "2024-02-29T12:00:00.000000Z");
        assert_eq!(
            at(1_735_689_599, 999_999_999),
            "2024-12-31T23:59:59.999999Z"
        );
        // 2100 is no leap year.
        assert_eq!(at(4_107_542_399, 1_000), "2100-02-28T23:59:59.000001Z");
        assert_eq!(at(4_107_542_400, 0), "2100-03-01T00:00:00.000000Z");
    }

    #[test]
    fn text_is_cut_between_characters_and_says_so() {
        let mut value = Value::from("aé".repeat(3));
        shorten(&mut value, 5);
        assert_eq!(value, "aéa… (5 bytes left out)");
    }
}
