//! Invoices and usage.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::{data, each, failure, make};
use crate::in_process::InProcess;

#[tokio::test(start_paused = true)]
async fn invoices_are_listed_with_their_amounts() {
    let rig = InProcess::start(7, || {}).await;
    let all = data(&rig, "invoices", json!({})).await;
    let invoice = &all["invoices"][0];
    assert_eq!(invoice["org_id"], rig.sim.organization_id());
    assert_eq!(invoice["period_start"], "2025-01-01T00:00:00Z");
    assert_eq!(invoice["total"], 45000);
    assert_eq!(invoice["amount_due"], 0);
    for (filter, count) in [
        (json!({"status": "paid"}), 1),
        (json!({"status": "overdue"}), 0),
        (json!({"since": "2025-01-31T00:00:00Z"}), 1),
        (json!({"since": "2025-02-01T00:00:00Z"}), 0),
        (json!({"since": "2025-02-01"}), 0),
        (json!({"since": "2025-02-01T00:30:00+01:00"}), 1),
    ] {
        let data = data(&rig, "invoices", filter.clone()).await;
        assert_eq!(
            data["invoices"].as_array().unwrap().len(),
            count,
            "{filter}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_time_that_is_none_is_refused() {
    let rig = InProcess::start(7, || {}).await;
    let error = failure(&rig, "invoices", json!({"since": "Jan 2025"})).await;
    assert!(error.to_string().contains("`Jan 2025`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn all_pages_of_invoices_are_listed() {
    let rig = InProcess::start(7, || {}).await;
    for month in 0..120 {
        let end = format!("{}-{:02}-01T00:00:00Z", 2000 + month / 12, month % 12 + 1);
        rig.control(Method::POST, "invoices", Some(json!({"periodEnd": end})))
            .await;
    }
    let all = data(&rig, "invoices", json!({})).await;
    let ids: BTreeSet<_> = each(&all["invoices"], "id").into_iter().collect();
    assert_eq!(ids.len(), 121);
}

const JANUARY: [&str; 2] = ["2026-01-01", "2026-02-01"];

/// Two projects; the first has two clusters, the second one. Each cluster had the last hour of January 2026.
async fn estate(rig: &InProcess) -> [Value; 5] {
    let mut made = Vec::new();
    for name in ["dev", "prod"] {
        let project = json!({"project_name": name});
        made.push(make(rig, "zillizcloud_project", name, project).await["id"].clone());
    }
    for (name, home, cu_size) in [("red", 0, 1), ("blue", 0, 2), ("green", 1, 4)] {
        let cluster = json!({"cluster_name": name, "project_id": made[home], "cu_size": cu_size});
        let id = make(rig, "zillizcloud_cluster", name, cluster).await["id"].clone();
        let created = json!({"createTime": "2026-01-31T23:00:00Z"});
        rig.change_elsewhere("clusters", id.as_str().unwrap(), created)
            .await;
        made.push(id);
    }
    made.try_into().unwrap()
}

#[tokio::test(start_paused = true)]
async fn usage_adds_up_by_project_cluster_and_environment() {
    let rig = InProcess::start(7, || {}).await;
    let [dev, prod, red, blue, green] = estate(&rig).await;
    let [start, end] = JANUARY;
    let environments = json!({
        "dev": {"project_ids": [dev]}, "blue": {"cluster_ids": [blue]},
        // The project is there because the cluster is in it.
        "red": {"project_ids": [dev], "cluster_ids": [red]}, "none": {"project_ids": [rig.project_id]},
    });
    let config = json!({"start": start, "end": end, "environments": environments});
    let used = data(&rig, "usage", config).await;
    assert_eq!(
        [&used["total"], &used["currency"]],
        [&json!(35), &json!("USD")]
    );
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let by_project = json!({text(&dev): 15, text(&prod): 20});
    assert_eq!(used["total_by_project"], by_project);
    let by_cluster = json!({text(&red): 5, text(&blue): 10, text(&green): 20});
    assert_eq!(used["total_by_cluster"], by_cluster);
    let by_environment = json!({"dev": 15, "blue": 10, "red": 5, "none": 0});
    assert_eq!(used["total_by_environment"], by_environment);
    let days = used["days"].as_array().unwrap();
    assert_eq!((days.len(), &days[30]["total"]), (31, &json!(35)));
    let item = &days[30]["items"][0];
    let expected = json!({
        "cost_type": "compute", "project_id": dev, "cluster_id": red, "region_id": "aws-us-west-2", "plan": "Enterprise",
        "cu_type": "Performance-optimized", "quantity": 1, "unit": "CU-hours", "list_unit_price": 5, "unit_price": 5,
        "amount": 5,
    });
    assert_eq!(*item, expected);
}

#[tokio::test(start_paused = true)]
async fn usage_can_be_that_of_some_projects_and_nothing_is_no_error() {
    let rig = InProcess::start(7, || {}).await;
    let [_, prod, ..] = estate(&rig).await;
    let [start, end] = JANUARY;
    let usage = |start: &str, project: &Value| json!({"start": start, "end": end, "project_ids": [project]});
    let used = data(&rig, "usage", usage(start, &prod)).await;
    assert_eq!(used["total"], 20);
    assert_eq!(used["total_by_cluster"].as_object().unwrap().len(), 1);
    let used = data(&rig, "usage", usage(start, &json!(rig.project_id))).await;
    let nothing = [&json!(0), &json!({}), &json!({}), &Value::Null];
    let fields = ["total", "total_by_project", "total_by_cluster", "currency"];
    assert_eq!(fields.map(|it| &used[it]), nothing);
}

#[tokio::test(start_paused = true)]
async fn a_long_period_is_added_up_whole() {
    let rig = InProcess::start(7, || {}).await;
    let [_, _, red, ..] = estate(&rig).await;
    let limits = json!({"limits": {"usage_days": 7}});
    rig.control(Method::PATCH, "choices", Some(limits)).await;
    let years_ago = json!({"createTime": "2023-12-31T12:00:00Z"});
    rig.change_elsewhere("clusters", red.as_str().unwrap(), years_ago)
        .await;
    let config = json!({"start": "2024-01-01T00:00:00Z", "end": "2025-01-01T00:00:00Z"});
    let used = data(&rig, "usage", config).await;
    assert_eq!(used["total"], 366 * 24 * 5);
    let days: BTreeSet<_> = each(&used["days"], "interval_start").into_iter().collect();
    assert_eq!(days.len(), 366);
}

#[tokio::test(start_paused = true)]
async fn a_period_without_a_day_is_refused_in_the_plan() {
    let rig = InProcess::start(7, || {}).await;
    for (start, end, path) in [
        ("2026-01-01", "2026-01-01", "end"),
        ("2026-01-02", "2026-01-01", "end"),
        ("January", "2026-01-01", "start"),
        ("2026-01-01", "2026-02-30", "end"),
    ] {
        let error = failure(&rig, "usage", json!({"start": start, "end": end})).await;
        let paths: Vec<_> = error
            .diagnostics
            .iter()
            .map(|it| it.path.to_string())
            .collect();
        assert_eq!(paths, [path], "{start} {end}");
    }
    assert!(
        !rig.calls()
            .await
            .iter()
            .any(|(_, path)| path.contains("usage"))
    );
}

#[tokio::test(start_paused = true)]
async fn an_environment_costs_what_its_estate_does_and_what_is_gone_did() {
    let rig = InProcess::start(7, || {}).await;
    let [dev, _, red, ..] = estate(&rig).await;
    rig.remove("clusters", red.as_str().unwrap()).await;
    let environments = json!({"dev": {"project_ids": [dev]}});
    let found_out = data(&rig, "isolation", json!({"environments": environments})).await;
    let [start, end] = JANUARY;
    for environments in [&environments, &found_out["inventory"]] {
        let config = json!({"start": start, "end": end, "environments": environments});
        let used = data(&rig, "usage", config).await;
        assert_eq!(
            used["total_by_environment"],
            json!({"dev": 15}),
            "{environments}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_organization_costs_all_there_is_and_another_one_cannot_be_told() {
    let rig = InProcess::start(7, || {}).await;
    estate(&rig).await;
    let [start, end] = JANUARY;
    let usage = |organization: &str| json!({"start": start, "end": end, "environments": {"all": {"organization_id": organization}}});
    let own = data(&rig, "usage", usage(rig.sim.organization_id())).await;
    assert_eq!(own["total_by_environment"], json!({"all": 35}));
    let error = failure(&rig, "usage", usage("org-elsewhere")).await;
    assert_eq!(error.summary(), "Usage of another organization");
}
