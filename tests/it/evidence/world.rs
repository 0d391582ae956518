//! One object of a kind, everything it needs, and operations on it while calls are spoiled.

use std::{collections::BTreeSet, fmt::Write as _};

use fastrand::Rng;
use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::{ResourceInstance, laws::Action};

use super::{answers, kind::Kind, lists};
use crate::{
    in_process::{EMAIL, InProcess, text},
    messages::Messages,
};

/// The address of Ada in another life.
const ELSEWHERE: &str = "lovelace@example.com";

/// What is done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Refresh,
    Plan,
    /// Plans while the address of the person is another one than the configured.
    PlanElsewhere,
    Update,
    Destroy,
    Create,
}

/// What goes wrong in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Trouble {
    /// Answers that are no success.
    Words,
    /// A list that lies.
    List,
    /// The same, with answers that are neither success nor documented absence.
    ListAndWords,
    /// A read of one object, or a create, that says nothing.
    Thin,
    /// The same, with answers that are no success.
    ThinAndWords,
}

pub(super) struct World {
    rig: InProcess,
    kind: Kind,
    random: Rng,
    object: ResourceInstance,
    story: String,
}

impl World {
    pub(super) async fn start(kind: Kind, seed: u64) -> Self {
        let rig = InProcess::with_previews(seed).await;
        let object = rig.terraform.resource(kind.resource());
        let [config, _] = kind.configs();
        object.apply(config).await.unwrap();
        Self {
            rig,
            kind,
            random: Rng::with_seed(seed),
            object,
            story: String::new(),
        }
    }

    /// The last case, for whoever has to find out why.
    pub(super) fn story(&self) -> &str {
        &self.story
    }

    /// One operation under trouble, its judgement, and the way back.
    pub(super) async fn case(&mut self) -> Result<Trouble, String> {
        self.story.clear();
        let act = self.any_act();
        self.begin(act).await?;
        let id = text(&self.state()["id"]);
        let ids = self.ids(&id);
        let trouble = self.any_trouble();
        for rule in self.rules(trouble, &id, &ids) {
            writeln!(self.story, "{rule}").expect("a string takes everything");
            self.rig.fault(rule).await;
        }
        let before = self.remote().await;
        let (messages, action) = self.act(act).await;
        self.rig.clear_faults().await;
        writeln!(self.story, "{act:?} of {id}: {action:?} {messages:?}")
            .expect("it takes everything");
        if act == Act::PlanElsewhere {
            self.rename_ada(EMAIL).await;
        }
        let after = self.remote().await;
        self.judge(act, &before, action, &messages, &after)?;
        if !matches!(act, Act::Refresh | Act::Plan | Act::PlanElsewhere) {
            self.restore(act, &after, &messages).await?;
        }
        Ok(trouble)
    }

    fn any_trouble(&mut self) -> Trouble {
        match self.random.u8(0..12) {
            0..6 => Trouble::Words,
            6..8 => Trouble::List,
            8..10 => Trouble::ListAndWords,
            10 => Trouble::Thin,
            _ => Trouble::ThinAndWords,
        }
    }

    /// The first rule that matches a call decides, so what a case is about comes first.
    fn rules(&mut self, trouble: Trouble, id: &str, ids: &[String]) -> Vec<Value> {
        let project_id = self.rig.project_id.clone();
        let mut rules = match trouble {
            Trouble::Words => Vec::new(),
            Trouble::List | Trouble::ListAndWords => {
                vec![lists::list(&mut self.random, self.kind, &project_id)]
            }
            Trouble::Thin | Trouble::ThinAndWords => {
                vec![lists::thin(&mut self.random, self.kind, id)]
            }
        };
        // A list that lacks the object and a denial are a proof.
        let nobody = [];
        let (count, ids) = match trouble {
            Trouble::Words => (self.random.usize(1..4), ids),
            Trouble::ListAndWords => (self.random.usize(1..3), &nobody[..]),
            Trouble::ThinAndWords => (self.random.usize(1..3), ids),
            Trouble::List | Trouble::Thin => (0, &nobody[..]),
        };
        for _ in 0..count {
            rules.push(self.rule(ids));
        }
        rules
    }

    /// What exists, by identifier; of a person, the roles under whatever address.
    async fn remote(&self) -> BTreeSet<String> {
        let inventory = self.rig.control(Method::GET, "inventory", None).await;
        let all = |kind: &str| inventory[kind].as_array().unwrap().iter();
        match self.kind {
            Kind::Invitation => all("invitations")
                .filter(|it| it["status"] == "PENDING")
                .map(|it| text(&it["invitationId"]))
                .collect(),
            Kind::ProjectUser => {
                let people: Vec<_> = all("members")
                    .filter(|it| [EMAIL, ELSEWHERE].contains(&text(&it["email"]).as_str()))
                    .map(|it| &it["userId"])
                    .collect();
                all("bindings")
                    .filter(|it| people.contains(&&it["userId"]))
                    .filter(|it| it["projectId"] == self.rig.project_id)
                    .map(|it| text(&it["roleId"]))
                    .collect()
            }
            Kind::Project | Kind::Cluster | Kind::Organization => {
                self.kind.ids(self.rig.news().await)
            }
        }
    }

    fn any_act(&mut self) -> Act {
        match self.random.u8(0..16) {
            0..5 => Act::Refresh,
            5..8 => Act::Plan,
            8 if self.kind == Kind::ProjectUser => Act::PlanElsewhere,
            8..10 => Act::Update,
            10..14 => Act::Destroy,
            _ => Act::Create,
        }
    }

    fn rule(&mut self, ids: &[String]) -> Value {
        let methods = [
            None,
            Some("GET"),
            Some("GET"),
            Some("DELETE"),
            Some("POST"),
            Some("PUT"),
        ];
        let method = self.random.choice(methods).flatten();
        let path = self.random.choice(self.kind.paths());
        let times = [Some(1), Some(1), Some(2), Some(3), Some(6), None];
        let after = self.random.choice([0, 0, 0, 1, 2, 3]);
        json!({
            "match": {"method": method, "path": path},
            "after": after.unwrap_or(0),
            "times": self.random.choice(times).flatten(),
            "fault": answers::lie(&mut self.random, ids),
        })
    }

    /// Everything that a sentence may name.
    fn ids(&self, id: &str) -> Vec<String> {
        let mut ids: Vec<_> = id.split('/').map(str::to_owned).collect();
        ids.push(self.rig.project_id.clone());
        match self.kind {
            Kind::ProjectUser => ids.push(EMAIL.to_owned()),
            Kind::Invitation => ids.push("bob@example.com".to_owned()),
            _ => {}
        }
        ids.retain(|it| !it.is_empty());
        ids
    }

    /// A new life of the provider, in which nothing is remembered, and what there is before the operation.
    async fn begin(&mut self, act: Act) -> Result<(), String> {
        self.revive().await;
        if act == Act::Create {
            let destroyed = Messages::of(&self.object.destroy().await);
            if destroyed.has_failed {
                return Err(format!(
                    "cannot be destroyed without trouble: {destroyed:?}"
                ));
            }
        }
        if act == Act::PlanElsewhere {
            self.rename_ada(ELSEWHERE).await;
        }
        self.revive().await;
        Ok(())
    }

    async fn revive(&self) {
        let config = json!({"preview_features": ["organizations", "invitations"]});
        self.rig.terraform.configure(config).await.unwrap();
    }

    async fn rename_ada(&self, email: &str) {
        let user_id = text(&self.state()["user_id"]);
        let changes = json!({ "email": email });
        self.rig
            .change_elsewhere("members", &user_id, changes)
            .await;
    }

    async fn act(&self, act: Act) -> (Messages, Option<Action>) {
        let [config, other] = self.kind.configs();
        match act {
            Act::Refresh => {
                let refreshed = self.object.refresh().await;
                (
                    refreshed.map_or_else(|it| (&it).into(), |it| Messages::diagnostics(&it)),
                    None,
                )
            }
            Act::Plan | Act::PlanElsewhere => match self.object.plan(config).await {
                Ok(plan) => (Messages::diagnostics(&plan.warnings), Some(plan.action)),
                Err(failure) => ((&failure).into(), None),
            },
            Act::Update => (Messages::of(&self.object.apply(other).await), None),
            Act::Destroy => (Messages::of(&self.object.destroy().await), None),
            Act::Create => (Messages::of(&self.object.apply(config).await), None),
        }
    }

    fn judge(
        &self,
        act: Act,
        before: &BTreeSet<String>,
        action: Option<Action>,
        messages: &Messages,
        after: &BTreeSet<String>,
    ) -> Result<(), String> {
        if self.kind.is_single() && after.len() > 1 {
            return Err(format!("there are several of one: {after:?}"));
        }
        let is_unchanged = match act {
            Act::Refresh | Act::Plan | Act::PlanElsewhere => after == before,
            Act::Update => !self.kind.keeps_its_id() || after == before,
            Act::Destroy => after.is_subset(before),
            Act::Create => true,
        };
        if !is_unchanged {
            return Err(format!("{act:?} made {after:?} of {before:?}"));
        }
        if let Some(Action::Create | Action::Delete | Action::DeleteThenCreate) = action {
            return Err("the plan is no plan for what there is".to_owned());
        }
        if after.is_empty() {
            return Ok(());
        }
        let is_named = act == Act::Create && !messages.imports().is_empty();
        if !self.object.exists() && !is_named {
            return Err(format!("it exists, and the state has lost it: {after:?}"));
        }
        if self.object.exists() && self.kind.keeps_its_id() {
            let id = text(&self.state()["id"]);
            if !after.contains(&id) {
                return Err(format!("{id} is in the state, and {after:?} exists"));
            }
        }
        if act == Act::Destroy && !messages.has_failed {
            return Err(format!("a destroy that succeeded left it there: {after:?}"));
        }
        Ok(())
    }

    /// Without trouble, everything as it was in the beginning.
    async fn restore(
        &self,
        act: Act,
        before: &BTreeSet<String>,
        messages: &Messages,
    ) -> Result<(), String> {
        self.revive().await;
        let [config, _] = self.kind.configs();
        let mut applied = Messages::of(&self.object.apply(config.clone()).await);
        if applied.has_failed && !self.object.exists() {
            for id in applied.imports().into_iter().chain(messages.imports()) {
                // What is named need not exist.
                drop(self.object.import(&id).await);
            }
            applied = Messages::of(&self.object.apply(config).await);
        }
        if applied.has_failed {
            return Err(format!("does not converge: {applied:?}"));
        }
        let after = self.remote().await;
        if after.is_empty() || (self.kind.is_single() && after.len() > 1) {
            return Err(format!("not one after all: {after:?}"));
        }
        // What was not finished, or on its way out, is replaced.
        if act == Act::Update && self.kind.keeps_its_id() && after != *before {
            return Err(format!("the way back made {after:?} of {before:?}"));
        }
        Ok(())
    }

    fn state(&self) -> Value {
        if self.object.exists() {
            self.object.state()
        } else {
            Value::Null
        }
    }
}
