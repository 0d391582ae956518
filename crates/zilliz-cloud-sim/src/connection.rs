//! TCP connections that a scripted fault can really cut.
//!
//! A handler only sees a request, so each connection carries a [`Link`] that tells the socket what to do with the reply:
//! the next write fails (and the peer sees a reset) or ends in the middle of the body (and the peer sees the end).

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// A listener whose connections can be cut.
#[derive(Debug)]
pub(crate) struct Door(pub(crate) TcpListener);

impl Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, peer) = Listener::accept(&mut self.0).await;
        // Replies are single writes: waiting for more to send would only delay them. A failure costs just that delay.
        let _outcome = stream.set_nodelay(true);
        let link = Link {
            peer,
            fate: Arc::default(),
        };
        (Connection { stream, link }, peer)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

/// What will become of a connection.
#[derive(Debug, Clone, Copy, Default)]
enum Fate {
    #[default]
    Open,
    /// Cut at the next write.
    Reset,
    /// Closed after this many bytes of the body.
    Truncated { body: usize },
    /// Closed after this many bytes.
    Ending { left: usize },
}

/// A handle on the connection that a request came through.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Address of the caller.
    pub(crate) peer: SocketAddr,
    fate: Arc<Mutex<Fate>>,
}

impl Link {
    /// Cuts the connection instead of replying.
    pub(crate) fn reset(&self) {
        self.set(Fate::Reset);
    }

    /// Closes the connection after the head of the reply and this many bytes of its body.
    pub(crate) fn truncate(&self, body: usize) {
        self.set(Fate::Truncated { body });
    }

    fn set(&self, fate: Fate) {
        *self.fate.lock().unwrap_or_else(PoisonError::into_inner) = fate;
    }

    fn fate(&self) -> Fate {
        *self.fate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connected<IncomingStream<'_, Door>> for Link {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.io().link.clone()
    }
}

/// A connection and its handle.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    link: Link,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = match self.link.fate() {
            Fate::Open => return Pin::new(&mut self.stream).poll_write(context, buffer),
            Fate::Reset => {
                // Without lingering, closing sends a reset at once.
                self.stream.set_zero_linger()?;
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            // The first write of a reply begins with its head.
            Fate::Truncated { body } => head_length(buffer) + body,
            Fate::Ending { left: 0 } => return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            Fate::Ending { left } => left,
        };
        let allowed = &buffer[..buffer.len().min(left)];
        let written = std::task::ready!(Pin::new(&mut self.stream).poll_write(context, allowed))?;
        self.link.set(Fate::Ending {
            left: left - written,
        });
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

fn head_length(reply: &[u8]) -> usize {
    let end = reply.windows(4).position(|window| window == b"\r\n\r\n");
    end.map_or(reply.len(), |at| at + 4)
}
