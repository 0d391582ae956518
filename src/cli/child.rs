//! A program that ends with this one, and with it whatever it started.

use std::{
    io,
    process::{ExitCode, ExitStatus, Stdio},
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{
    process::{self, Command},
    signal::unix::{self, SignalKind},
    time::timeout,
};

/// How long a program may take to end when it is asked to.
const END_TIMEOUT: Duration = Duration::from_secs(5);

/// A running program, the first of a process group of its own. Dropping it kills the group.
pub(super) struct Child {
    process: process::Child,
    group: Option<Pid>,
}

impl Child {
    /// Starts a program that reads nothing from the terminal.
    pub(super) fn start(command: &mut Command) -> io::Result<Self> {
        let process = command.stdin(Stdio::null()).process_group(0).spawn()?;
        let id = process.id().and_then(|it| i32::try_from(it).ok());
        Ok(Self {
            process,
            group: id.and_then(Pid::from_raw),
        })
    }

    /// Waits for its end.
    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = self.process.wait().await?;
        if status.code().is_some() {
            // It ended by itself, and has ended its own children: another group may get the number.
            self.group = None;
        }
        Ok(status)
    }

    /// Asks it to end, and kills what is left after a while.
    pub(super) async fn end(mut self) {
        self.signal(Signal::TERM);
        // It is killed in any case.
        let _outcome = timeout(END_TIMEOUT, self.process.wait()).await;
        self.signal(Signal::KILL);
        let _outcome = self.process.wait().await;
        self.group = None;
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // There may be nobody left.
            let _outcome = kill_process_group(group, signal);
        }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// The signals that ask a program to end.
pub(super) struct Signals(Vec<(i32, unix::Signal)>);

/// The number of a signal that asked this program to end.
pub(super) struct SignalNumber(i32);

impl Signals {
    /// From now on these signals no longer end the process by themselves.
    pub(super) fn listen() -> io::Result<Self> {
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
            SignalKind::quit(),
        ];
        let listen = |it: SignalKind| Ok((it.as_raw_value(), unix::signal(it)?));
        kinds
            .into_iter()
            .map(listen)
            .collect::<io::Result<_>>()
            .map(Self)
    }

    /// The next signal.
    pub(super) async fn next(&mut self) -> SignalNumber {
        std::future::poll_fn(|context| {
            for (number, signal) in &mut self.0 {
                if signal.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(SignalNumber(*number));
                }
            }
            std::task::Poll::Pending
        })
        .await
    }
}

impl SignalNumber {
    /// The exit code that a shell gives to a process which the signal ended.
    pub(super) fn exit_code(&self) -> ExitCode {
        u8::try_from(128 + self.0).map_or(ExitCode::FAILURE, ExitCode::from)
    }
}
