//! The points in which the service's pages and the tests of the vendor's provider disagree. A switch chooses.

use reqwest::Method;
use serde_json::{Value, json};
use zillizcloud::sim::{Options, Reading};

use super::{SimHandle, dedicated, text};

async fn lab(reading: Reading) -> SimHandle {
    SimHandle::with(Options {
        choices: reading.into(),
        ..Options::default()
    })
    .await
}

/// A new cluster of this size, which runs.
async fn running(lab: &SimHandle, cu_size: u32) -> String {
    let mut body = dedicated("scaled", &lab.default_project().await);
    body["cuSize"] = json!(cu_size);
    let created = lab.post("/v2/clusters/createDedicated", body).await;
    let id = text(&created["clusterId"]);
    lab.until(&id, "RUNNING").await;
    id
}

fn scheduled(target: u32) -> Value {
    json!({"schedules": [{"cron": "0 0 8 * * ?", "target": target, "timezone": "Etc/UTC"}]})
}

#[tokio::test]
async fn a_policy_is_taken_while_a_cluster_is_created_by_one_reading() {
    for (reading, expected) in [(Reading::Reference, 40_003), (Reading::Vendor, 0)] {
        let lab = lab(reading).await;
        let id = lab.dedicated("new").await;
        let path = format!("/v2/clusters/{id}");
        let modify = format!("{path}/modify");
        let bounds = json!({"cu": {"min": 8, "max": 16}});
        let policy = json!({"autoscaling": bounds});
        let answer = lab.envelope(Method::POST, &modify, policy).await;
        assert_eq!(answer["code"], expected, "{answer}");
        let fixed = json!({"cuSize": 16});
        assert_eq!(lab.refused(Method::POST, &modify, fixed).await, 40_003);
        assert_eq!(lab.status(&id).await, "CREATING");
        lab.until(&id, "RUNNING").await;
        let shown = &lab.get(&path).await["autoscaling"];
        let is_taken = reading == Reading::Vendor;
        assert_eq!(*shown == bounds, is_taken, "{shown}");
    }
}

#[tokio::test]
async fn a_new_policy_shows_as_a_modification_or_as_nothing_but_itself() {
    for (reading, statuses, size) in [
        (Reading::Reference, &["MODIFYING"][..], 12),
        (Reading::Vendor, &[][..], 8),
    ] {
        let lab = lab(reading).await;
        let id = running(&lab, 8).await;
        let path = format!("/v2/clusters/{id}");
        let policy = json!({"autoscaling": {"cu": {"min": 12, "max": 16}, "replica": {}}});
        lab.post(&format!("{path}/modify"), policy).await;
        assert_eq!(lab.until(&id, "RUNNING").await, statuses);
        let described = lab.get(&path).await;
        assert_eq!(described["cuSize"], size);
        let expected = json!({"cu": {"min": 12, "max": 16}});
        assert_eq!(described["autoscaling"], expected);
        // A fixed size goes through MODIFYING in both.
        lab.post(&format!("{path}/modify"), json!({"cuSize": 16}))
            .await;
        assert_eq!(lab.until(&id, "RUNNING").await, ["MODIFYING"]);
    }
}

#[tokio::test]
async fn policies_have_the_limits_of_fixed_sizes_by_one_reading_only() {
    for (reading, codes) in [
        (Reading::Reference, [80_000, 80_000, 80_014, 80_014]),
        (Reading::Vendor, [0, 0, 0, 0]),
    ] {
        let lab = lab(reading).await;
        let id = running(&lab, 1).await;
        let modify = format!("/v2/clusters/{id}/modify");
        let policies = [
            json!({"replica": {"min": 2, "max": 4}}),
            json!({"replica": scheduled(10)}),
            json!({"cu": scheduled(10)}),
            json!({"cu": {"min": 1, "max": 10}}),
        ];
        for (policy, expected) in policies.into_iter().zip(codes) {
            let body = json!({"autoscaling": policy});
            let answer = lab.envelope(Method::POST, &modify, body).await;
            assert_eq!(answer["code"], expected, "{policy}: {answer}");
            lab.until(&id, "RUNNING").await;
        }
        // What is fixed has them in both.
        for (body, expected) in [
            (json!({"cuSize": 10}), 80_014),
            (json!({"cuSize": 4, "replica": 2}), 80_000),
            (json!({"autoscaling": {"cu": scheduled(2000)}}), 80_006),
        ] {
            let code = lab.refused(Method::POST, &modify, body).await;
            assert_eq!(code, expected);
        }
    }
}

#[tokio::test]
async fn replicas_on_standard_and_names_that_are_taken_are_fine_by_one_reading() {
    for (reading, standard, named) in [
        (Reading::Reference, 80_000, 40_013),
        (Reading::Vendor, 0, 0),
    ] {
        let lab = lab(reading).await;
        let mut body = dedicated("one", &lab.default_project().await);
        body["plan"] = json!("Standard");
        body["replica"] = json!(2);
        let create = "/v2/clusters/createDedicated";
        let answer = lab.envelope(Method::POST, create, body.clone()).await;
        assert_eq!(answer["code"], standard, "{answer}");
        let mut scaled = body.clone();
        scaled["autoscaling"] = json!({"replica": {"min": 1, "max": 2}});
        lab.refused(Method::POST, create, scaled).await;
        body["replica"] = json!(1);
        body["clusterName"] = json!("two");
        lab.post(create, body.clone()).await;
        let answer = lab.envelope(Method::POST, create, body).await;
        assert_eq!(answer["code"], named, "{answer}");
    }
}

#[tokio::test]
async fn one_switch_is_set_while_it_runs() {
    let lab = lab(Reading::Reference).await;
    let choice = json!({"duplicate_cluster_name": "accepted"});
    lab.control(Method::PATCH, "choices", choice).await;
    let first = lab.dedicated("one").await;
    assert_ne!(lab.dedicated("one").await, first);
    assert!("guide".parse::<Reading>().is_err());
    assert_eq!("vendor".parse(), Ok(Reading::Vendor));
}
