//! Secrets that must be written down nowhere: the API key, and the passwords of clusters.
//!
//! Every laboratory searches what came out of it: output, states and the log at trace level. So the search covers
//! whatever the tests do, and a test of its own is only needed for what none of them does.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde_json::Value;
use zilliz_cloud_sim::Exchange;

use super::counts;

static SEARCHED: AtomicUsize = AtomicUsize::new(0);
static SECRETS: AtomicUsize = AtomicUsize::new(0);

/// The secrets of one simulator, by what they belong to.
#[derive(Clone, Debug, Default)]
pub struct Secrets(Arc<Mutex<BTreeMap<String, String>>>);

impl Secrets {
    /// Learns the password in the answer to a create. It is never shown again, and an answer that was cut on its way was
    /// whole before.
    pub fn overhear(&self, exchange: &Exchange) {
        let reply: Value = serde_json::from_slice(&exchange.response).unwrap_or_default();
        let data = &reply["data"];
        if let (Some(id), Some(password)) = (data["clusterId"].as_str(), data["password"].as_str())
        {
            self.learn(id, password);
        }
    }

    /// Adds a secret.
    pub fn learn(&self, owner: &str, secret: &str) {
        if self
            .known()
            .insert(owner.to_owned(), secret.to_owned())
            .is_none()
        {
            SECRETS.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The secret of this owner, such as the password that a cluster began with.
    pub fn of(&self, owner: &str) -> Option<String> {
        self.known().get(owner).cloned()
    }

    /// No secret is in `text`, which was found at `place`.
    #[track_caller]
    pub fn are_not_in(&self, text: &str, place: &str) {
        SEARCHED.fetch_add(text.len(), Ordering::Relaxed);
        for (owner, secret) in self.known().iter() {
            let Some(position) = text.find(secret) else {
                continue;
            };
            let before: String = text[..position].chars().rev().take(300).collect();
            let before: String = before.chars().rev().collect();
            panic!("the secret of {owner} is in {place} after: {before}");
        }
    }

    /// No secret is in the attributes of a resource, but for the password that is to be kept.
    #[track_caller]
    pub fn are_not_in_state(&self, attributes: &Value) {
        let mut attributes = attributes.clone();
        // The vendor's provider, whose states have no such attribute, always keeps it.
        if attributes["store_password"] != false {
            attributes["password"].take();
        }
        self.are_not_in(&attributes.to_string(), "the state");
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Says how much was searched so far.
pub fn record() {
    let (searched, secrets) = (
        SEARCHED.load(Ordering::Relaxed),
        SECRETS.load(Ordering::Relaxed),
    );
    let said =
        format!("searched {searched} bytes of output, states and logs for {secrets} secrets");
    counts::record("secrets", &said);
}
