//! The service behind all handlers: the world behind one lock, the scripted faults, and the log of calls.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;

use super::ambiguities::Choices;
use super::calls::Calls;
use super::clock::{Clock, Millis};
use super::envelope::Refusal;
use super::faults::Faults;
use super::options::{Options, Preview, Speed};
use super::traffic::Traffic;
use super::{Error, StateError};
use crate::state::ids::Ids;
use crate::state::saved::StateFile;
use crate::state::{Rules, World};

/// The shared service, as axum's state.
pub(crate) type App = Arc<Service>;

/// A running simulator, apart from its sockets.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) api_key: String,
    pub(crate) clock: Clock,
    pub(crate) latency: Duration,
    pub(crate) preview: BTreeSet<Preview>,
    pub(crate) traffic: Option<Traffic>,
    rate_limit: Option<u32>,
    speed: Speed,
    seed: u64,
    first_choices: Choices,
    parts: Mutex<Parts>,
}

/// What changes while it runs.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) world: World,
    pub(crate) choices: Choices,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    request_ids: Ids,
    window: (Millis, u32),
    file: Option<StateFile>,
}

impl Service {
    /// A service with the objects of its state file, or new ones.
    pub(crate) fn new(options: &Options) -> Result<Self, Error> {
        let clock = Clock::start();
        let mut file = None;
        let mut saved = None;
        if let Some(path) = &options.state {
            let opened = StateFile::open(path).map_err(|source| StateError::new(path, source))?;
            file = Some(opened.0);
            saved = opened.1;
        }
        let world = saved.unwrap_or_else(|| World::new(options.seed, clock.now()));
        // Keys and request IDs come from seeds of their own: the IDs of objects must not depend on how often one reads.
        let mut keys = Ids::seeded(!options.seed);
        let generated = keys.hex("sim-", 40);
        let service = Self {
            api_key: options.api_key.clone().unwrap_or(generated),
            clock,
            latency: options.latency,
            preview: options.preview.clone(),
            traffic: options.traffic.clone(),
            rate_limit: options.rate_limit,
            speed: options.speed,
            seed: options.seed,
            first_choices: options.choices.clone(),
            parts: Mutex::new(Parts {
                world,
                choices: options.choices.clone(),
                faults: Faults::default(),
                calls: Calls::default(),
                request_ids: keys,
                window: (0, 0),
                file,
            }),
        };
        if let (Err(error), Some(path)) = (service.with(|_| Ok(())), &options.state) {
            return Err(StateError::new(path, std::io::Error::other(error.message)).into());
        }
        Ok(service)
    }

    /// Runs one call on the world as it is now, and saves what it changed.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut World) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut parts = self.parts();
        let parts = &mut *parts;
        parts.world.rules = Rules {
            choices: parts.choices.clone(),
            speed: self.speed,
            now: self.clock.now(),
        };
        parts.world.advance();
        let outcome = work(&mut parts.world);
        if let Some(file) = &mut parts.file
            && let Err(error) = file.write(&parts.world)
        {
            // What is not in the file has not happened.
            if let Ok(saved) = file.saved() {
                parts.world = saved;
            }
            let message = format!(
                "The simulator cannot write its state file, so nothing was changed: {error}."
            );
            return Err(Refusal::with_status(
                StatusCode::SERVICE_UNAVAILABLE,
                503,
                message,
            ));
        }
        outcome
    }

    /// Everything that changes, for a moment; the lock is never held across an await.
    pub(crate) fn parts(&self) -> MutexGuard<'_, Parts> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Back to the start: objects, choices, faults and the log of calls.
    pub(crate) fn reset(&self) -> Result<(), Refusal> {
        self.with(|world| {
            *world = World::new(self.seed, world.rules.now);
            Ok(())
        })?;
        let mut parts = self.parts();
        parts.choices = self.first_choices.clone();
        parts.faults.clear();
        parts.calls.clear();
        Ok(())
    }

    /// A new request ID.
    pub(crate) fn request_id(&self) -> String {
        self.parts().request_ids.hex("", 32)
    }

    /// Counts a request against the limit of its second.
    pub(crate) fn check_rate(&self) -> Result<(), Refusal> {
        let Some(most) = self.rate_limit else {
            return Ok(());
        };
        let second = self.clock.now() / 1000;
        let mut parts = self.parts();
        let (window, count) = parts.window;
        let count = if window == second { count + 1 } else { 1 };
        parts.window = (second, count);
        if count <= most {
            return Ok(());
        }
        let message = format!(
            "More than {most} request(s) in one second. Retry after the time in Retry-After."
        );
        let code = parts.choices.codes.throttled;
        Err(Refusal::with_status(
            StatusCode::TOO_MANY_REQUESTS,
            code,
            message,
        ))
    }
}
