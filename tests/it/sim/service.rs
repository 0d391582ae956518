//! Properties of every call, and the start of a simulator.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use zillizcloud::sim::{Error, Options, Sim};

use super::SimHandle;

#[tokio::test]
async fn a_wrong_or_missing_key_is_http_401() {
    let lab = SimHandle::start().await;
    let url = format!("{}/v2/projects", lab.sim.url());
    let wrong = lab
        .http
        .get(&url)
        .bearer_auth("wrong")
        .send()
        .await
        .unwrap();
    assert_eq!(wrong.status(), 401);
    assert!(wrong.headers().contains_key("requestid"));
    let body: Value = wrong.json().await.unwrap();
    assert_eq!(
        body,
        json!({"code": 21_119, "message": "The apikey is illegal"})
    );
    let missing = lab.http.get(&url).send().await.unwrap();
    assert_eq!(missing.status(), 401);
    assert_eq!(missing.json::<Value>().await.unwrap()["code"], 1800);
}

#[tokio::test]
async fn unknown_routes_are_answered_by_the_gateway_and_wrong_verbs_are_told() {
    let lab = SimHandle::start().await;
    for path in ["/v2/moons", "/v2/api-keys", "/v2/projects/", "/v1/clusters"] {
        let response = lab.raw(Method::GET, path).await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
        let body: Value = response.json().await.unwrap();
        let expected = json!({"message": "no Route matched with those values"});
        assert_eq!(body, expected, "{path}");
    }
    let response = lab.raw(Method::PUT, "/v2/projects").await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(
        response.json::<Value>().await.unwrap()["message"],
        "PUT is not supported on /v2/projects."
    );
}

#[tokio::test]
async fn clouds_and_regions_are_listed() {
    let lab = SimHandle::start().await;
    assert_eq!(lab.get("/v2/clouds").await[0]["cloudId"], "aws");
    let regions = lab.get("/v2/regions?cloudId=gcp").await;
    assert!(
        regions
            .as_array()
            .unwrap()
            .iter()
            .all(|region| region["cloudId"] == "gcp")
    );
    assert_eq!(
        lab.refused(Method::GET, "/v2/regions?cloudId=moon", Value::Null)
            .await,
        63_032
    );
}

#[tokio::test]
async fn another_organization_in_the_header_is_refused() {
    let lab = SimHandle::start().await;
    for (org, code) in [("org-other", 99_005), (lab.sim.organization_id(), 0)] {
        let request = lab
            .request(Method::GET, "/v2/projects")
            .header("OrgId", org);
        let body: Value = request.send().await.unwrap().json().await.unwrap();
        assert_eq!(body["code"], code, "{org}");
    }
}

#[tokio::test]
async fn a_seed_repeats_every_id() {
    let mut seen = Vec::new();
    for reads in [0, 3] {
        let lab = SimHandle::with(Options {
            seed: 42,
            ..Options::default()
        })
        .await;
        for _ in 0..reads {
            lab.get("/v2/projects").await;
        }
        let project = lab.project("red").await;
        let cluster = lab.dedicated("vectors").await;
        seen.push((
            lab.sim.api_key().to_owned(),
            lab.sim.organization_id().to_owned(),
            project,
            cluster,
        ));
    }
    assert_eq!(seen[0], seen[1]);
    let other = SimHandle::with(Options {
        seed: 43,
        ..Options::default()
    })
    .await;
    assert_ne!(other.sim.organization_id(), seen[0].1);
}

#[tokio::test]
async fn a_state_file_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options {
        state: Some(folder.path().join("state.json")),
        api_key: Some("key".to_owned()),
        ..Options::default()
    };
    let lab = SimHandle::with(options.clone()).await;
    let cluster = lab.dedicated("vectors").await;
    lab.status(&cluster).await;
    let before = lab.inventory().await;
    let organization = lab.sim.organization_id().to_owned();
    lab.sim.stop().await;

    let lab = SimHandle::with(options).await;
    assert_eq!(lab.inventory().await, before);
    assert_eq!(lab.sim.organization_id(), organization);
    let described = lab.get(&format!("/v2/clusters/{cluster}")).await;
    assert_eq!(described["createProgress"], 50);
    let files = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(files, 1, "no temporary file is left");
}

#[tokio::test]
async fn a_broken_state_file_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    std::fs::write(&path, "{").unwrap();
    let options = Options {
        state: Some(path.clone()),
        ..Options::default()
    };
    let error = Sim::start(options).await.unwrap_err();
    assert!(matches!(error, Error::State(_)));
    assert!(
        error.to_string().contains(&path.display().to_string()),
        "{error}"
    );
}

#[tokio::test]
async fn a_taken_port_is_an_error() {
    let lab = SimHandle::start().await;
    let options = Options {
        listen: lab.sim.address(),
        ..Options::default()
    };
    let error = Sim::start(options).await.unwrap_err();
    assert!(matches!(error, Error::Listen { .. }), "{error}");
}

#[tokio::test]
async fn a_stopped_simulator_frees_its_port() {
    let lab = SimHandle::start().await;
    let options = Options {
        listen: lab.sim.address(),
        ..Options::default()
    };
    lab.get("/v2/projects").await;
    lab.sim.stop().await;
    let again = SimHandle::with(options).await;
    again.get("/v2/projects").await;
}

#[tokio::test]
async fn a_dropped_simulator_stops() {
    let lab = SimHandle::start().await;
    let url = format!("{}/v2/clouds", lab.sim.url());
    drop(lab.sim);
    for _ in 0..1000 {
        if lab.http.get(&url).send().await.is_err() {
            return;
        }
    }
    panic!("it still answers");
}

#[tokio::test]
async fn reset_goes_back_to_the_start() {
    let lab = SimHandle::start().await;
    let before = lab.inventory().await;
    lab.project("red").await;
    lab.control(
        Method::PATCH,
        "choices",
        json!({"created_project": "object"}),
    )
    .await;
    lab.control(
        Method::POST,
        "faults",
        json!({"match": {"path": "*"}, "fault": {"kind": "empty"}}),
    )
    .await;
    lab.control(Method::POST, "reset", Value::Null).await;
    let after = lab.inventory().await;
    assert_eq!(after["projects"].as_array().unwrap().len(), 1);
    assert_eq!(
        after["projects"][0]["projectId"],
        before["projects"][0]["projectId"]
    );
    assert_eq!(
        lab.control(Method::GET, "calls", Value::Null).await,
        json!([])
    );
    lab.project("red").await;
}

#[tokio::test]
async fn calls_are_logged_and_forgotten() {
    let lab = SimHandle::start().await;
    lab.get("/v2/clusters?pageSize=5").await;
    lab.refused(Method::GET, "/v2/clusters/in01-0", Value::Null)
        .await;
    let calls = lab.control(Method::GET, "calls", Value::Null).await;
    assert_eq!(calls[0]["query"], "pageSize=5");
    let call = &calls[1];
    assert_eq!(
        (&call["method"], &call["path"]),
        (&json!("GET"), &json!("/v2/clusters/in01-0"))
    );
    assert_eq!(
        (&call["status"], &call["code"]),
        (&json!(200), &json!(40_021))
    );
    lab.control(Method::DELETE, "calls", Value::Null).await;
    assert_eq!(
        lab.control(Method::GET, "calls", Value::Null).await,
        json!([])
    );
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_in_a_second_are_http_429() {
    let lab = SimHandle::with(Options {
        rate_limit: Some(2),
        ..Options::default()
    })
    .await;
    let mut refused = 0;
    for _ in 0..5 {
        let response = lab.raw(Method::GET, "/v2/clouds").await.unwrap();
        if response.status() == 429 {
            assert_eq!(response.headers()["retry-after"], "1");
            refused += 1;
        }
    }
    assert!(refused >= 1, "five requests at one moment");
    tokio::time::advance(Duration::from_secs(1)).await;
    lab.get("/v2/clouds").await;
}

#[tokio::test(start_paused = true)]
async fn latency_is_added_to_replies_of_the_service_only() {
    let latency = Duration::from_secs(20);
    let lab = SimHandle::with(Options {
        latency,
        ..Options::default()
    })
    .await;
    let start = tokio::time::Instant::now();
    lab.inventory().await;
    assert!(start.elapsed() < latency);
    lab.get("/v2/clouds").await;
    assert!(start.elapsed() >= latency);
}

#[tokio::test]
async fn each_key_belongs_to_an_organization_of_its_own() {
    let options = Options {
        api_key: Some("dev-key".to_owned()),
        more_api_keys: vec!["prod-key".to_owned()],
        seed: 7,
        ..Options::default()
    };
    let sim = Sim::start(options).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let [dev, prod] = sim.organizations() else {
        panic!("two keys, two organizations");
    };
    assert_ne!(dev.id, prod.id);
    assert_eq!(
        (dev.api_key.as_str(), prod.api_key.as_str()),
        ("dev-key", "prod-key")
    );
    let create = http
        .post(format!("{}/v2/projects", sim.url()))
        .bearer_auth("prod-key")
        .json(&json!({"projectName": "search", "plan": "Enterprise"}));
    let created: Value = create.send().await.unwrap().json().await.unwrap();
    assert_eq!(created["code"], 0, "{created}");
    let projects = async |path: &str, key: Option<&str>| {
        let mut request = http.get(format!("{}/{path}", sim.url()));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        let reply: Value = request.send().await.unwrap().json().await.unwrap();
        let listed = reply["projects"].as_array().or(reply["data"].as_array());
        listed.map(Vec::len)
    };
    assert_eq!(projects("v2/projects", Some("prod-key")).await, Some(2));
    assert_eq!(projects("v2/projects", Some("dev-key")).await, Some(1));
    assert_eq!(projects("v2/projects", Some("other-key")).await, None);
    assert_eq!(projects("_sim/inventory", Some("prod-key")).await, Some(2));
    assert_eq!(projects("_sim/inventory", None).await, Some(1));
}
