//! Options with which a simulator is started.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::ambiguities::Choices;
use super::traffic::Traffic;

/// Settings of one simulator; the default is an instant, empty service on a free loopback port.
#[derive(Clone)]
pub struct Options {
    /// Where to listen. The simulator binds whatever it is given: callers ask before they pass a non-loopback address.
    pub listen: SocketAddr,
    /// The one accepted API key; `None` generates one from the seed.
    pub api_key: Option<String>,
    /// One more organization for each of these keys, with objects of its own.
    pub more_api_keys: Vec<String>,
    /// How fast clusters change.
    pub speed: Speed,
    /// Delay added to every reply under `/v2`.
    pub latency: Duration,
    /// Requests per second beyond which `/v2` answers HTTP 429; `None` means no limit.
    pub rate_limit: Option<u32>,
    /// Endpoints that Zilliz Cloud does not publish, served only when named here.
    pub preview: BTreeSet<Preview>,
    /// File that keeps every object across restarts.
    pub state: Option<PathBuf>,
    /// Seed of every generated identifier; a state file brings its own.
    pub seed: u64,
    /// What to do where the public documents disagree or are silent.
    pub choices: Choices,
    /// Who is told of every call.
    pub traffic: Option<Traffic>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            api_key: None,
            more_api_keys: Vec::new(),
            speed: Speed::Instant,
            latency: Duration::ZERO,
            rate_limit: None,
            preview: BTreeSet::new(),
            state: None,
            seed: RandomState::new().hash_one(()),
            choices: Choices::default(),
            traffic: None,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("listen", &self.listen)
            .field("speed", &self.speed)
            .field("latency", &self.latency)
            .field("rate_limit", &self.rate_limit)
            .field("preview", &self.preview)
            .field("state", &self.state)
            .field("seed", &self.seed)
            .finish_non_exhaustive()
    }
}

/// How fast the lifecycle of a cluster advances.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speed {
    /// Every describe of a cluster shows its status and then advances it by one step.
    Instant,
    /// Real durations divided by this number, which is at least 1.
    Times(u32),
}

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match (text, text.parse()) {
            ("instant", _) => Ok(Self::Instant),
            (_, Ok(times)) if times > 0 => Ok(Self::Times(times)),
            _ => Err(format!(
                "`{text}` is no speed: give `instant` or a whole number of at least 1, such as 60"
            )),
        }
    }
}

/// A family of endpoints that Zilliz Cloud does not publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preview {
    /// `/v2/organizations`: create, describe, rename and delete.
    Organizations,
    /// Invitations, and the members of an organization and of a project.
    Invitations,
}

impl FromStr for Preview {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "organizations" => Ok(Self::Organizations),
            "invitations" => Ok(Self::Invitations),
            _ => Err(format!(
                "`{text}` is no preview: there are `organizations` and `invitations`"
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_and_previews_are_read_from_text() {
        assert_eq!("instant".parse(), Ok(Speed::Instant));
        assert_eq!("60".parse(), Ok(Speed::Times(60)));
        assert!("0".parse::<Speed>().is_err());
        assert!("fast".parse::<Speed>().is_err());
        assert_eq!("invitations".parse(), Ok(Preview::Invitations));
        assert!("groups".parse::<Preview>().is_err());
    }

    #[test]
    fn the_api_key_is_not_printed() {
        let options = Options {
            api_key: Some("very-secret".to_owned()),
            ..Options::default()
        };
        assert!(!format!("{options:?}").contains("very-secret"));
    }
}
