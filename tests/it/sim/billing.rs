//! Invoices and usage.

use reqwest::Method;
use serde_json::{Value, json};

use super::{SimHandle, text};

const QUERY: &str = "/v2/usage/query";

/// The days from the first of these to the second, without the second.
fn period(start: &str, end: &str) -> Value {
    json!({"start": start, "end": end})
}

#[tokio::test]
async fn the_invoice_tells_the_organization() {
    let lab = SimHandle::start().await;
    let invoice = lab.get("/v2/invoices").await["invoices"][0].clone();
    assert_eq!(invoice["orgId"], lab.sim.organization_id());
    let path = format!("/v2/invoices/{}", text(&invoice["id"]));
    assert_eq!(lab.get(&path).await, invoice);
    let unknown = lab.refused(Method::GET, "/v2/invoices/inv-0", Value::Null);
    assert_eq!(unknown.await, 404);
}

#[tokio::test]
async fn invoices_that_are_added_are_listed_first() {
    let lab = SimHandle::start().await;
    let unpaid = json!({"status": "unpaid", "amountDue": 45_000});
    let added = lab.control(Method::POST, "invoices", unpaid).await;
    let listed = lab.get("/v2/invoices").await;
    assert_eq!(listed["count"], 2);
    assert_eq!(listed["invoices"][0], added);
    assert_eq!(added["amountDue"], 45_000);
}

#[tokio::test]
async fn a_dedicated_cluster_is_metered_by_its_size_for_each_hour_that_begins() {
    let lab = SimHandle::start().await;
    let cluster = lab.running("red").await;
    let created = json!({"createTime": "2026-01-01T21:30:00Z", "status": "STOPPED"});
    let path = format!("clusters/{cluster}");
    lab.control(Method::PATCH, &path, created).await;
    let used = lab.post(QUERY, period("2025-12-31", "2026-01-03")).await;
    assert_eq!([&used["total"], &used["pageSize"]], [3, 100]);
    let days = used["results"].as_array().unwrap();
    let totals: Vec<_> = days.iter().map(|it| &it["total"]).collect();
    // 2.5 hours make 3, and a day 24; 8 CU at 5 cents.
    assert_eq!(totals, [0, 3 * 8 * 5, 24 * 8 * 5]);
    assert_eq!(days[0]["items"], json!([]));
    let item = &days[1]["items"][0];
    assert_eq!(item["properties"]["clusterId"], *cluster);
    assert_eq!([&item["quantity"], &item["amount"]], [24, 120]);
    assert_eq!(days[1]["intervalStart"], "2026-01-01T00:00:00Z");
    assert_eq!(days[1]["intervalEnd"], "2026-01-02T00:00:00Z");
}

#[tokio::test]
async fn what_was_used_stays_when_the_cluster_is_gone_and_is_not_foretold() {
    let lab = SimHandle::start().await;
    let cluster = lab.running("red").await;
    let now = lab.control(Method::GET, "calls", Value::Null).await[0]["time"].clone();
    let today = &text(&now)[..10];
    lab.delete(&format!("/v2/clusters/{cluster}/drop")).await;
    lab.until_gone(&cluster).await;
    let used = lab.post(QUERY, period(today, "2999-01-01")).await;
    let items = used["results"][0]["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{used}");
    let days = used["total"].as_u64().unwrap();
    assert!((1..=2).contains(&days), "{used}");
}

#[tokio::test]
async fn a_page_of_usage_is_all_there_is_to_have() {
    let lab = SimHandle::start().await;
    let used = lab.post(QUERY, period("2025-01-01", "2026-01-01")).await;
    assert_eq!(used["total"], 365);
    assert_eq!(used["results"].as_array().unwrap().len(), 100);
    let mut query = period("2025-01-01", "2026-01-01");
    query["currentPage"] = json!(2);
    assert_eq!(lab.refused(Method::POST, QUERY, query).await, 80_000);
}

#[tokio::test]
async fn a_period_has_two_days_in_a_form_that_is_accepted() {
    let lab = SimHandle::start().await;
    let (date, time) = ("2026-01-01", "2026-01-01T00:00:00Z");
    let later = |it: &str| it.replace("-01T", "-02T").replace("01-01", "01-02");
    for (form, accepted) in [
        ("both", [true, true]),
        ("dates", [true, false]),
        ("timestamps", [false, true]),
    ] {
        let choice = json!({"usage_period": form});
        lab.control(Method::PATCH, "choices", choice).await;
        for (start, is_accepted) in [date, time].into_iter().zip(accepted) {
            let query = period(start, &later(start));
            let answer = lab.envelope(Method::POST, QUERY, query).await;
            assert_eq!(answer["code"] == 0, is_accepted, "{form} {start}");
        }
    }
    for query in [
        json!({"start": date}),
        json!({"end": date}),
        period(date, date),
        period("2026-02-30", "2026-03-01"),
        period(date, "2026-01-02T12:00:00Z"),
    ] {
        assert_eq!(lab.refused(Method::POST, QUERY, query).await, 80_000);
    }
}
