//! A local Zilliz Cloud: a strict, stateful imitation of its control plane, served over HTTP on this machine.
//!
//! It lets anybody try and test a configuration without an account, and gives this project's own tests a service that says
//! no as the real one does. It shares no type with the client that talks to it: a misreading of the API would otherwise be
//! right on both sides.
//!
//! Reading order:
//!
//! - [`options`](Options): how it is started; [`ambiguities`]: what it does where the documents are silent; [`Reading`]: several of
//!   them at once.
//! - `state`: the objects and their rules, one noun per file; `lifecycle`: how a cluster gets from status to status.
//! - `routes`: one file per noun, which read a request strictly, call `state` and answer; `envelope`: how.
//! - `organizations`: which one a call is for.
//! - `pipeline`: what each call passes through; `faults`, `connection`: scripted trouble, down to the TCP connection.
//! - `control`: the surface under `/_sim`, for tests and for people; `callers`: who may use it; `calls`: the log; `traffic`: the whole of each call.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use ambiguities::Choices;
pub use error::{Error, StateError};
pub use options::{Options, Preview, Speed};
pub use organizations::Organization;
pub use reading::Reading;
pub use traffic::{Exchange, Traffic};

use connection::{Door, Link};

pub mod ambiguities;
mod callers;
mod calls;
mod clock;
mod connection;
mod control;
mod envelope;
mod error;
mod faults;
mod lifecycle;
mod options;
mod organizations;
mod pipeline;
mod reading;
mod routes;
mod service;
mod state;
mod traffic;

/// A running simulator. Dropping it stops it.
pub struct Sim {
    address: SocketAddr,
    organizations: Vec<Organization>,
    stop: CancellationToken,
    served: JoinHandle<io::Result<()>>,
}

impl Sim {
    /// Starts a simulator on the current tokio runtime; it is ready when this returns.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let services = organizations::services(&options)?;
        let unbound = |source| Error::Listen {
            address: options.listen,
            source,
        };
        let listener = TcpListener::bind(options.listen).await.map_err(unbound)?;
        let address = listener.local_addr().map_err(unbound)?;
        let stop = CancellationToken::new();
        let app = organizations::router(&services).into_make_service_with_connect_info::<Link>();
        let serving =
            axum::serve(Door(listener), app).with_graceful_shutdown(stop.clone().cancelled_owned());
        Ok(Self {
            address,
            organizations: services.iter().map(Organization::of).collect(),
            stop,
            served: tokio::spawn(serving.into_future()),
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Base URL on this machine without a trailing slash, such as `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        let mut address = self.address;
        // All addresses of the machine are none that one can connect to.
        match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        format!("http://{address}")
    }

    /// The API key that it accepts.
    pub fn api_key(&self) -> &str {
        &self.first().api_key
    }

    /// The organization that the key belongs to.
    pub fn organization_id(&self) -> &str {
        &self.first().id
    }

    /// All organizations; the first one is that of [`Sim::api_key`].
    pub fn organizations(&self) -> &[Organization] {
        &self.organizations
    }

    fn first(&self) -> &Organization {
        let first = self.organizations.first();
        first.expect("a simulator has an organization")
    }

    /// Runs until the simulator ends by itself, which it does only when its runtime does.
    pub async fn stopped(mut self) {
        // A panic or an I/O error of the accept loop ends the simulator like a stop.
        let _outcome = (&mut self.served).await;
    }

    /// Stops accepting, lets running calls end, and returns when the port is free.
    pub async fn stop(self) {
        self.stop.cancel();
        self.stopped().await;
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl fmt::Debug for Sim {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Sim");
        shown
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
