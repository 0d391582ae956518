//! For the client's own tests: a server that answers with what was pushed, in order, and a log that keeps its lines.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, span};

use super::{ApiKey, Client, Secret, Settings};

/// The key of [`TestServer::client`].
pub(super) const KEY: &str = "key-0123456789";

/// What the server does with one request.
#[derive(Debug)]
pub(super) enum Answer {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Reads the request and closes without an answer.
    Close,
    /// Reads the request and never answers.
    Hang,
}

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Received {
    /// `GET /v2/projects HTTP/1.1`
    pub(super) line: String,
    /// All header lines, names in lower case.
    pub(super) head: String,
    pub(super) body: String,
}

pub(super) struct TestServer {
    address: String,
    received: Arc<Mutex<Vec<Received>>>,
}

/// A success in the envelope.
pub(super) fn ok(data: &Value) -> Answer {
    http(200, "", &json!({"code": 0, "data": data}).to_string())
}

/// A failure in the envelope.
pub(super) fn failure(status: u16, code: i64, message: &str) -> Answer {
    http(
        status,
        "requestid: req-1\r\n",
        &json!({"code": code, "message": message}).to_string(),
    )
}

/// Any answer; `headers` are whole lines.
pub(super) fn http(status: u16, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    Answer::Bytes([head.as_bytes(), body.as_bytes()].concat())
}

/// A socket that nobody listens on, for as long as it is kept, and its address.
pub(super) fn refusing_address() -> (TcpSocket, String) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = format!("http://{}", socket.local_addr().unwrap());
    (socket, address)
}

/// Keeps all that is logged on this thread.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Arc<Mutex<String>>);

impl Log {
    /// Starts; the log ends when the second value is dropped.
    pub(super) fn start() -> (Self, (Dispatch, DefaultGuard)) {
        let log = Self::default();
        // While there is only one subscriber, a thread without any decides for all whether an event is of interest.
        let second = Dispatch::new(Self::default());
        let guard = tracing::subscriber::set_default(log.clone());
        (log, (second, guard))
    }

    pub(super) fn text(&self) -> String {
        self.0.lock().unwrap().clone()
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut self.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl TestServer {
    /// A request beyond the last answer is closed without one.
    pub(super) async fn start(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let received = Arc::default();
        let answers: Vec<_> = answers.into_iter().collect();
        tokio::spawn(serve(listener, answers, Arc::clone(&received)));
        Self { address, received }
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            base_url: Some(self.address.clone()),
            api_key: ApiKey::Set(Secret::new(KEY)),
            ..Settings::default()
        }
    }

    pub(super) fn client(&self) -> Client {
        Client::new(self.settings()).unwrap()
    }

    pub(super) fn requests(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

async fn serve(listener: TcpListener, answers: Vec<Answer>, received: Arc<Mutex<Vec<Received>>>) {
    let mut hanging = Vec::new();
    let mut answers = answers.into_iter();
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read(&mut stream).await;
        received.lock().unwrap().push(request);
        match answers.next().unwrap_or(Answer::Close) {
            // A client that has read enough may be gone.
            Answer::Bytes(bytes) => drop(stream.write_all(&bytes).await),
            Answer::Close => {}
            Answer::Hang => hanging.push(stream),
        }
    }
}

async fn read(stream: &mut TcpStream) -> Received {
    let mut text = String::new();
    let head_end = loop {
        if let Some(end) = text.find("\r\n\r\n") {
            break end;
        }
        text.push_str(&chunk(stream).await);
    };
    let (line, head) = text[..head_end].split_once("\r\n").unwrap();
    let (line, head) = (line.to_owned(), head.to_lowercase());
    let length = head
        .lines()
        .find_map(|it| it.strip_prefix("content-length: "));
    let length: usize = length.map_or(0, |it| it.parse().unwrap());
    let mut body = text.split_off(head_end + 4);
    while body.len() < length {
        body.push_str(&chunk(stream).await);
    }
    Received { line, head, body }
}

async fn chunk(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 4096];
    let length = stream.read(&mut buffer).await.unwrap();
    assert!(length > 0, "the client closed in the middle of a request");
    String::from_utf8(buffer[..length].to_vec()).unwrap()
}
