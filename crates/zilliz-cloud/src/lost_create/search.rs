//! Looking for an object that a create may have made.

use std::time::Duration;

use super::lookup::Inventory;
use super::{Lookup, Namesake};
use crate::{Client, Error};

/// How often to look for what may have been made.
pub(super) const LOOKS: u32 = 5;
/// The time from the first look to the second; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How long looking may take after an interrupt or a deadline: a forgotten cluster is worse than a late end.
const AT_LEAST: Duration = Duration::from_secs(30);

/// The outcome of looking for an object.
pub(super) enum Search {
    /// The only new one; its id.
    Ours(String),
    /// Not there, at any look.
    Absent,
    Unsettled {
        namesakes: Vec<Namesake>,
        failure: Option<Error>,
    },
}

impl Client {
    /// Looks several times for what was not there `before`; after an interrupt or the deadline no other look follows.
    pub(super) async fn search(
        &self,
        lookup: Lookup<'_>,
        before: &Inventory,
        looks: u32,
    ) -> Search {
        let client = self.unstoppable(AT_LEAST);
        let creates = &self.inner.creates;
        let mut pause = self.inner.settings.poll_interval.unwrap_or(FIRST_PAUSE);
        for look in 1..=looks {
            let mut new = match lookup.inventory(&client).await {
                Ok(inventory) => inventory.namesakes,
                Err(failure) => {
                    return Search::Unsettled {
                        namesakes: Vec::new(),
                        failure: Some(failure),
                    };
                }
            };
            new.retain(|it| !before.ids.contains(&it.id) && !creates.has(&it.id));
            match &new[..] {
                [] => {}
                [one] if before.is_plausible && one.fits && creates.claim(&one.id) => {
                    return Search::Ours(one.id.clone());
                }
                _ => {
                    return Search::Unsettled {
                        namesakes: new,
                        failure: None,
                    };
                }
            }
            if look < looks && self.deadline.sleep(pause).await.is_err() {
                // Not there yet is no proof.
                break;
            }
            pause = pause.saturating_mul(2);
        }
        Search::Absent
    }
}
