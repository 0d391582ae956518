//! One object of a kind, everything it needs, and operations on it while calls are spoiled.

use std::fmt::Write as _;

use fastrand::Rng;
use serde_json::{Value, json};
use tf_provider::testing::{ResourceInstance, laws::Action};

use super::answers;
use crate::faults::{
    rig::{EMAIL, Remote, Rig, text},
    said::Said,
};

/// What is to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Project = 1,
    Cluster,
    ProjectUser,
    Invitation,
    Organization,
}

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

pub(super) struct World {
    rig: Rig,
    kind: Kind,
    random: Rng,
    object: ResourceInstance,
    story: String,
}

impl Kind {
    fn resource(self) -> &'static str {
        match self {
            Self::Project => "zillizcloud_project",
            Self::Cluster => "zillizcloud_cluster",
            Self::ProjectUser | Self::Invitation => "zillizcloud_project_user",
            Self::Organization => "zillizcloud_organization",
        }
    }

    /// Two configurations that differ in what changes in place.
    fn configs(self) -> [Value; 2] {
        let timeouts = json!({"create": "1m", "update": "1m", "delete": "1m"});
        let bob = "bob@example.com";
        match self {
            Self::Project => [
                json!({"project_name": "red", "timeouts": {"delete": "1m"}}),
                json!({"project_name": "red", "description": "warm", "timeouts": {"delete": "1m"}}),
            ],
            Self::Cluster => [
                json!({"cluster_name": "red", "cu_size": 8, "deletion_protection": false, "timeouts": timeouts}),
                json!({
                    "cluster_name": "red", "cu_size": 16, "labels": {"team": "red"}, "deletion_protection": false,
                    "timeouts": timeouts,
                }),
            ],
            Self::ProjectUser => [
                json!({"email": EMAIL, "roles": ["Data Viewer", "Project Admin"]}),
                json!({"email": EMAIL, "roles": ["Data Admin", "Data Operator"]}),
            ],
            Self::Invitation => [
                json!({"email": bob, "roles": ["Data Viewer"]}),
                json!({"email": bob, "roles": ["Data Admin", "Data Viewer"]}),
            ],
            Self::Organization => [
                json!({"name": "acme", "deletion_protection": false}),
                json!({"name": "acme", "timezone": "Europe/Berlin", "deletion_protection": false}),
            ],
        }
    }

    fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Project => &["/v2/*", "/v2/projects*", "/v2/projects", "/v2/projects/*"],
            Self::Cluster => &[
                "/v2/*",
                "/v2/clusters*",
                "/v2/clusters",
                "/v2/clusters/*",
                "/v2/clusters/*/labels",
                "/v2/clusters/*/drop",
                "/v2/projects*",
            ],
            Self::ProjectUser => &[
                "/v2/*",
                "/v2/members*",
                "/v2/members",
                "/v2/members/*/roles",
                "/v2/members/*/roles/*",
                "/v2/roles*",
                "/v2/roles/*/principals",
                "/v2/projects*",
            ],
            Self::Invitation => &[
                "/v2/*",
                "/v2/members*",
                "/v2/organizations/*/invitations*",
                "/v2/organizations/*/invitations",
                "/v2/organizations/*/invitations/*",
                "/v2/roles*",
                "/v2/invoices*",
            ],
            Self::Organization => &[
                "/v2/*",
                "/v2/organizations*",
                "/v2/organizations",
                "/v2/organizations/*",
                "/v2/invoices*",
                "/v2/roles*",
                "/v2/projects*",
            ],
        }
    }

    /// How many objects of this kind exist.
    fn count(self, remote: &Remote) -> usize {
        match self {
            Self::Project => remote.projects.len(),
            Self::Cluster => remote.clusters.len(),
            Self::ProjectUser => usize::from(!remote.roles.is_empty()),
            Self::Invitation => remote.invitations.len(),
            Self::Organization => remote.organizations.len(),
        }
    }
}

impl World {
    pub(super) async fn start(kind: Kind, seed: u64) -> Self {
        let rig = Rig::with_previews(seed).await;
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
    pub(super) async fn case(&mut self) -> Result<(), String> {
        self.story.clear();
        let act = self.any_act();
        self.begin(act).await?;
        let id = text(&self.state()["id"]);
        let ids = self.ids(&id);
        for _ in 0..self.random.usize(1..4) {
            let rule = self.rule(&ids);
            writeln!(self.story, "{rule}").expect("a string takes everything");
            self.rig.fault(rule).await;
        }
        let had_it = self.object.exists();
        let (said, action) = self.act(act).await;
        self.rig.clear_faults().await;
        writeln!(self.story, "{act:?} of {id}: {action:?} {said:?}").expect("it takes everything");
        if act == Act::PlanElsewhere {
            self.rename_ada(EMAIL).await;
        }
        let remote = self.rig.news().await;
        self.judge(act, had_it, action, &said, &remote)?;
        if matches!(act, Act::Refresh | Act::Plan | Act::PlanElsewhere) {
            return Ok(());
        }
        self.restore(&said).await
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
            let destroyed = Said::of(&self.object.destroy().await);
            if destroyed.has_failed {
                return Err(format!(
                    "cannot be destroyed without trouble: {destroyed:?}"
                ));
            }
        }
        if act == Act::PlanElsewhere {
            self.rename_ada("lovelace@example.com").await;
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

    async fn act(&self, act: Act) -> (Said, Option<Action>) {
        let [config, other] = self.kind.configs();
        match act {
            Act::Refresh => {
                let refreshed = self.object.refresh().await;
                (
                    refreshed.map_or_else(|it| (&it).into(), |it| Said::diagnostics(&it)),
                    None,
                )
            }
            Act::Plan | Act::PlanElsewhere => match self.object.plan(config).await {
                Ok(plan) => (Said::diagnostics(&plan.warnings), Some(plan.action)),
                Err(failure) => ((&failure).into(), None),
            },
            Act::Update => (Said::of(&self.object.apply(other).await), None),
            Act::Destroy => (Said::of(&self.object.destroy().await), None),
            Act::Create => (Said::of(&self.object.apply(config).await), None),
        }
    }

    fn judge(
        &self,
        act: Act,
        had_it: bool,
        action: Option<Action>,
        said: &Said,
        remote: &Remote,
    ) -> Result<(), String> {
        let count = self.kind.count(remote);
        if count > 1 {
            return Err(format!("there are {count} of one: {remote:?}"));
        }
        if had_it && !matches!(act, Act::Destroy | Act::Update) && count == 0 {
            return Err("a look destroyed it".to_owned());
        }
        if let Some(Action::Create | Action::Delete | Action::DeleteThenCreate) = action {
            return Err("the plan is no plan for what there is".to_owned());
        }
        let is_named = act == Act::Create && !said.imports().is_empty();
        if count == 1 && !self.object.exists() && !is_named {
            return Err(format!("it exists, and the state has lost it: {remote:?}"));
        }
        if act == Act::Destroy && !said.has_failed && count == 1 {
            return Err(format!(
                "a destroy that succeeded left it there: {remote:?}"
            ));
        }
        Ok(())
    }

    /// Without trouble, everything as it was in the beginning.
    async fn restore(&self, said: &Said) -> Result<(), String> {
        self.revive().await;
        let [config, _] = self.kind.configs();
        let mut applied = Said::of(&self.object.apply(config.clone()).await);
        if applied.has_failed && !self.object.exists() {
            for id in applied.imports().into_iter().chain(said.imports()) {
                // What is named need not exist.
                drop(self.object.import(&id).await);
            }
            applied = Said::of(&self.object.apply(config).await);
        }
        if applied.has_failed {
            return Err(format!("does not converge: {applied:?}"));
        }
        let remote = self.rig.news().await;
        if self.kind.count(&remote) == 1 {
            Ok(())
        } else {
            Err(format!("not one after all: {remote:?}"))
        }
    }

    fn state(&self) -> Value {
        if self.object.exists() {
            self.object.state()
        } else {
            Value::Null
        }
    }
}
