//! One operation with one fault, and all of them.

use fastrand::Rng;
use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use testkit::counts;

use super::{
    catalog::{self, RepeatedFault},
    invariants,
    operations::{Act, Operation},
};
use crate::{
    in_process::{InProcess, Remote, StateObject},
    messages::Messages,
};

/// The simulator gives the same identifiers in every case.
const SEED: u64 = 7;

/// Runs the cases of these operations, and says which of them break a law. Without `FAULT_CASES=all` it is a fifth of them.
pub(super) async fn matrix(title: &str, operations: &[Operation]) {
    let wants_all = variable("FAULT_CASES").is_some_and(|it| it == "all");
    let mut random = Rng::with_seed(SEED);
    let (mut all, mut count) = (0, 0);
    let mut broken = Vec::new();
    for operation in operations {
        for rules in all_rules(operation).await {
            all += 1;
            if !wants_all && random.u8(0..5) > 0 {
                continue;
            }
            count += 1;
            if let Err(why) = Case::begin(operation).await.run(&rules).await {
                let rules: Vec<_> = rules.iter().map(Value::to_string).collect();
                broken.push(format!("{operation:?}\n  {}\n  {why}", rules.join("\n  ")));
            }
        }
    }
    counts::record(
        &format!("faults {title}"),
        &format!("fault matrix, {title}: {count} of {all} cases"),
    );
    assert!(count > 0);
    let first: Vec<_> = broken.iter().take(12).map(String::as_str).collect();
    assert!(
        broken.is_empty(),
        "{} of {count} cases:\n{}",
        broken.len(),
        first.join("\n\n")
    );
}

/// Every way to spoil a call of this operation, and every way to spoil a list while the object itself seems to be gone.
async fn all_rules(operation: &Operation) -> Vec<Vec<Value>> {
    let case = Case::begin(operation).await;
    case.rig.forget_calls().await;
    let messages = case.act().await;
    assert!(!messages.has_failed, "{operation:?}\n{messages:?}");
    let calls = case.rig.calls().await;
    let mut rules = Vec::new();
    for (position, call) in calls.iter().enumerate() {
        let after = calls[..position].iter().filter(|it| *it == call).count();
        for RepeatedFault { fault, times } in catalog::all() {
            // What lasts is the same trouble wherever in a row of equal calls it begins.
            let lasting = if after == 0 { times.len() } else { 1 };
            for times in &times[..lasting] {
                rules.push(vec![rule(call, after, *times, &fault)]);
            }
        }
        if let Some(list) = list_of(call).filter(|_| after == 0) {
            let gone = rule(call, 0, None, &catalog::gone());
            for fault in catalog::failures_of_lists() {
                rules.push(vec![gone.clone(), rule(&list, 0, None, &fault)]);
            }
        }
    }
    rules
}

type Call = (String, String);

fn rule((method, path): &Call, after: usize, times: Option<u32>, fault: &Value) -> Value {
    let id = path.split('/').nth(3).unwrap_or("nothing");
    let fault: Value = serde_json::from_str(&fault.to_string().replace("$id", id)).unwrap();
    json!({
        "match": {"method": method, "path": path}, "after": after, "times": times, "fault": fault,
    })
}

/// The list that is the second witness of the absence of what is read.
fn list_of((method, path): &Call) -> Option<Call> {
    let parts: Vec<_> = path.split('/').skip(2).collect();
    let list = match parts[..] {
        ["members", _, "roles"] => "/v2/roles*".to_owned(),
        [kind, _] => format!("/v2/{kind}"),
        _ => return None,
    };
    (method == "GET").then(|| (method.clone(), list))
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs more cases says so by a variable"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

struct Case<'a> {
    rig: InProcess,
    operation: &'a Operation,
    object: ResourceInstance,
    import_id: String,
}

impl<'a> Case<'a> {
    /// Everything as it is before the operation.
    async fn begin(operation: &'a Operation) -> Self {
        let rig = if operation.previews {
            InProcess::with_previews(SEED).await
        } else {
            InProcess::start(SEED, || {}).await
        };
        let object = rig.terraform.resource(operation.resource);
        if !operation.before.is_empty() {
            object.apply(config(operation.before)).await.unwrap();
        }
        let state = object.state();
        let import_id = match operation.act {
            Act::Import => {
                object.forget();
                state["id"].as_str().unwrap().to_owned()
            }
            Act::ImportBy(id) => {
                object.forget();
                id.replace("$project", &rig.project_id)
            }
            _ => String::new(),
        };
        if !import_id.is_empty() {
            // Each command has a provider of its own, which knows nothing of the one before.
            rig.configure_again().await;
        }
        Self {
            rig,
            operation,
            object,
            import_id,
        }
    }

    async fn act(&self) -> Messages {
        let failure = match self.operation.act {
            Act::Apply(wanted) => return Messages::of(&self.object.apply(config(wanted)).await),
            Act::Destroy => return Messages::of(&self.object.destroy().await),
            Act::Read => self.object.refresh().await,
            Act::Import | Act::ImportBy(_) => self.object.import(&self.import_id).await,
        };
        match failure {
            Ok(warnings) => Messages::diagnostics(&warnings),
            Err(failure) => (&failure).into(),
        }
    }

    async fn run(self, rules: &[Value]) -> Result<(), String> {
        for rule in rules {
            self.rig.fault(rule.clone()).await;
        }
        let mut messages = self.act().await;
        self.rig.clear_faults().await;
        self.judge(&messages)
            .await
            .map_err(|why| format!("{why}\n{messages:?}"))?;
        self.converge(&mut messages)
            .await
            .map_err(|why| format!("{why}\n{messages:?}"))
    }

    async fn judge(&self, messages: &Messages) -> Result<(), String> {
        self.rig.keeps_secrets(messages, &self.state());
        let remote = self.rig.news().await;
        let state = self.state();
        let is_import = !self.import_id.is_empty();
        if !(is_import && messages.has_failed) {
            invariants::nothing_is_lost(&self.rig.project_id, &remote, &state, messages)?;
        }
        invariants::nothing_is_gone_unnoticed(&remote, &state, messages)?;
        if !is_import {
            invariants::no_password_is_lost(&self.rig, &state, messages)?;
        }
        Ok(())
    }

    fn state(&self) -> Vec<StateObject> {
        let state = self.object.state();
        let known = StateObject {
            resource: self.operation.resource,
            state,
        };
        self.object.exists().then_some(known).into_iter().collect()
    }

    /// Without trouble everything gets where it should be, and can be taken away without a trace.
    async fn converge(&self, messages: &mut Messages) -> Result<(), String> {
        if !matches!(self.operation.act, Act::Destroy) {
            let mut imports = messages.imports();
            imports.extend((!self.import_id.is_empty()).then(|| self.import_id.clone()));
            for id in imports {
                if !self.object.exists() {
                    // The object may not exist: then there is nothing to import.
                    messages.then(&self.object.import(&id).await.map_or_else(
                        |failure| (&failure).into(),
                        |warnings| Messages::diagnostics(&warnings),
                    ));
                }
            }
            let applied = self.object.apply(config(self.operation.wanted())).await;
            let applied = Messages::of(&applied);
            self.rig.keeps_secrets(&applied, &self.state());
            if applied.has_failed {
                return Err(format!("does not converge: {applied:?}"));
            }
            let remote = self.rig.news().await;
            invariants::nothing_is_lost(&self.rig.project_id, &remote, &self.state(), &applied)?;
        }
        let destroyed = Messages::of(&self.object.destroy().await);
        let left = self.rig.news().await;
        if destroyed.has_failed || left != Remote::default() {
            return Err(format!("cannot be taken away: {left:?} {destroyed:?}"));
        }
        Ok(())
    }
}

fn config(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}
