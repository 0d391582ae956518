//! One run: applies under trouble, one without, and a destruction.

use std::fmt::Write as _;

use fastrand::Rng;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use super::{
    desired_states::{self, DesiredState},
    gate::{Fuse, Gate},
    reshape::PEOPLE,
};
use crate::{
    faults::invariants,
    in_process::{InProcess, Remote, StateObject},
    messages::Messages,
};

/// A simulator, a Terraform, and what happened so far.
pub(super) struct Run {
    pub(super) rig: InProcess,
    fuse: Fuse,
    gate: Gate,
    pub(super) random: Rng,
    pub(super) desired_states: Vec<DesiredState>,
    /// What was applied last of each of them.
    pub(super) wanted: Vec<Value>,
    /// Everything that was said.
    messages: Messages,
    story: String,
    pub(super) deaths: usize,
    pub(super) imports: usize,
}

impl Run {
    pub(super) async fn start(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let fuse = Fuse::default();
        let watch = fuse.clone();
        let rig = InProcess::beside_another(seed, move || watch.burn()).await;
        for email in PEOPLE {
            let member = Some(json!({"email": email}));
            rig.control(Method::POST, "members", member).await;
        }
        let gate = Gate::open(rig.sim.address()).await;
        let desired_states = desired_states::some(&mut random);
        Self {
            rig,
            fuse,
            gate,
            random,
            wanted: Vec::new(),
            desired_states,
            messages: Messages::default(),
            story: String::new(),
            deaths: 0,
            imports: 0,
        }
    }

    /// What happened, for whoever has to find out why.
    pub(super) fn story(&self) -> &str {
        &self.story
    }

    pub(super) async fn run(&mut self) -> Result<(), String> {
        // Every command of Terraform starts the provider anew.
        for _ in 0..self.random.usize(1..4) {
            self.revive().await;
            self.trouble().await?;
        }
        self.revive().await;
        self.converge().await?;
        for _ in 0..self.random.usize(0..4) {
            self.revive().await;
            self.reshape().await?;
        }
        self.revive().await;
        self.vanish().await
    }

    /// One apply while calls fail, and perhaps the death of the provider.
    async fn trouble(&mut self) -> Result<(), String> {
        for _ in 0..self.random.usize(0..4) {
            let rule = desired_states::trouble(&mut self.random);
            self.note(&format!("fault {rule}"));
            self.rig.fault(rule).await;
        }
        let fuse = self.random.bool().then(|| self.random.usize(1..25));
        self.fuse.set(fuse, &self.gate);
        let mut wanted = Vec::new();
        for desired_state in &self.desired_states {
            let is_absent = self.random.u8(0..4) == 0;
            wanted.push((!is_absent).then(|| desired_state.any(&mut self.random)));
        }
        self.note(&format!("apply {wanted:?}, killed after {fuse:?} calls"));
        let messages = self.apply(&wanted).await;
        self.rig.clear_faults().await;
        self.note(&format!("{messages:?}"));
        self.rig.keeps_secrets(&messages, &self.state());
        self.messages.then(&messages);
        if self.gate.killed.is_cancelled() {
            self.deaths += 1;
            self.note("killed");
            return Ok(());
        }
        // What an earlier life has left behind is in no state yet, and only what was said since can name it.
        let remote = self.rig.news().await;
        invariants::nothing_is_gone_unnoticed(&remote, &self.state(), &messages)?;
        if self.deaths == 0 {
            invariants::nothing_is_lost(
                &self.rig.project_id,
                &remote,
                &self.state(),
                &self.messages,
            )?;
        }
        Ok(())
    }

    /// All objects at once, as Terraform applies what does not depend on each other.
    async fn apply(&self, wanted: &[Option<Value>]) -> Messages {
        let one = async |(desired_state, wanted): (&DesiredState, &Option<Value>)| {
            let object = self.object(desired_state);
            Messages::of(&match wanted {
                Some(config) => object.apply(config.clone()).await,
                None => object.destroy().await,
            })
        };
        let all = join_all(self.desired_states.iter().zip(wanted).map(one));
        tokio::select! {
            biased;
            () = self.gate.killed.cancelled() => Messages::default(),
            messages = all => {
                let mut everything = Messages::default();
                for it in &messages {
                    everything.then(it);
                }
                everything
            }
        }
    }

    /// Without trouble everything comes to exist, once. Whatever is in the way was named with its import command.
    async fn converge(&mut self) -> Result<(), String> {
        self.note("converge");
        for position in 0..self.desired_states.len() {
            let config = self.desired_states[position].any(&mut self.random);
            self.wanted.push(config.clone());
            let object = self.object(&self.desired_states[position]);
            let mut messages = Messages::of(&object.apply(config.clone()).await);
            // A tainted object that went between the refresh and its deletion has no record there; the next refresh has it.
            if messages.has_failed && messages.text().contains("Unproven deletion") {
                messages = Messages::of(&object.apply(config.clone()).await);
            }
            if messages.has_failed && !object.exists() {
                self.note(&format!("{} {messages:?}", object.address()));
                let imports = messages.imports();
                let Some(id) = imports.first() else {
                    return Err(format!("no import command in {messages:?}"));
                };
                if let Err(failure) = object.import(id).await {
                    return Err(format!("cannot import {id}: {failure}"));
                }
                self.imports += 1;
                messages = Messages::of(&object.apply(config).await);
            }
            if messages.has_failed {
                return Err(format!("does not converge: {messages:?}"));
            }
        }
        let remote = self.rig.news().await;
        let nothing = Messages::default();
        invariants::nothing_is_lost(&self.rig.project_id, &remote, &self.state(), &nothing)?;
        invariants::nothing_is_gone_unnoticed(&remote, &self.state(), &nothing)?;
        self.everybody_holds(&[]).await
    }

    async fn vanish(&mut self) -> Result<(), String> {
        self.note("destroy");
        for desired_state in &self.desired_states {
            let messages = Messages::of(&self.object(desired_state).destroy().await);
            if messages.has_failed {
                return Err(format!("cannot be destroyed: {messages:?}"));
            }
        }
        let left = self.rig.news().await;
        if left == Remote::default() {
            Ok(())
        } else {
            Err(format!("left behind: {left:?}"))
        }
    }

    /// A new life: nothing is remembered but the state.
    async fn revive(&mut self) {
        self.connect(None).await;
    }

    /// Starts the provider with a key, or with its own.
    pub(super) async fn connect(&mut self, key: Option<String>) {
        self.gate = Gate::open(self.rig.sim.address()).await;
        self.fuse.set(None, &self.gate);
        let mut config = json!({"host_address": self.gate.url});
        if let Some(key) = key {
            config["api_key"] = key.into();
        }
        self.rig.terraform.configure(config).await.unwrap();
    }

    pub(super) fn object(&self, desired_state: &DesiredState) -> ResourceInstance {
        let suffix = if desired_state.is_renamed {
            "_renamed"
        } else {
            ""
        };
        let name = format!("{}{suffix}", desired_state.name);
        self.rig
            .terraform
            .resource(desired_state.resource)
            .named(&name)
    }

    pub(super) fn state(&self) -> Vec<StateObject> {
        let known = self.desired_states.iter().map(|it| (it, self.object(it)));
        known
            .filter(|(_, object)| object.exists())
            .map(|(desired_state, object)| StateObject {
                resource: desired_state.resource,
                state: object.state(),
            })
            .collect()
    }

    pub(super) fn note(&mut self, what: &str) {
        writeln!(self.story, "- {what}").expect("a string takes everything");
    }
}
