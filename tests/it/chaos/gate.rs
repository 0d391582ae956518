//! The way from one life of the provider to the simulator, which can end at any moment.
//!
//! A process that is killed makes no call anymore and hears no answer. Here the process lives on, but nothing passes its
//! gate, so that Zilliz Cloud and Terraform see the same.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
};
use tokio_util::sync::CancellationToken;

/// A forwarder; killed, it keeps its port and lets nothing through.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) url: String,
    pub(super) killed: CancellationToken,
}

impl Gate {
    pub(super) async fn open(to: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let killed = CancellationToken::new();
        let token = killed.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if !token.is_cancelled() {
                    tokio::spawn(forward(near, to, token.clone()));
                }
            }
        });
        Self { url, killed }
    }
}

async fn forward(mut near: TcpStream, to: SocketAddr, killed: CancellationToken) {
    let Ok(mut far) = TcpStream::connect(to).await else {
        return;
    };
    tokio::select! {
        // First, so that no byte passes once it is killed.
        biased;
        () = killed.cancelled() => {}
        _ends = copy_bidirectional(&mut near, &mut far) => {}
    }
}

/// Kills after a number of calls, each counted when it was carried out and before its answer leaves.
#[derive(Clone, Debug, Default)]
pub(super) struct Fuse(Arc<FuseState>);

#[derive(Debug, Default)]
struct FuseState {
    left: AtomicUsize,
    killed: std::sync::Mutex<CancellationToken>,
}

impl Fuse {
    /// Lets `calls` calls happen; the answer of the last of them is lost. None never ends.
    pub(super) fn set(&self, calls: Option<usize>, gate: &Gate) {
        *self.0.killed.lock().unwrap() = gate.killed.clone();
        self.0.left.store(calls.unwrap_or(0), Ordering::Relaxed);
    }

    pub(super) fn burn(&self) {
        let left = &self.0.left;
        let spent = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| it.checked_sub(1));
        if spent == Ok(1) {
            self.0.killed.lock().unwrap().cancel();
        }
    }
}
