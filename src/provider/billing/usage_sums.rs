//! Adding up what was used.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Number;

use super::usage_model::BilledEnvironment;
use crate::api;

/// Projects by cluster.
pub(super) type ProjectByCluster = BTreeMap<String, String>;

/// What everything costs; all null where it is in several currencies.
#[derive(Debug, PartialEq)]
pub(super) struct Totals {
    pub(super) currency: Option<String>,
    pub(super) total: Option<f64>,
    pub(super) by_project: Option<BTreeMap<String, f64>>,
    pub(super) by_cluster: Option<BTreeMap<String, f64>>,
    pub(super) by_environment: Option<BTreeMap<String, f64>>,
}

/// Leaves in a day what belongs to some projects.
pub(super) fn keep(day: &mut api::Usage, project_ids: &BTreeSet<String>) {
    let is_wanted = |it: &api::UsageItem| {
        let project_id = it.properties.project_id.as_ref();
        project_id.is_some_and(|it| project_ids.contains(it))
    };
    day.items.retain(is_wanted);
    // From now on it is what its items come to.
    day.total = None;
}

/// Adds up the days. An item without an amount makes it impossible: then it is told.
pub(super) fn add_up(
    days: &mut [api::Usage],
    environments: &BTreeMap<String, BilledEnvironment>,
    project_by_cluster: &ProjectByCluster,
) -> Result<Totals, String> {
    let (mut by_project, mut by_cluster) = (Sums::default(), Sums::default());
    let mut by_environment = Sums::default();
    for name in environments.keys() {
        by_environment.add(name, 0.0);
    }
    let mut total = 0.0;
    let mut currencies = BTreeSet::new();
    for day in days {
        let mut of_items = 0.0;
        for item in &day.items {
            let amount = amount(item).ok_or_else(|| without_amount(day, item))?;
            of_items += amount;
            let properties = &item.properties;
            if let Some(project_id) = &properties.project_id {
                by_project.add(project_id, amount);
            }
            if let Some(cluster_id) = &properties.cluster_id {
                by_cluster.add(cluster_id, amount);
            }
            for (name, environment) in environments {
                if environment.has(properties, project_by_cluster) {
                    by_environment.add(name, amount);
                }
            }
        }
        let reported = day.total.as_ref().and_then(Number::as_f64);
        let of_day = reported.unwrap_or_else(|| rounded(of_items));
        day.total = Number::from_f64(of_day);
        total = rounded(total + of_day);
        if of_day != 0.0 || of_items != 0.0 {
            currencies.extend(day.currency.clone());
        }
    }
    let is_one_currency = currencies.len() < 2;
    let sums = |it: Sums| is_one_currency.then_some(it.0);
    Ok(Totals {
        total: is_one_currency.then_some(total),
        currency: currencies.pop_first().filter(|_| is_one_currency),
        by_project: sums(by_project),
        by_cluster: sums(by_cluster),
        by_environment: sums(by_environment),
    })
}

fn amount(item: &api::UsageItem) -> Option<f64> {
    item.amount.as_ref()?.as_f64()
}

fn without_amount(day: &api::Usage, item: &api::UsageItem) -> String {
    let kind = item
        .cost_type
        .as_ref()
        .map_or("something", api::CostType::as_str);
    let start = day
        .interval_start
        .as_deref()
        .unwrap_or("a day without a date");
    format!(
        "The service tells of {kind} on {start} without its amount, so what it all costs cannot be told."
    )
}

impl BilledEnvironment {
    /// Whether it names its organization and nothing else.
    pub(super) fn is_whole_organization(&self) -> bool {
        let named = [
            &self.project_ids,
            &self.cluster_ids,
            &self.whole_project_ids,
        ];
        self.organization_id.is_some() && named.iter().all(|it| it.is_none())
    }

    fn has(&self, item: &api::UsageProperties, project_by_cluster: &ProjectByCluster) -> bool {
        if self.is_whole_organization() {
            return true;
        }
        let mut own = self.cluster_ids.iter().flatten();
        let is_own = |id: &String| own.clone().any(|it| it == id);
        if item.cluster_id.as_ref().is_some_and(is_own) {
            return true;
        }
        let Some(project_id) = &item.project_id else {
            return false;
        };
        let is_in =
            |ids: &Option<BTreeSet<String>>| ids.iter().flatten().any(|it| it == project_id);
        // It names single clusters of the project and so not all of them, unless it says so.
        let is_part = own.any(|it| project_by_cluster.get(it) == Some(project_id));
        is_in(&self.whole_project_ids) || (is_in(&self.project_ids) && !is_part)
    }
}

/// Amounts by what they are for.
#[derive(Default)]
struct Sums(BTreeMap<String, f64>);

impl Sums {
    fn add(&mut self, key: &str, amount: f64) {
        let sum = self.0.entry(key.to_owned()).or_default();
        *sum = rounded(*sum + amount);
    }
}

/// Without what binary fractions add to decimal ones.
fn rounded(amount: f64) -> f64 {
    (amount * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn totals(days: Value) -> Result<Totals, String> {
        let mut days: Vec<api::Usage> = serde_json::from_value(days).unwrap();
        add_up(&mut days, &BTreeMap::new(), &ProjectByCluster::new())
    }

    fn item(amount: &Value) -> Value {
        json!({"costType": "storage", "properties": {"projectId": "p1"}, "amount": amount})
    }

    #[test]
    fn what_is_in_several_currencies_is_not_added_up() {
        let day = |currency: &str, total: f64| json!({"currency": currency, "total": total, "items": [item(&json!(total))]});
        let remote = totals(json!([day("USD", 0.1), day("USD", 0.2), day("CNY", 0.0)])).unwrap();
        assert_eq!(remote.currency.as_deref(), Some("USD"));
        assert_eq!(remote.total, Some(0.3));
        let remote = totals(json!([day("USD", 0.1), day("CNY", 0.2)])).unwrap();
        let nothing = Totals {
            currency: None,
            total: None,
            by_project: None,
            by_cluster: None,
            by_environment: None,
        };
        assert_eq!(remote, nothing);
    }

    #[test]
    fn a_day_without_a_total_is_what_its_items_come_to() {
        let items = json!([item(&json!(1.5)), item(&json!(2))]);
        let remote = totals(json!([{"currency": "USD", "items": items}])).unwrap();
        assert_eq!(
            (remote.total, remote.currency.as_deref()),
            (Some(3.5), Some("USD"))
        );
    }

    #[test]
    fn an_item_without_an_amount_is_no_part_of_a_cost() {
        let day = json!({"intervalStart": "2026-01-01T00:00:00Z", "items": [item(&Value::Null)]});
        let why = totals(json!([day])).unwrap_err();
        assert!(why.contains("storage on 2026-01-01"), "{why}");
    }
}
