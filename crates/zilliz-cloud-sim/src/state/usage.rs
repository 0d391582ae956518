//! The usage of the organization, day by day.
//!
//! The meter knows dedicated clusters only: each hour that begins counts whole, at the present size of the cluster. It
//! stops when a cluster stops, and one that is resumed is counted as if it had never stopped.

use serde::Deserialize;
use serde_json::{Value, json};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::ambiguities::UsagePeriod;
use crate::clock::{Millis, timestamp};
use crate::envelope::Refusal;
use crate::lifecycle::Status;
use crate::state::World;
use crate::state::cluster::Cluster;

const HOUR: Millis = 60 * 60 * 1000;
const DAY: Millis = 24 * HOUR;

/// What a CU costs for an hour, in cents: the price of the published example.
const UNIT_PRICE: u64 = 5;

/// Body of `POST /v2/usage/query`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UsageQuery {
    start: Option<String>,
    end: Option<String>,
}

impl World {
    /// The days of a period, as many as fit on a page, oldest first. Days to come are not among them.
    pub(crate) fn usage(&self, query: &UsageQuery) -> Result<Value, Refusal> {
        let form = self.rules.choices.usage_period;
        let start = day("start", query.start.as_deref(), form)?;
        let end = day("end", query.end.as_deref(), form)?;
        if start >= end {
            return Err(Refusal::invalid("start must be before end."));
        }
        let to_come = self.rules.now / DAY + 1;
        let days = start..end.min(to_come).max(start);
        let (total, page_size) = (days.end - days.start, self.rules.choices.limits.usage_days);
        let shown = days.take(page_size);
        Ok(json!({
            "results": shown.map(|it| self.used_on(it * DAY)).collect::<Value>(),
            "currentPage": 1, "pageSize": page_size, "total": total,
        }))
    }

    fn used_on(&self, start: Millis) -> Value {
        let end = start + DAY;
        let items = self.clusters.iter().filter_map(|cluster| {
            let hours = hours(cluster, self.rules.now, (start, end));
            let quantity = hours * u64::from(cluster.cu_size) * u64::from(cluster.replica);
            (quantity > 0).then(|| (item(cluster, quantity), quantity * UNIT_PRICE))
        });
        let (items, amounts): (Vec<_>, Vec<_>) = items.unzip();
        json!({
            "intervalStart": timestamp(start), "intervalEnd": timestamp(end), "currency": "USD",
            "total": amounts.into_iter().sum::<u64>(), "items": items,
        })
    }
}

fn item(cluster: &Cluster, quantity: u64) -> Value {
    json!({
        "costType": "compute",
        "properties": {
            "projectId": cluster.project_id, "regionId": cluster.region_id, "cuType": cluster.cu_type,
            "plan": cluster.plan, "clusterId": cluster.cluster_id,
        },
        "quantity": quantity, "unit": "CU-hours", "listPrice": {"unitPrice": UNIT_PRICE},
        "price": {"unitPrice": UNIT_PRICE}, "amount": quantity * UNIT_PRICE,
    })
}

/// How many hours of a day have begun for a cluster while it ran.
fn hours(cluster: &Cluster, now: Millis, (start, end): (Millis, Millis)) -> u64 {
    let Some(created) = millis(&cluster.create_time).filter(|_| cluster.is_dedicated()) else {
        return 0;
    };
    let until = match cluster.life.status {
        Status::Stopping | Status::Stopped | Status::Deleting | Status::Deleted => {
            cluster.life.since()
        }
        _ => now,
    };
    // One that was just created has begun its first hour.
    let until = until.max(created + 1).min(end);
    until.saturating_sub(created.max(start)).div_ceil(HOUR)
}

/// The number of a day since the epoch.
fn day(name: &str, text: Option<&str>, form: UsagePeriod) -> Result<u64, Refusal> {
    let expected = match form {
        UsagePeriod::Both => "YYYY-MM-DD, or YYYY-MM-DDT00:00:00Z",
        UsagePeriod::Dates => "YYYY-MM-DD",
        UsagePeriod::Timestamps => "YYYY-MM-DDT00:00:00Z",
    };
    let given = text.and_then(|text| match text.len() {
        10 if form != UsagePeriod::Timestamps => millis(&format!("{text}T00:00:00Z")),
        20 if form != UsagePeriod::Dates => millis(text),
        _ => None,
    });
    match given.filter(|it| it % DAY == 0) {
        Some(time) => Ok(time / DAY),
        None => Err(Refusal::invalid(format!("{name} must be {expected}."))),
    }
}

fn millis(text: &str) -> Option<Millis> {
    let time = OffsetDateTime::parse(text, &Rfc3339).ok()?;
    u64::try_from(time.unix_timestamp())
        .ok()
        .map(|it| it * 1000)
}
