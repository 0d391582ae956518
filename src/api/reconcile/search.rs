//! Looking for an object until it is found or proven absent.

use std::time::Duration;

use tokio::time::Instant;

use super::{Namesake, Wanted};
use crate::api::{Client, Error};

/// How often to look.
const LOOKS: u32 = 5;
/// The time from the first look to the second; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How long looking may take after an interrupt or a deadline: a forgotten cluster is worse than a late end.
const AT_LEAST: Duration = Duration::from_secs(30);

/// The outcome of looking for an object.
pub(super) enum Search {
    Ours(String),
    /// Not there, all the time.
    Absent,
    Unsettled {
        namesakes: Vec<Namesake>,
        failure: Option<Error>,
    },
}

impl Client {
    /// Looks several times; after an interrupt or the deadline no other look follows.
    pub(super) async fn search(&self, wanted: Wanted<'_>, since: Instant) -> Search {
        let client = self.unstoppable(AT_LEAST);
        let mut pause = self.inner.settings.poll_interval.unwrap_or(FIRST_PAUSE);
        let mut namesakes = Vec::new();
        for look in 1..=LOOKS {
            namesakes = match wanted.namesakes(&client).await {
                Ok(found) => found,
                Err(failure) => {
                    return Search::Unsettled {
                        namesakes,
                        failure: Some(failure),
                    };
                }
            };
            let earliest = self.inner.clock.at(since);
            let ours = self.inner.creates.unclaimed(&namesakes, earliest);
            match &ours[..] {
                [] => {}
                [ours] if self.inner.creates.claim(&ours.id) => {
                    return Search::Ours(ours.id.clone());
                }
                _ => break,
            }
            let is_last = look == LOOKS;
            if !is_last && self.limits.sleep(pause).await.is_err() {
                // Not there yet is no proof.
                return Search::Unsettled {
                    namesakes,
                    failure: None,
                };
            }
            pause = pause.saturating_mul(2);
        }
        if namesakes.is_empty() {
            Search::Absent
        } else {
            Search::Unsettled {
                namesakes,
                failure: None,
            }
        }
    }
}
