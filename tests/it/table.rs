//! Tables of what can be done to an object: one row an operation, each in a service of its own.
//!
//! In every text `$id` and `$user` are those of the object in the state, `$project` is the default project, `$owner` who owns the
//! key, and `$organization` that of the key.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::{
    diagnostics::Diagnostics,
    testing::{ResourceInstance, laws::Action},
};

use crate::in_process::{InProcess, text};

/// One operation on one object.
pub(crate) struct Row {
    what: &'static str,
    /// What is applied before, in JSON; nothing when empty.
    before: &'static str,
    /// What else happens before, without the provider: `PATCH projects/$id` and its body, for the control surface.
    elsewhere: &'static [(&'static str, &'static str)],
    act: Act,
    then: Then,
}

pub(crate) enum Act {
    /// This configuration is applied.
    Apply(&'static str),
    /// The first is planned, and the second applied once it is known.
    Once(&'static str, &'static str),
    Destroy,
    /// The object is forgotten and imported by this identifier, with this configuration.
    Import(&'static str, &'static str),
    /// The same by its identity.
    ImportIdentity(&'static str, &'static str),
}

/// What comes of it. The first text is the attribute, empty where none is to blame; the second one is part of what is said.
pub(crate) enum Then {
    /// This is planned and done, and the state has these members.
    Does(Action, &'static str),
    /// The same, with a warning.
    Warns(Action, &'static str, &'static str),
    /// The plan fails.
    Refused(&'static str, &'static str),
    /// The plan does not fail, and the apply does; one of them says this.
    Fails(&'static str, &'static str),
}

pub(crate) const fn row(
    what: &'static str,
    before: &'static str,
    elsewhere: &'static [(&'static str, &'static str)],
    act: Act,
    then: Then,
) -> Row {
    Row {
        what,
        before,
        elsewhere,
        act,
        then,
    }
}

/// Carries out all rows.
pub(crate) async fn run(rig: impl AsyncFn() -> InProcess, type_name: &str, rows: &[Row]) {
    for row in rows {
        let rig = rig().await;
        let object = rig.terraform.resource(type_name);
        let inventory = rig.control(Method::GET, "inventory", None).await;
        Case {
            owner: text(&inventory["keys"][0]["userId"]),
            rig: &rig,
            object,
            row,
        }
        .run()
        .await;
    }
}

struct Case<'a> {
    owner: String,
    rig: &'a InProcess,
    object: ResourceInstance,
    row: &'a Row,
}

impl Case<'_> {
    async fn run(&self) {
        let what = self.row.what;
        let mut before = json!({});
        if !self.row.before.is_empty() {
            let applied = self.object.apply(self.config(&before, self.row.before));
            applied.await.unwrap_or_else(|why| panic!("{what}: {why}"));
            before = self.object.state();
        }
        for (call, body) in self.row.elsewhere {
            let call = self.filled(&before, call);
            let (method, path) = call.split_once(' ').unwrap();
            let body = (!body.is_empty()).then(|| self.config(&before, body));
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            self.rig.control(method, path, body).await;
        }
        tokio::time::advance(Duration::from_secs(60)).await;
        match &self.row.act {
            Act::Apply(config) => self.apply(&before, None, config).await,
            Act::Once(open, config) => self.apply(&before, Some(open), config).await,
            Act::Destroy => self.destroy().await,
            Act::Import(id, config) => {
                let id = self.filled(&before, id);
                self.object.forget();
                self.imported(self.object.import(&id).await, &before, config)
                    .await;
            }
            Act::ImportIdentity(identity, config) => {
                let identity = self.config(&before, identity);
                self.object.forget();
                let imported = self.object.import_identity(&identity).await;
                self.imported(imported, &before, config).await;
            }
        }
    }

    async fn apply(&self, before: &Value, open: Option<&str>, config: &str) {
        let config = self.config(before, config);
        let open = open.map_or_else(|| config.clone(), |it| self.config(before, it));
        let what = self.row.what;
        let planned = self.object.plan(open.clone()).await;
        if let Then::Refused(at, says) = self.row.then {
            let refused = planned.err().unwrap_or_else(|| panic!("{what}: planned"));
            return self.said(&refused.diagnostics, at, says);
        }
        let mut said = planned
            .unwrap_or_else(|why| panic!("{what}: {why}"))
            .warnings;
        match self.object.apply_once_known(open, config).await {
            Ok(outcome) => self.done(outcome.action, &outcome.warnings),
            Err(failure) => {
                said.extend(failure.diagnostics);
                self.failed(&said);
            }
        }
    }

    async fn destroy(&self) {
        match self.object.destroy().await {
            Ok(outcome) => {
                assert!(!self.object.exists(), "{}", self.row.what);
                self.done(outcome.action, &outcome.warnings);
            }
            Err(failure) => {
                assert!(self.object.exists(), "{}", self.row.what);
                self.failed(&failure.diagnostics);
            }
        }
    }

    async fn imported(
        &self,
        imported: Result<Diagnostics, tf_provider::testing::Failure>,
        before: &Value,
        config: &str,
    ) {
        let warnings = match imported {
            Ok(warnings) => warnings,
            Err(failure) => return self.failed(&failure.diagnostics),
        };
        let planned = self.object.plan(self.config(before, config)).await;
        let planned = planned.unwrap_or_else(|why| panic!("{}: {why}", self.row.what));
        self.done(planned.action, &warnings);
    }

    fn done(&self, action: Action, warnings: &Diagnostics) {
        let what = self.row.what;
        match self.row.then {
            Then::Does(expected, members) => {
                assert_eq!(action, expected, "{what}");
                if !members.is_empty() {
                    let state = self.object.state();
                    let members = self.config(&state, members);
                    for (name, value) in members.as_object().unwrap() {
                        assert_eq!(&state[name], value, "{what}: {name}");
                    }
                }
            }
            Then::Warns(expected, at, says) => {
                assert_eq!(action, expected, "{what}");
                self.said(warnings, at, says);
            }
            Then::Refused(_, says) | Then::Fails(_, says) => panic!("{what}: does not say {says}"),
        }
    }

    fn failed(&self, actual: &Diagnostics) {
        match self.row.then {
            Then::Refused(at, says) | Then::Fails(at, says) => self.said(actual, at, says),
            _ => panic!("{}: {actual:#?}", self.row.what),
        }
    }

    fn said(&self, actual: &Diagnostics, at: &str, says: &str) {
        let says = self.filled(&self.object.state(), says);
        let mut all = actual.iter();
        let is_it = all.any(|it| {
            it.path.to_string() == at && format!("{}\n{}", it.summary, it.detail).contains(&says)
        });
        assert!(
            is_it,
            "{}: nothing at {at:?} says {says:?}: {actual:#?}",
            self.row.what
        );
    }

    fn config(&self, state: &Value, json: &str) -> Value {
        let json = self.filled(state, json);
        serde_json::from_str(&json).unwrap_or_else(|why| panic!("{json}: {why}"))
    }

    fn filled(&self, state: &Value, template: &str) -> String {
        template
            .replace("$id", &text(&state["id"]))
            .replace("$user", &text(&state["user_id"]))
            .replace("$owner", &self.owner)
            .replace("$project", &self.rig.project_id)
            .replace("$organization", self.rig.sim.organization_id())
    }
}
