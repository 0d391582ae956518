//! The published API as a judge: every request that the provider sends and every reply that the simulator gives in a
//! test is held against `docs/api/zilliz-cloud-openapi.json`.
//!
//! The client was written for the service and so was the simulator; without a third party they could agree on
//! something that the service never said. Each deviation on purpose is in `deviations.rs`, with its reason.

mod deviations;
mod document;
mod judge;
mod schemas;

use std::sync::{
    Arc, LazyLock, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use zilliz_cloud_sim::{Exchange, Traffic};

use crate::counts;

use document::Document;
use judge::judge;

static DOCUMENT: LazyLock<Document> = LazyLock::new(Document::read);
static REQUESTS: AtomicUsize = AtomicUsize::new(0);
static REPLIES: AtomicUsize = AtomicUsize::new(0);

/// What one simulator has been seen to hear and say. Dropped at the end of its test, it fails the test if anything was
/// not as published.
#[derive(Debug)]
pub struct Contract {
    violations: Arc<Mutex<Vec<String>>>,
    judged: Judged,
}

/// Which side a test answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// The provider and the simulator.
    Both,
    /// The simulator alone: the test sends what it likes.
    Simulator,
}

impl Contract {
    /// Nothing has been seen yet.
    pub fn new(judged: Judged) -> Self {
        Self {
            violations: Arc::default(),
            judged,
        }
    }

    /// Watches a simulator.
    pub fn traffic(&self) -> Traffic {
        self.traffic_and(|_| {})
    }

    /// Watches a simulator, and lets somebody else watch too.
    pub fn traffic_and(&self, also: impl Fn(&Exchange) + Send + Sync + 'static) -> Traffic {
        let violations = Arc::clone(&self.violations);
        let judged = self.judged;
        Traffic::new(move |exchange| {
            let broken = judge(exchange, judged);
            let mut violations = violations.lock().unwrap_or_else(PoisonError::into_inner);
            violations.extend(broken);
            drop(violations);
            also(exchange);
        })
    }
}

impl Drop for Contract {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let violations = self
            .violations
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            violations.is_empty(),
            "not as published in docs/api/zilliz-cloud-openapi.json:\n{}",
            violations.join("\n")
        );
        record();
    }
}

/// Says how much was judged so far.
fn record() {
    let (requests, replies) = (
        REQUESTS.load(Ordering::Relaxed),
        REPLIES.load(Ordering::Relaxed),
    );
    let said = format!("held {requests} requests and {replies} replies against the published API");
    counts::record("contract", &said);
}
