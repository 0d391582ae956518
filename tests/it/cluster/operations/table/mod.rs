//! Every operation of a cluster, a row each: what is planned, and which calls carry it out.
//!
//! Each apply is refreshed and planned again, which must leave nothing to do.

mod changes;
mod drift;
mod imports;
mod unknown;

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use super::{begin, red};
use crate::in_process::InProcess;

const UNKNOWN: &str = "${unknown}";
/// Stands for the identifier of a second project.
const BLUE: &str = "$blue";

/// From the arguments of a cluster to others; null is no cluster.
struct Row {
    from: Value,
    /// What somebody else changes in between.
    elsewhere: Value,
    /// The arguments as they are planned, and as they turn out to be.
    planned: Value,
    to: Value,
    action: &'static str,
    /// The calls that change something, by verb and last part of the path; `it` is the cluster.
    calls: &'static [&'static str],
    /// What is in the state in the end.
    state: Value,
}

fn row(from: Value, to: Value, action: &'static str, calls: &'static [&'static str]) -> Row {
    Row {
        from,
        elsewhere: json!({}),
        planned: to.clone(),
        to,
        action,
        calls,
        state: json!({}),
    }
}

impl Row {
    fn after(self, elsewhere: Value) -> Self {
        Self { elsewhere, ..self }
    }

    /// Planned before these arguments were known.
    fn planned(self, planned: Value) -> Self {
        Self { planned, ..self }
    }

    fn state(self, state: Value) -> Self {
        Self { state, ..self }
    }

    async fn holds(self) {
        self.ends(None).await;
    }

    /// With a summary, the apply fails and the cluster stays as it is.
    async fn ends(self, fails: Option<&str>) {
        let (rig, cluster) = begin().await;
        let blue = furnish(&rig).await;
        let arguments = |it: &Value| named(it, &blue);
        let title = format!("{} + {} to {}", self.from, self.elsewhere, self.planned);
        if !self.from.is_null() {
            cluster.apply(arguments(&self.from)).await.unwrap();
        }
        let id = cluster.state()["id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        if self.elsewhere != json!({}) {
            rig.change_elsewhere("clusters", &id, self.elsewhere).await;
        }
        rig.forget_calls().await;
        let (planned, to) = (arguments(&self.planned), arguments(&self.to));
        let outcome = cluster.apply_once_known(planned, to).await;
        if let Some(summary) = fails {
            let failure = outcome.expect_err(&title);
            assert_eq!(failure.summary(), summary, "{title}");
            assert_eq!(changes(&rig, &id).await, self.calls, "{title}");
            return assert_eq!(cluster.state()["id"], id, "{title}");
        }
        let outcome = outcome.unwrap_or_else(|failure| panic!("{title}: {failure}"));
        assert_eq!(
            outcome.action.to_string(),
            self.action,
            "{title}: {outcome}"
        );
        assert_eq!(changes(&rig, &id).await, self.calls, "{title}");
        holds(&cluster.state(), &self.state, &title);
    }
}

/// A second project, and no bounds on the regions of the first. Everything may be in either.
async fn furnish(rig: &InProcess) -> String {
    rig.change_elsewhere("projects", &rig.project_id, json!({"regionIds": []}))
        .await;
    let more = json!({"free_clusters": 9});
    let older = json!({"combined_policies": "accepted", "limits": more});
    rig.control(Method::PATCH, "choices", Some(older)).await;
    let project = json!({"projectName": "blue", "plan": "Enterprise"});
    let made = rig.call("projects", project).await;
    made["data"].as_str().unwrap().to_owned()
}

fn named(arguments: &Value, blue: &str) -> Value {
    let written = red(arguments).to_string().replace(BLUE, blue);
    serde_json::from_str(&written).unwrap()
}

/// The calls that changed something.
async fn changes(rig: &InProcess, id: &str) -> Vec<String> {
    let calls = rig.calls().await.into_iter();
    let calls = calls.filter(|(method, _)| method != "GET");
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let calls = calls.map(|(method, path)| {
        let last = last(&path);
        format!("{method} {}", if last == id { "it" } else { &last })
    });
    calls.collect()
}

/// Whether the state has everything that is expected.
fn holds(state: &Value, expected: &Value, title: &str) {
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&state[name], value, "{title}: {name}");
    }
}

fn id(cluster: &ResourceInstance) -> String {
    cluster.state()["id"].as_str().unwrap().to_owned()
}

fn dynamic(min: i64, max: i64) -> Value {
    json!({"dynamic_scaling": {"min": min, "max": max}})
}

fn at_eight(target: i64) -> Value {
    json!({"schedule_scaling": [{"cron": "0 0 8 * * ?", "target": target}]})
}
