//! Changes that people make to a configuration that works: they rename a block, shorten a list, or take the wrong key.

use fastrand::Rng;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tf_provider::testing::ResourceInstance;

use super::run::Run;
use crate::{
    faults::invariants::{self, Grant},
    in_process::text,
    messages::Messages,
};

/// Those in the list, who are members.
pub(super) const PEOPLE: [&str; 3] = ["bob@example.com", "cyd@example.com", "dan@example.com"];

/// Calls that take a while, and work.
fn slowness(random: &mut Rng) -> Value {
    let methods = [None, Some("GET"), Some("POST"), Some("PUT"), Some("DELETE")];
    json!({
        "match": {"method": random.choice(methods).flatten(), "path": "/v2/*"},
        "after": random.u32(0..6), "times": random.u32(1..12),
        "fault": {"kind": "delay", "milliseconds": random.u32(50..8_000)},
    })
}

impl Run {
    /// One such change. It must succeed, and leave everybody what they should have.
    pub(super) async fn reshape(&mut self) -> Result<(), String> {
        let rule = slowness(&mut self.random);
        self.note(&format!("reshape under {rule}"));
        self.rig.fault(rule).await;
        match self.random.u8(0..3) {
            0 => self.rename().await?,
            1 => self.shift().await?,
            _ => self.swap_key().await?,
        }
        self.rig.clear_faults().await;
        self.everybody_holds(&[]).await
    }

    /// The blocks of some objects get other names, without `moved`.
    async fn rename(&mut self) -> Result<(), String> {
        let mut steps = Vec::new();
        for position in 0..self.desired_states.len() {
            if self.random.bool() {
                continue;
            }
            let old = self.object(&self.desired_states[position]);
            self.desired_states[position].is_renamed ^= true;
            let address = old.address().to_owned();
            self.note(&format!("rename {address}"));
            steps.push((
                old,
                self.object(&self.desired_states[position]),
                self.wanted[position].clone(),
            ));
        }
        let all = join_all(steps.iter().map(async |(old, new, config)| {
            // Terraform orders neither.
            let (destroyed, applied) = tokio::join!(old.destroy(), new.apply(config.clone()));
            let mut messages = Messages::of(&destroyed);
            messages.then(&Messages::of(&applied));
            messages
        }));
        all_succeed(&all.await)
    }

    /// The first of a list leaves, and everybody else moves up.
    async fn shift(&mut self) -> Result<(), String> {
        let project_id = &self.rig.project_id;
        let config = |email: &str| json!({"project_id": project_id, "email": email, "roles": ["Data Viewer"]});
        let places = [0, 1, 2].map(|it| self.place(it));
        let filled = join_all(
            places
                .iter()
                .zip(PEOPLE)
                .map(async |(place, email)| Messages::of(&place.apply(config(email)).await)),
        );
        all_succeed(&filled.await)?;
        self.everybody_holds(&PEOPLE).await?;
        let shifted = join_all([0, 1, 2].map(async |it| {
            Messages::of(&match PEOPLE.get(it + 1) {
                Some(email) => places[it].apply(config(email)).await,
                None => places[it].destroy().await,
            })
        }));
        all_succeed(&shifted.await)?;
        self.everybody_holds(&PEOPLE[1..]).await?;
        for place in &places {
            all_succeed(&[Messages::of(&place.destroy().await)])?;
        }
        self.everybody_holds(&[]).await
    }

    fn place(&self, number: usize) -> ResourceInstance {
        let user = self.rig.terraform.resource("zillizcloud_project_user");
        user.named(&format!("place{number}"))
    }

    /// Terraform runs with the key of another organization: nothing is forgotten, and nothing made.
    async fn swap_key(&mut self) -> Result<(), String> {
        let before = self.rig.news().await;
        let states: Vec<_> = self.state().into_iter().map(|it| it.state).collect();
        let foreign = self.rig.control(Method::GET, "inventory", None).await;
        self.rig.clear_faults().await;
        self.connect(Some(self.rig.foreign_key())).await;
        for position in 0..self.desired_states.len() {
            let object = self.object(&self.desired_states[position]);
            let config = self.wanted[position].clone();
            for messages in [
                Messages::of(&object.apply(config).await),
                Messages::of(&object.destroy().await),
            ] {
                if !messages.has_failed {
                    return Err(format!("{} took the key: {messages:?}", object.address()));
                }
            }
        }
        self.connect(None).await;
        let after: Vec<_> = self.state().into_iter().map(|it| it.state).collect();
        let now = self.rig.control(Method::GET, "inventory", None).await;
        if after != states || self.rig.news().await != before || now != foreign {
            return Err("another organization's key changed something".to_owned());
        }
        Ok(())
    }

    /// Who should hold a role holds it: by the objects that are wanted, and of the list these people.
    pub(super) async fn everybody_holds(&self, people: &[&str]) -> Result<(), String> {
        let mut grants: Vec<_> = PEOPLE
            .iter()
            .map(|it| Grant {
                email: (*it).to_owned(),
                roles: people
                    .contains(it)
                    .then(|| "Data Viewer".to_owned())
                    .into_iter()
                    .collect(),
            })
            .collect();
        for (desired_state, wanted) in self.desired_states.iter().zip(&self.wanted) {
            if desired_state.resource == "zillizcloud_project_user" {
                let roles = wanted["roles"].as_array().unwrap().iter();
                grants.push(Grant {
                    email: text(&wanted["email"]),
                    roles: roles.map(text).collect(),
                });
            }
        }
        let inventory = self.rig.control(Method::GET, "inventory", None).await;
        invariants::everybody_holds(&inventory, &self.rig.project_id, &grants)
    }
}

fn all_succeed(messages: &[Messages]) -> Result<(), String> {
    match messages.iter().find(|it| it.has_failed) {
        Some(failed) => Err(format!("fails: {failed:?}")),
        None => Ok(()),
    }
}
