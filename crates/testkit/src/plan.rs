//! A plan, as `terraform show -json` prints it.

use serde_json::Value;

/// A plan that was made and not applied.
#[derive(Debug)]
pub struct Plan(pub Value);

impl Plan {
    /// What it does with each resource that it touches, such as `update zillizcloud_project.red`.
    pub fn actions(&self) -> Vec<String> {
        let touched = self.changes().filter(|it| !is_no_op(&it["change"]));
        touched
            .map(|it| {
                format!(
                    "{} {}",
                    verb(&it["change"]),
                    it["address"].as_str().unwrap()
                )
            })
            .collect()
    }

    /// The attributes of a resource that are not afterwards what they are now, or whose new value is not known yet.
    #[track_caller]
    pub fn changed(&self, address: &str) -> Vec<&str> {
        let change = self.change(address);
        let (after, unknown) = (&change["after"], &change["after_unknown"]);
        let before = change["before"].as_object().expect("it exists already");
        let differs = |name: &&String| unknown[*name] == true || before[*name] != after[*name];
        before.keys().filter(differs).map(String::as_str).collect()
    }

    #[track_caller]
    fn change(&self, address: &str) -> &Value {
        let actual = self.changes().find(|it| it["address"] == address);
        &actual.expect("the plan has the resource")["change"]
    }

    fn changes(&self) -> impl Iterator<Item = &Value> {
        self.0["resource_changes"].as_array().into_iter().flatten()
    }
}

fn is_no_op(change: &Value) -> bool {
    change["actions"] == serde_json::json!(["no-op"])
}

fn verb(change: &Value) -> String {
    let actions: Vec<_> = change["actions"].as_array().into_iter().flatten().collect();
    if let [one] = actions[..] {
        one.as_str().unwrap_or_default().to_owned()
    } else {
        "replace".to_owned()
    }
}
