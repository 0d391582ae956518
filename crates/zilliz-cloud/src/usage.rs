//! Usage and its cost, day by day; for owners and billing admins only.
//!
//! A reply has room for so many days and says how many there are, but no published parameter asks for the rest. So a period
//! that does not fit is asked for in halves.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Number, json};
use time::{Date, Duration, OffsetDateTime, format_description::well_known::Rfc3339};

use super::request::Request;
use super::wire::{integer, list, non_empty, open_enum};
use super::{Client, Error, ErrorKind};

open_enum! {
    /// What is billed.
    CostType {
        Compute = "compute",
        Storage = "storage",
        Backup = "backup",
        MigrationSameRegion = "migration_same_region",
        MigrationCrossRegion = "migration_cross_region",
        ReadVcu = "read_vcu",
        WriteVcu = "write_vcu",
        StorageServerless = "storage_serverless",
        PipelineTokens = "pipeline_tokens",
    }
}

/// What was used in one interval, a day; times are RFC 3339 in UTC, amounts in cents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// When the interval begins.
    #[serde(default, deserialize_with = "non_empty")]
    pub interval_start: Option<String>,
    /// When it ends.
    #[serde(default, deserialize_with = "non_empty")]
    pub interval_end: Option<String>,
    /// The sum of all items.
    pub total: Option<Number>,
    /// ISO 4217.
    #[serde(default, deserialize_with = "non_empty")]
    pub currency: Option<String>,
    /// What it is made up of.
    #[serde(default, deserialize_with = "list")]
    pub items: Vec<UsageItem>,
}

/// One thing that was used.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageItem {
    /// What is billed.
    #[serde(default, deserialize_with = "non_empty")]
    pub cost_type: Option<CostType>,
    /// What it belongs to.
    #[serde(default)]
    pub properties: UsageProperties,
    /// How much of it was used.
    pub quantity: Option<Number>,
    /// What `quantity` counts, such as `CU-hours`.
    #[serde(default, deserialize_with = "non_empty")]
    pub unit: Option<String>,
    /// The published price.
    pub list_price: Option<Price>,
    /// The price that was agreed on.
    pub price: Option<Price>,
    /// What is billed for it.
    pub amount: Option<Number>,
}

/// What an item belongs to, as far as it belongs to anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UsageProperties {
    /// The project.
    #[serde(default, deserialize_with = "non_empty")]
    pub project_id: Option<String>,
    /// The region.
    #[serde(default, deserialize_with = "non_empty")]
    pub region_id: Option<String>,
    /// The kind of CU.
    #[serde(default, deserialize_with = "non_empty")]
    pub cu_type: Option<String>,
    /// The subscription plan.
    #[serde(default, deserialize_with = "non_empty")]
    pub plan: Option<String>,
    /// The cluster.
    #[serde(default, deserialize_with = "non_empty")]
    pub cluster_id: Option<String>,
}

/// What one unit costs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// For one unit.
    pub unit_price: Option<Number>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reply {
    #[serde(deserialize_with = "list")]
    results: Vec<Usage>,
    #[serde(default, deserialize_with = "integer")]
    total: Option<i64>,
    #[serde(default, deserialize_with = "integer")]
    page_size: Option<i64>,
}

/// The days from `start` to the one before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    start: Date,
    end: Date,
    form: Form,
}

/// How the service is asked: its documentation's text and its example disagree, so the user has a say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `2026-01-01`
    Date,
    /// `2026-01-01T00:00:00Z`
    Timestamp,
}

impl Client {
    /// What was used in a period, oldest first, each day once.
    pub async fn usage(&self, period: Period) -> Result<Vec<Usage>, Error> {
        let mut pages = Vec::new();
        let mut periods = vec![period];
        while let Some(period) = periods.pop() {
            let request = request(period);
            let reply: Reply = self.fetch(request.clone()).await?;
            if reply.is_whole() {
                pages.push(reply.results);
                continue;
            }
            let Some(halves) = period.halves() else {
                let message = format!(
                    "the reply has {} of {} intervals, and the rest cannot be asked for",
                    reply.results.len(),
                    reply
                        .total
                        .map_or_else(|| "nobody knows how many".to_owned(), |it| it.to_string())
                );
                return Err(request.error(ErrorKind::Unexpected, message));
            };
            periods.extend(halves);
        }
        let mut items: Vec<Usage> = Vec::new();
        for page in pages {
            // Nothing says whether a day that ends a period is a part of it, so two pages may have it.
            let known: BTreeSet<_> = items.iter().filter_map(Usage::start).collect();
            let is_new = |it: &Usage| it.start().is_none_or(|it| !known.contains(it));
            let new: Vec<_> = page.into_iter().filter(is_new).collect();
            items.extend(new);
        }
        items.retain(|it| it.start().is_none_or(|it| period.contains(it)));
        items.sort_by(|a, b| a.interval_start.cmp(&b.interval_start));
        Ok(items)
    }
}

fn request(period: Period) -> Request {
    let body = json!({"start": period.text(period.start), "end": period.text(period.end)});
    Request::post("query usage", ["usage", "query"])
        .json(&body)
        .reading()
}

impl Usage {
    fn start(&self) -> Option<&str> {
        self.interval_start.as_deref()
    }
}

impl Reply {
    /// Whether it has all there is. Where no total tells, a full page may not be all.
    fn is_whole(&self) -> bool {
        let came = i64::try_from(self.results.len()).unwrap_or(i64::MAX);
        match (self.total, self.page_size) {
            (Some(total), _) => total <= came,
            (None, Some(page_size)) => came < page_size,
            (None, None) => true,
        }
    }
}

impl Period {
    /// From the start of one day to the start of a later one, both as `2026-01-01` or both as `2026-01-01T00:00:00Z`. `None` where
    /// that is not what they are.
    pub fn parse(start: &str, end: &str) -> Option<Self> {
        let (start, form) = day(start)?;
        let (end, form_of_end) = day(end)?;
        (start < end && form == form_of_end).then_some(Self { start, end, form })
    }

    /// The two halves, the later one first; `None` for a single day.
    fn halves(self) -> Option<[Self; 2]> {
        let days = (self.end - self.start).whole_days();
        let middle = self.start + Duration::days(days / 2);
        (days > 1).then_some([
            Self {
                start: middle,
                ..self
            },
            Self {
                end: middle,
                ..self
            },
        ])
    }

    fn text(self, date: Date) -> String {
        match self.form {
            Form::Date => date.to_string(),
            Form::Timestamp => format!("{date}T00:00:00Z"),
        }
    }

    fn contains(self, time: &str) -> bool {
        match OffsetDateTime::parse(time, &Rfc3339) {
            Ok(time) => (self.start..self.end).contains(&time.to_utc().date()),
            Err(_) => true,
        }
    }
}

/// Whether this is a day in one of the two forms.
pub fn is_day(text: &str) -> bool {
    day(text).is_some()
}

fn day(text: &str) -> Option<(Date, Form)> {
    let (text, form) = match text.len() {
        10 => (format!("{text}T00:00:00Z"), Form::Date),
        20 if text.ends_with("T00:00:00Z") => (text.to_owned(), Form::Timestamp),
        _ => return None,
    };
    let time = OffsetDateTime::parse(&text, &Rfc3339).ok()?;
    Some((time.date(), form))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::test_support::{Answer, TestServer, ok};

    fn day(number: u32) -> Value {
        json!({
            "intervalStart": format!("2026-01-{number:02}T00:00:00Z"), "total": 123.45, "currency": "USD",
            "items": [{"costType": "compute", "properties": {"projectId": "proj-1"}, "amount": 123.45}],
        })
    }

    fn page(days: &[u32], total: usize) -> Answer {
        let results: Value = days.iter().map(|&it| day(it)).collect();
        ok(&json!({"results": results, "currentPage": 1, "pageSize": 2, "total": total}))
    }

    async fn starts(server: &TestServer, start: &str, end: &str) -> Vec<String> {
        let period = Period::parse(start, end).unwrap();
        let remote = server.client().usage(period).await.unwrap();
        let starts = remote.into_iter().filter_map(|it| it.interval_start);
        starts.map(|it| it[8..10].to_owned()).collect()
    }

    #[tokio::test]
    async fn a_period_that_does_not_fit_is_asked_for_in_halves() {
        let server = TestServer::start([
            page(&[1, 2], 5),
            page(&[1, 2], 2),
            page(&[3, 4], 3),
            page(&[3], 1),
            page(&[4, 5], 2),
        ])
        .await;
        let remote = starts(&server, "2026-01-01", "2026-01-06").await;
        assert_eq!(remote, ["01", "02", "03", "04", "05"]);
        let asked = server.requests().into_iter();
        let asked: Vec<Value> = asked
            .map(|it| serde_json::from_str(&it.body).unwrap())
            .collect();
        let period = |start: u32, end: u32| json!({"start": format!("2026-01-{start:02}"), "end": format!("2026-01-{end:02}")});
        assert_eq!(
            asked,
            [
                period(1, 6),
                period(1, 3),
                period(3, 6),
                period(3, 4),
                period(4, 6)
            ]
        );
    }

    #[tokio::test]
    async fn a_day_that_ends_a_period_counts_once_and_not_at_the_end() {
        let server = TestServer::start([
            page(&[1, 2, 3], 5),
            page(&[1, 2, 3], 3),
            page(&[3, 4, 5], 3),
        ])
        .await;
        let remote = starts(&server, "2026-01-01T00:00:00Z", "2026-01-05T00:00:00Z").await;
        assert_eq!(remote, ["01", "02", "03", "04"]);
        let first = &server.requests()[0].body;
        assert!(first.contains("2026-01-05T00:00:00Z"), "{first}");
    }

    #[tokio::test]
    async fn a_day_that_cannot_be_had_whole_is_an_error_and_not_a_part_of_the_cost() {
        let server = TestServer::start([page(&[1], 2)]).await;
        let period = Period::parse("2026-01-01", "2026-01-02").unwrap();
        let error = server.client().usage(period).await.unwrap_err();
        assert!(error.to_string().contains("1 of 2 intervals"), "{error}");
    }

    #[tokio::test]
    async fn what_one_reply_tells_of_a_day_is_all_kept() {
        let mut euros = day(1);
        euros["currency"] = json!("EUR");
        let both = ok(&json!({"results": [day(1), euros], "total": 2}));
        let server = TestServer::start([both]).await;
        let period = Period::parse("2026-01-01", "2026-01-02").unwrap();
        assert_eq!(server.client().usage(period).await.unwrap().len(), 2);
    }

    #[tokio::test]
    async fn without_a_total_a_full_page_may_not_be_all() {
        let full = ok(&json!({"results": [day(1), day(2)], "pageSize": 2}));
        let rest = [page(&[1], 1), page(&[2], 1)];
        let server = TestServer::start([full].into_iter().chain(rest)).await;
        assert_eq!(
            starts(&server, "2026-01-01", "2026-01-03").await,
            ["01", "02"]
        );
    }

    #[test]
    fn a_period_is_one_or_more_whole_days() {
        assert!(Period::parse("2026-01-31", "2026-02-01").is_some());
        for (start, end) in [
            ("2026-01-01", "2026-01-01"),
            ("2026-01-02", "2026-01-01"),
            ("2026-02-30", "2026-03-01"),
            ("2026-01-01T12:00:00Z", "2026-02-01"),
            ("2026-01-01T00:00:00Z", "2026-02-01"),
            ("January", "2026-02-01"),
            ("2026-01-1é", "2026-02-01"),
        ] {
            assert_eq!(Period::parse(start, end), None, "{start} {end}");
        }
    }
}
