//! The changes that a service has under way, as far as the end of the process concerns them.
//!
//! A process that ends in the middle of a call loses what the call has made. So the process first tells its changes to stop, and
//! gives them some time for it. Then it writes to stderr, in plain text, what a person must know about the rest.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until, timeout},
};

use super::{
    ending::{Reason, Signals},
    queue::{self, Priority},
};

/// How long a change may still go on once the host said Shutdown. Hosts kill the process after two seconds.
const AFTER_SHUTDOWN: Duration = Duration::from_millis(1_200);
/// How long answers may take to get out once nothing is under way, when the host may kill the process or is gone.
const LAST_ANSWERS: Duration = Duration::from_millis(200);
/// The same after a signal, when the host waits for them.
const AWAITED_ANSWERS: Duration = Duration::from_secs(2);
/// How long the process stays after it has answered a change on a signal. The host cancels its calls when it sees the process
/// end, also those whose answers it has not read yet. It kills the process once it has read them.
const READ_TIMEOUT: Duration = Duration::from_secs(2);
/// Signals that come in this time are part of the first one: systemd sends SIGTERM and SIGHUP together, and a terminal that
/// closes may send SIGHUP twice.
const SAME_SIGNAL: Duration = Duration::from_secs(1);

/// The changes of a service that are under way. No method may block.
pub trait Changes: fmt::Debug + Send + Sync + 'static {
    /// How many there are.
    fn count(&self) -> watch::Receiver<usize>;
    /// Tells them to come to an end, and refuses those that come later.
    fn stop(&self);
    /// How long they may need for that, such as the time limit of a call to the service behind the provider.
    fn stop_timeout(&self) -> Duration;
    /// The changes of which the host has no answer, each in one line for a person.
    fn report(&self) -> Vec<String>;
}

/// A service that changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoChanges;

impl Changes for NoChanges {
    fn count(&self) -> watch::Receiver<usize> {
        watch::channel(0).1
    }

    fn stop(&self) {}

    fn stop_timeout(&self) -> Duration {
        Duration::ZERO
    }

    fn report(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Has everything end that is under way: `answers` completes when all answers are out. `host_gone` completes when nobody waits
/// for them anymore.
pub(super) async fn end(
    changes: &Arc<dyn Changes>,
    reason: Reason,
    answers: impl Future<Output = ()>,
    host_gone: impl Future<Output = ()>,
    signals: &mut Signals,
) {
    changes.stop();
    tokio::select! {
        biased;
        () = settled(changes, reason, answers) => {}
        // A person who sends another one does not want to wait.
        () = another(async || signals.next().await) => {}
        () = reader_gone(host_gone) => {}
    }
    for line in changes.report() {
        queue::write(Priority::High, format!("[ERROR] {line}\n"));
    }
}

async fn settled(changes: &Arc<dyn Changes>, reason: Reason, answers: impl Future<Output = ()>) {
    let (for_changes, for_answers) = match reason {
        Reason::Terminated => (changes.stop_timeout(), AWAITED_ANSWERS),
        Reason::Shutdown => (changes.stop_timeout().min(AFTER_SHUTDOWN), LAST_ANSWERS),
        Reason::Deserted | Reason::Orphaned => (changes.stop_timeout(), LAST_ANSWERS),
    };
    let mut answers = std::pin::pin!(answers);
    let mut count = changes.count();
    let is_awaited = *count.borrow() > 0 && reason == Reason::Terminated;
    let all_ended = count.wait_for(|count| *count == 0);
    let _ = timeout(for_changes, all_ended).await;
    let _ = timeout(for_answers, &mut answers).await;
    if is_awaited {
        sleep(READ_TIMEOUT).await;
    }
}

/// Completes with a signal that is not part of the first one.
async fn another(mut next: impl AsyncFnMut()) {
    let deadline = Instant::now() + SAME_SIGNAL;
    loop {
        tokio::select! {
            biased;
            () = sleep_until(deadline) => break,
            () = next() => {}
        }
    }
    next().await;
}

/// Completes when the host is gone and nobody can read what comes of the changes either.
async fn reader_gone(host_gone: impl Future<Output = ()>) {
    host_gone.await;
    if queue::has_reader() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn signals_of_the_same_second_count_as_one() {
        let (sender, mut signals) = mpsc::unbounded_channel();
        let start = Instant::now();
        tokio::spawn(async move {
            for pause in [0, 0, 300, 600, 600, 5_000] {
                sleep(Duration::from_millis(pause)).await;
                sender.send(()).unwrap();
            }
        });
        another(async || signals.recv().await.unwrap()).await;
        assert_eq!(start.elapsed(), Duration::from_millis(1_500));
    }
}
