//! What makes the process end: the host's Shutdown, its disappearance, or a signal.
//!
//! Nobody tells a plugin that its host was killed, and stdin is the user's terminal, so both the connections and the
//! parent process are watched.

use std::{io, time::Duration};

use rustix::process::{Pid, getppid};
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use super::connections::{Count, deserted};

/// How often the parent is looked at.
const PARENT_CHECK: Duration = Duration::from_millis(500);

/// Why the process ends.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reason {
    Shutdown,
    Deserted,
    Orphaned,
    Terminated,
}

/// The signals and the parent, watched from early on.
#[derive(Debug)]
pub(super) struct Endings {
    /// Held but never asked: Ctrl-C reaches the whole process group, and it is for Terraform alone to decide what then
    /// happens to operations under way.
    _interrupt: Signal,
    terminate: Signal,
    parent: Option<Pid>,
}

impl Endings {
    /// Stops SIGINT and SIGTERM from killing the process, and remembers the parent.
    pub(super) fn watch() -> io::Result<Self> {
        Ok(Self {
            _interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            parent: getppid(),
        })
    }

    /// Completes with the first reason to end.
    pub(super) async fn first(
        mut self,
        shutdown: &CancellationToken,
        connections: watch::Receiver<Count>,
    ) -> Reason {
        tokio::select! {
            () = shutdown.cancelled() => Reason::Shutdown,
            () = deserted(connections) => Reason::Deserted,
            () = orphaned(self.parent) => Reason::Orphaned,
            _ = self.terminate.recv() => Reason::Terminated,
        }
    }
}

/// Completes when the parent process has died, which leaves us with another one.
///
/// The kernel could signal it (`PR_SET_PDEATHSIG`), but does so when the *thread* that started us ends, and the threads
/// of a Go host come and go while it lives.
async fn orphaned(parent: Option<Pid>) {
    while getppid() == parent {
        sleep(PARENT_CHECK).await;
    }
}
