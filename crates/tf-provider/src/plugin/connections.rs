//! From a listening socket to authenticated connections, and how many of them are open.

use std::{
    convert::Infallible,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{UnixListener, UnixStream},
    sync::{mpsc, watch},
    time::{sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::either::Either;
use tonic::transport::server::Connected;

/// How long a client may take to prove who it is.
const TLS_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the process waits for a new connection once the last one is closed.
const DESERTED_AFTER: Duration = Duration::from_millis(500);
/// A pause when the system has no file descriptors left, instead of a busy loop.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// How many connections there were (`accepted`) and are (`open`), counted once they are authenticated.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    accepted: usize,
    open: usize,
}

/// Accepts connections until the stream is dropped. Each handshake is a task of its own and can't hold up another.
pub(super) fn accept(
    listener: UnixListener,
    tls: Option<Arc<ServerConfig>>,
) -> (
    ReceiverStream<Result<Connection, Infallible>>,
    watch::Receiver<Count>,
) {
    let tls = tls.map(TlsAcceptor::from);
    let (ready, incoming) = mpsc::channel(1);
    let (count, counted) = watch::channel(Count::default());
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                () = ready.closed() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, _)) => {
                    let (tls, ready, count) = (tls.clone(), ready.clone(), count.clone());
                    tokio::spawn(async move {
                        if let Some(stream) = authenticate(stream, tls).await {
                            // Fails only when the process is ending anyway.
                            let _ = ready.send(Ok(Connection::new(stream, count))).await;
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    sleep(ACCEPT_RETRY).await;
                }
            }
        }
    });
    (ReceiverStream::new(incoming), counted)
}

/// Completes when the last connection has been closed for a while, and there had been one.
pub(super) async fn deserted(mut count: watch::Receiver<Count>) {
    let mut newest = accepted_after(0, &mut count).await;
    while let Some(seen) = newest {
        if count.wait_for(|count| count.open == 0).await.is_err() {
            return;
        }
        let next = timeout(DESERTED_AFTER, accepted_after(seen, &mut count));
        newest = next.await.ok().flatten();
    }
}

/// Waits for another connection than the first `seen` ones; `None` if there can't be any.
async fn accepted_after(seen: usize, count: &mut watch::Receiver<Count>) -> Option<usize> {
    let count = count.wait_for(|count| count.accepted > seen).await.ok()?;
    Some(count.accepted)
}

type Stream = Either<Box<TlsStream<UnixStream>>, UnixStream>;

async fn authenticate(stream: UnixStream, tls: Option<TlsAcceptor>) -> Option<Stream> {
    let Some(tls) = tls else {
        return Some(Either::Right(stream));
    };
    match timeout(TLS_TIMEOUT, tls.accept(stream)).await {
        Ok(Ok(stream)) => return Some(Either::Left(Box::new(stream))),
        Ok(Err(error)) => tracing::warn!(%error, "refused a connection"),
        Err(_) => tracing::warn!("refused a connection that did not finish its TLS handshake"),
    }
    None
}

/// A connection from the host, counted as open until it is dropped.
#[derive(Debug)]
pub(super) struct Connection {
    stream: Stream,
    count: watch::Sender<Count>,
}

impl Connection {
    fn new(stream: Stream, count: watch::Sender<Count>) -> Self {
        count.send_modify(|count| {
            count.accepted += 1;
            count.open += 1;
        });
        Self { stream, count }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.count.send_modify(|count| count.open -= 1);
    }
}

impl Connected for Connection {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        time::Instant,
    };

    use super::{super::tls::Tls, *};

    fn open_and_close(count: &watch::Sender<Count>) {
        let (ours, _theirs) = UnixStream::pair().unwrap();
        drop(Connection::new(Either::Right(ours), count.clone()));
    }

    #[tokio::test(start_paused = true)]
    async fn before_the_first_connection_nothing_is_deserted() {
        let (_count, counted) = watch::channel(Count::default());
        let day = Duration::from_secs(86_400);
        timeout(day, deserted(counted)).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_connection_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s");
        let client = rcgen::generate_simple_self_signed([]).unwrap();
        let tls = Tls::with_client(&client.cert.pem()).unwrap();
        let listener = UnixListener::bind(&socket).unwrap();
        let (_connections, counted) = accept(listener, Some(tls.config));

        let mut stranger = UnixStream::connect(socket).await.unwrap();
        stranger.write_all(b"PRI * HTTP/2.0\r\n").await.unwrap();
        let mut answer = Vec::new();
        // Until the server hangs up, with an alert.
        stranger.read_to_end(&mut answer).await.unwrap();

        let day = Duration::from_secs(86_400);
        timeout(day, deserted(counted)).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_never_says_who_it_is_is_hung_up_on() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("s");
        let client = rcgen::generate_simple_self_signed([]).unwrap();
        let tls = Tls::with_client(&client.cert.pem()).unwrap();
        let listener = UnixListener::bind(&socket).unwrap();
        let (_connections, _counted) = accept(listener, Some(tls.config));

        let mut silent = UnixStream::connect(socket).await.unwrap();
        let start = Instant::now();
        assert_eq!(silent.read_to_end(&mut Vec::new()).await.unwrap(), 0);
        assert_eq!(start.elapsed(), TLS_TIMEOUT);
    }

    #[tokio::test(start_paused = true)]
    async fn an_open_connection_keeps_the_process() {
        let (count, counted) = watch::channel(Count::default());
        let (ours, _theirs) = UnixStream::pair().unwrap();
        let _open = Connection::new(Either::Right(ours), count.clone());
        open_and_close(&count);
        let day = Duration::from_secs(86_400);
        timeout(day, deserted(counted)).await.unwrap_err();
    }

    #[tokio::test(start_paused = true)]
    async fn a_short_connection_counts_even_if_nobody_saw_it_open() {
        let (count, counted) = watch::channel(Count::default());
        open_and_close(&count);
        let start = Instant::now();
        deserted(counted).await;
        assert_eq!(start.elapsed(), DESERTED_AFTER);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_connection_starts_the_wait_again() {
        let (count, counted) = watch::channel(Count::default());
        open_and_close(&count);
        let start = Instant::now();
        tokio::join!(deserted(counted), async {
            sleep(DESERTED_AFTER / 2).await;
            open_and_close(&count);
        });
        assert_eq!(start.elapsed(), DESERTED_AFTER / 2 + DESERTED_AFTER);
    }
}
