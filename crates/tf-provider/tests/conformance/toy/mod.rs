//! A provider that uses every feature: shelves, pegs and animals of the other tests, chests of every kind of attribute
//! and block, and whatever else a provider can offer.

pub(crate) mod chest;

use std::{process::ExitCode, time::Duration};

use serde_json::json;
use tf_provider::{
    diagnostics::Result,
    plugin::{Environment, install_logging, install_panic_hook},
    provider::{Host, Provider, Registry},
    serve,
    testing::Terraform,
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use self::chest::Chests;
use crate::{
    features::toys::{AnimalList, Animals, Answer, Count, Feed, Greet, Heard, Join, TicketDesk},
    resource::toy::{Meta, PegLookup, Pegs, Settings, SettingsConfig, Shelves, Toy},
};

/// The address that Terraform knows the provider by.
pub(crate) const ADDRESS: &str = "registry.terraform.io/testing/toy";

/// The provider, and where its toys live.
#[derive(Clone, Debug)]
pub(crate) struct Playroom {
    /// The service of shelves.
    pub(crate) house: Toy,
    heard: Heard,
}

impl Playroom {
    /// A room of its own, and what its toys say.
    pub(crate) fn new() -> (Self, UnboundedReceiver<String>) {
        let (heard, said) = unbounded_channel();
        let house = Toy::default();
        (Self { house, heard }, said)
    }
}

impl Provider for Playroom {
    const NAME: &'static str = "toy";
    type Config = Settings;
    type Client = Self;

    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<Self> {
        Ok(self.clone())
    }

    fn stop_timeout(_: &Self) -> Duration {
        Duration::from_millis(100)
    }

    fn registry() -> Registry<Self> {
        Registry::new(Self::NAME)
            .provider_meta::<Meta>()
            .resource(|_: &Self| Chests)
            .resource(|it: &Self| Shelves(it.house.clone()))
            .resource(|_: &Self| Pegs)
            .resource(|_: &Self| Animals)
            .data_source(|_: &Self| PegLookup)
            .function::<Greet>()
            .function::<Join>()
            .function::<Count>()
            .function::<Answer>()
            .ephemeral_resource(|it: &Self| TicketDesk(it.heard.clone()))
            .list_resource(|it: &Self| AnimalList(it.heard.clone()))
            .action(|it: &Self| Feed(it.heard.clone()))
    }
}

/// A configured provider in this process, its room, and what its toys say.
pub(crate) async fn start() -> (Terraform, Playroom, UnboundedReceiver<String>) {
    let (room, said) = Playroom::new();
    let terraform = Terraform::start(room.clone()).await.unwrap();
    terraform.configure(json!({})).await.unwrap();
    (terraform, room, said)
}

/// Serves as a provider's `main` would.
pub(crate) fn serve_alone<P: Provider>(
    provider: P,
    variable: impl Fn(&str) -> Option<String>,
) -> ExitCode {
    let environment = Environment::from(P::NAME, variable);
    install_panic_hook();
    install_logging(&environment);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let served = runtime.block_on(serve(provider, environment));
    runtime.shutdown_background();
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
