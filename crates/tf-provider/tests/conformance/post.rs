//! A provider of letters. Some are delivered by hand: they hold a connection to the test for as long as that takes, so
//! that a test knows what happens in a process and when it is gone.

use std::{io, time::Duration};

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::{Computed, Field as _},
    provider::{Host, Provider, Registry},
    resource::{Op, Resource},
    value::Type,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

model! {
    /// The settings of the post.
    pub(crate) struct Settings <- SettingsConfig {
        /// Where letters go.
        address: Option<String> = optional(),
    }
}

model! {
    /// A letter.
    pub(crate) struct Letter <- LetterConfig {
        /// What it says. `wait` and `deaf` are delivered by hand, and `deaf` hears no interrupt.
        text: String = required(),
        /// Its number.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// Where it went.
        sent_to: Computed<String> = computed().use_state_for_unknown(),
        /// The process that sent it.
        process: Computed<i64> = computed().use_state_for_unknown(),
    }
}

/// The type of [`Settings`].
pub(crate) fn settings_type() -> Type {
    Settings::ty()
}

/// The provider; it knows the address that the environment has.
#[derive(Clone, Debug)]
pub(crate) struct Post(String);

impl Post {
    pub(crate) fn new(environment: &str) -> Self {
        Self(environment.to_owned())
    }
}

impl Provider for Post {
    const NAME: &'static str = "toy";
    type Config = Settings;
    type Client = String;

    async fn configure(&self, config: SettingsConfig, _: &Host) -> Result<String> {
        let address = config.address.text().unwrap_or(&self.0);
        Ok(address.to_owned())
    }

    /// So long that a test hangs in which a process waits for a letter in vain.
    fn stop_timeout(_: &String) -> Duration {
        Duration::from_secs(3600)
    }

    fn registry() -> Registry<String> {
        Registry::new(Self::NAME).resource(|address: &String| Letters(address.clone()))
    }
}

#[derive(Debug)]
struct Letters(String);

impl Letters {
    async fn deliver(&self, op: &mut Op<Letter>, letter: &Letter) -> Result<()> {
        let mut line = TcpStream::connect(&self.0)
            .await
            .map_err(|error| lost(&error))?;
        op.save(letter);
        line.write_u8(b'!').await.map_err(|error| lost(&error))?;
        tokio::select! {
            read = line.read_u8() => return read.map(drop).map_err(|error| lost(&error)),
            () = op.stop().cancelled() => {}
        }
        line.write_u8(b'?').await.map_err(|error| lost(&error))?;
        if letter.text == "deaf" {
            return line.read_u8().await.map(drop).map_err(|error| lost(&error));
        }
        Err(Diagnostic::error("Delivery interrupted", "The letter is on its way.").into())
    }
}

fn lost(error: &io::Error) -> Diagnostics {
    Diagnostic::error("Letter lost", error.to_string()).into()
}

impl Resource for Letters {
    const NAME: &'static str = "letter";
    type Model = Letter;

    async fn create(&self, op: &mut Op<Letter>, planned: Letter) -> Result<Letter> {
        let letter = Letter {
            id: "l'1".into(),
            sent_to: self.0.as_str().into(),
            process: i64::from(std::process::id()).into(),
            ..planned
        };
        if matches!(letter.text.as_str(), "wait" | "deaf") {
            self.deliver(op, &letter).await?;
        }
        Ok(letter)
    }

    async fn read(&self, state: Letter) -> Result<Option<Letter>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Letter>, _: Letter, planned: Letter) -> Result<Letter> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Letter>, _: Letter) -> Result<()> {
        Ok(())
    }

    async fn import(&self, text: &str) -> Result<Letter> {
        Err(Diagnostic::error("No such letter", format!("Nobody has `{text}`.")).into())
    }
}
