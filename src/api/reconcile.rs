//! Creates whose answer was lost: is the object there?
//!
//! After a failure that may have been a success, the object is looked for by its name, several times: it can show up late. The
//! one that is not older than the request, by the service's clock, and that no other create of this client made, is the
//! one. Anything else is for a person to decide, with an error that says what was found.
//!
//! When every look-up finds nothing, a cluster is created again: the service refuses a second one of its name (code 40013), so
//! should the first request be carried out after all, there is one cluster, and the refusal leads to it. No such rule is
//! published for projects, so a project is not created again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::time::Instant;

use super::request::Request;
use super::{Client, Error, Kind};

/// How often to look.
const LOOKS: u32 = 5;
/// The time from the first look to the second; it doubles from there.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// How long looking may take after an interrupt or a deadline: a forgotten cluster is worse than a late end.
const AT_LEAST: Duration = Duration::from_secs(30);
/// Creation times are whole seconds, and the service's machines may disagree by another one.
const TOLERANCE: Duration = Duration::from_secs(2);

/// An object to create, and how to tell it from others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted<'a> {
    Project {
        name: &'a str,
    },
    Cluster {
        name: &'a str,
        project_id: &'a str,
        region_id: &'a str,
    },
}

/// How an object came to be known.
pub(super) enum Created<T> {
    /// By the answer of its create.
    Answered(T),
    /// By looking for it; its id.
    Found(String),
}

/// What is known of an object that may have been created: the create failed, and looking for it settled nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// What has its name, none of which is provably the one; empty when nothing was seen.
    pub namesakes: Vec<Namesake>,
    /// Why it could not be looked for, if so.
    pub failure: Option<String>,
    /// What to import it by, should it exist: `name:…`.
    pub import_id: String,
}

/// An object that has the name of one that was to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namesake {
    /// Its id.
    pub id: String,
    /// RFC 3339, UTC.
    pub create_time: Option<String>,
}

/// What this client has created, or may have.
#[derive(Debug, Default)]
pub(super) struct Creates(Mutex<Ledger>);

#[derive(Debug, Default)]
struct Ledger {
    /// The ids that a create has returned: never another create's.
    returned: BTreeSet<String>,
    /// When the creates in doubt were sent, by [`Wanted::import_id`].
    doubts: BTreeMap<String, Instant>,
}

/// The outcome of looking for an object.
enum Search {
    Ours(String),
    /// Not there, all the time.
    Absent,
    Unsettled {
        namesakes: Vec<Namesake>,
        failure: Option<Error>,
    },
}

impl Client {
    /// Sends a create. Should it fail so that the object may exist, looks for it.
    pub(super) async fn create<T: DeserializeOwned>(
        &self,
        request: Request,
        wanted: Wanted<'_>,
        id_of: fn(&T) -> &str,
    ) -> Result<Created<T>, Error> {
        let ledger = &self.inner.creates;
        for resends in 0_u32.. {
            let sent = Instant::now();
            let mut error = match self.fetch::<T>(request.clone()).await {
                Ok(created) => {
                    ledger.settle(wanted, id_of(&created));
                    return Ok(Created::Answered(created));
                }
                Err(error) => error,
            };
            let doubted = ledger.doubt(wanted);
            let is_taken = doubted.is_some() && error.kind() == Kind::Conflict;
            if !error.maybe_processed() && !is_taken && resends == 0 {
                return Err(error);
            }
            let since = doubted.unwrap_or(sent);
            ledger.enter(wanted, since);
            tracing::warn!(%error, "the answer of a create was lost; looking for the object");
            let (namesakes, failure) = match self.search(wanted, since).await {
                Search::Ours(id) => {
                    ledger.settle(wanted, &id);
                    return Ok(Created::Found(id));
                }
                Search::Absent if error.maybe_processed() && self.may_resend(wanted, resends) => {
                    continue;
                }
                Search::Absent => (Vec::new(), None),
                Search::Unsettled { namesakes, failure } => (namesakes, failure),
            };
            let inner = error.inner_mut();
            inner.maybe_processed = true;
            inner.attempts += resends;
            inner.unsettled = Some(Unsettled {
                namesakes,
                failure: failure.map(|it| it.to_string()),
                import_id: wanted.import_id(),
            });
            return Err(error);
        }
        unreachable!("the retries end before they are counted out")
    }

    fn may_resend(&self, wanted: Wanted<'_>, resends: u32) -> bool {
        let is_unique = matches!(wanted, Wanted::Cluster { .. });
        is_unique && resends < self.inner.settings.max_retries && !self.limits.are_over()
    }

    async fn search(&self, wanted: Wanted<'_>, since: Instant) -> Search {
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

impl Wanted<'_> {
    /// Everything of that name that the key can see.
    async fn namesakes(&self, client: &Client) -> Result<Vec<Namesake>, Error> {
        Ok(match self {
            Self::Project { name } => {
                let named = client.projects().await?.into_iter();
                let named = named.filter(|it| it.project_name == *name);
                let namesake = |it: super::Project| Namesake {
                    id: it.project_id,
                    create_time: it.create_time,
                };
                named.map(namesake).collect()
            }
            Self::Cluster {
                name,
                project_id,
                region_id,
            } => {
                // All regions: whether the service's filter lacks any cluster is not published.
                let named = client.clusters(None).await?.into_iter();
                let named = named.filter(|it| {
                    it.cluster_name == *name
                        && it.project_id == *project_id
                        && it.region_id == *region_id
                });
                let namesake = |it: super::Cluster| Namesake {
                    id: it.cluster_id,
                    create_time: it.create_time,
                };
                named.map(namesake).collect()
            }
        })
    }

    fn import_id(&self) -> String {
        match self {
            Self::Project { name } => format!("name:{name}"),
            Self::Cluster {
                name, project_id, ..
            } => format!("name:{project_id}/{name}"),
        }
    }
}

impl Namesake {
    /// Whether it cannot be older than `earliest`; a time that nobody knows proves nothing.
    fn is_new(&self, earliest: Option<SystemTime>) -> bool {
        let created = self.create_time.as_deref();
        let created = created.and_then(|it| OffsetDateTime::parse(it, &Rfc3339).ok());
        let earliest = earliest.and_then(|it| it.checked_sub(TOLERANCE));
        created
            .zip(earliest)
            .is_some_and(|(created, earliest)| SystemTime::from(created) >= earliest)
    }
}

impl Creates {
    /// Those that no create has returned and that are new.
    fn unclaimed(&self, all: &[Namesake], earliest: Option<SystemTime>) -> Vec<Namesake> {
        let ledger = self.lock();
        let new = all.iter().filter(|it| it.is_new(earliest));
        new.filter(|it| !ledger.returned.contains(&it.id))
            .cloned()
            .collect()
    }

    /// Makes an object that of one create; false when it is another's.
    fn claim(&self, id: &str) -> bool {
        self.lock().returned.insert(id.to_owned())
    }

    fn doubt(&self, wanted: Wanted<'_>) -> Option<Instant> {
        self.lock().doubts.get(&wanted.import_id()).copied()
    }

    fn enter(&self, wanted: Wanted<'_>, since: Instant) {
        self.lock().doubts.insert(wanted.import_id(), since);
    }

    fn settle(&self, wanted: Wanted<'_>, id: &str) {
        let mut ledger = self.lock();
        ledger.doubts.remove(&wanted.import_id());
        ledger.returned.insert(id.to_owned());
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
