//! The status of a cluster: running, or not shown yet by the service.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    api::{self, ClusterStatus, ForeignText, Presence, wait::Progress},
    provider::errors::is_absence,
};

/// How long a new cluster may stay invisible without a word.
const SILENCE: Duration = Duration::from_secs(60);
/// How long answers that say "not found", and do not prove it, are waited out for a new cluster.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Whether a new cluster is shown, and since when it is not.
pub(super) struct Visibility<'a> {
    id: &'a str,
    /// When it was last seen; at first, when the wait began.
    since: Mutex<Instant>,
    /// Since when every answer says "not found".
    denied_since: Mutex<Option<Instant>>,
    was_seen: AtomicBool,
    is_reported: AtomicBool,
}

impl<'a> Visibility<'a> {
    pub(super) fn new(id: &'a str) -> Self {
        Self {
            id,
            since: Mutex::new(Instant::now()),
            denied_since: Mutex::new(None),
            was_seen: AtomicBool::new(false),
            is_reported: AtomicBool::new(false),
        }
    }

    pub(super) fn was_seen(&self) -> bool {
        self.was_seen.load(Ordering::Relaxed)
    }

    pub(super) fn see(&self) {
        self.was_seen.store(true, Ordering::Relaxed);
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    fn unseen_for(&self) -> Duration {
        let since = self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.elapsed()
    }

    /// How long every answer has been "not found"; `None` after any other answer.
    fn denied_for(&self, is_denied: bool) -> Option<Duration> {
        let since = &mut *self
            .denied_since
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !is_denied {
            *since = None;
        }
        is_denied.then(|| since.get_or_insert_with(Instant::now).elapsed())
    }

    /// Says once what is waited for, after a while.
    pub(super) fn tell(&self) {
        let waited = self.unseen_for();
        if waited >= SILENCE && !self.is_reported.swap(true, Ordering::Relaxed) {
            let id = self.id;
            tracing::warn!(
                ?waited,
                "Zilliz Cloud took the creation of cluster {id} and has not shown it since; waiting until it does"
            );
        }
    }

    /// The cluster, `None` while it is not shown.
    pub(super) async fn look(
        &self,
        api: &api::Client,
    ) -> Result<Option<Presence<api::Cluster>>, api::Error> {
        let presence = if self.was_seen() {
            api.cluster_presence(self.id).await.map(Some)
        } else {
            let visible = api.visible_cluster(self.id).await;
            visible.map(|it| it.map(Presence::Present))
        };
        let is_denied = presence.as_ref().is_err_and(is_absence);
        let denied_for = self.denied_for(is_denied);
        match presence {
            // The service took the creation a moment ago, so a "not found" of anybody on the way proves nothing.
            Err(error) if denied_for.is_some_and(|it| it < PATIENCE) => {
                let id = ForeignText::from(self.id);
                tracing::info!(object = %id, %error, "not shown yet");
                Ok(None)
            }
            presence => presence,
        }
    }
}

pub(super) fn running(remote: &api::Cluster) -> Progress {
    use ClusterStatus::{Abnormal, Deleted, Deleting, Freezing, Frozen, Running};
    let status = remote.status.to_string();
    match remote.status {
        Running => Progress::Ready,
        Abnormal | Deleted | Deleting | Freezing | Frozen => Progress::Failed(status),
        _ => Progress::Pending(match remote.create_progress {
            Some(percent) if remote.status == ClusterStatus::Creating => {
                format!("{status}, {percent}%")
            }
            _ => status,
        }),
    }
}
