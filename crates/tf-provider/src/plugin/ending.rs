//! The end of the process: by the host's Shutdown, its disappearance, or a signal.
//!
//! Nobody tells a plugin that its host was killed, and stdin is the user's terminal, so both the connections and the
//! parent process are watched.

use std::{future::poll_fn, io, task::Poll, time::Duration};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Shutdown,
    Deserted,
    Orphaned,
    Terminated,
}

/// The signals that end the process.
#[derive(Debug)]
pub(super) struct Signals {
    ending: Vec<Signal>,
    /// As long as it exists, SIGINT does not end the process.
    _interrupt: Option<Signal>,
}

impl Signals {
    /// Those of a plugin, none of which kills it any longer.
    ///
    /// SIGINT does nothing: Ctrl-C reaches the whole process group, and it is for Terraform alone to decide what then
    /// happens to operations under way.
    pub(super) fn of_plugin() -> io::Result<Self> {
        Ok(Self {
            ending: Self::ending()?,
            _interrupt: Some(signal(SignalKind::interrupt())?),
        })
    }

    /// Those of a process that a person started.
    pub(super) fn of_debugger() -> io::Result<Self> {
        let mut ending = Self::ending()?;
        ending.push(signal(SignalKind::interrupt())?);
        Ok(Self {
            ending,
            _interrupt: None,
        })
    }

    fn ending() -> io::Result<Vec<Signal>> {
        let mut ending = vec![signal(SignalKind::terminate())?];
        let hangup = SignalKind::hangup();
        if !is_ignored(hangup) {
            ending.push(signal(hangup)?);
        }
        Ok(ending)
    }

    /// Completes with the next of them.
    pub(super) async fn next(&mut self) {
        poll_fn(|context| {
            let mut polled = self.ending.iter_mut().map(|it| it.poll_recv(context));
            if polled.any(|it| it.is_ready()) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

/// Whether the process was started with this signal ignored, as `nohup` does so that work goes on without a terminal.
fn is_ignored(signal: SignalKind) -> bool {
    // Other systems than Linux do not tell without `unsafe`.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|it| u64::from_str_radix(it.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal.as_raw_value() - 1) & 1 == 1)
}

/// The host, as far as one can tell whether it is still there.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    parent: Option<Pid>,
    connections: watch::Receiver<Count>,
}

impl Watch {
    pub(super) fn new(connections: watch::Receiver<Count>) -> Self {
        Self {
            parent: getppid(),
            connections,
        }
    }

    /// Completes when the host has gone without a word.
    pub(super) async fn gone(&self) -> Reason {
        tokio::select! {
            () = deserted(self.connections.clone()) => Reason::Deserted,
            () = orphaned(self.parent) => Reason::Orphaned,
        }
    }
}

/// Completes with the first reason to end.
pub(super) async fn first(
    shutdown: &CancellationToken,
    host: &Watch,
    signals: &mut Signals,
) -> Reason {
    tokio::select! {
        () = shutdown.cancelled() => Reason::Shutdown,
        reason = host.gone() => reason,
        () = signals.next() => Reason::Terminated,
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
