//! The environment variables that the host sets for the process, as plain data.
//!
//! `PLUGIN_PROTOCOL_VERSIONS` is absent on purpose: this library speaks protocol 5 only and says so whatever the host
//! lists, which lets the host word the mismatch. `PLUGIN_MIN_PORT` and `PLUGIN_MAX_PORT` matter to TCP only.

use std::path::PathBuf;

use tracing::level_filters::LevelFilter;

use super::log;

/// The part of the process environment a plugin obeys.
#[derive(Clone, Debug)]
pub struct Environment {
    /// Proof that a host started us (`TF_PLUGIN_MAGIC_COOKIE`).
    pub magic_cookie: Option<String>,
    /// The host's certificate in PEM (`PLUGIN_CLIENT_CERT`); absent means no TLS at all.
    pub client_cert: Option<String>,
    /// Whether the host asked about multiplexing (`PLUGIN_MULTIPLEX_GRPC`, any value).
    pub multiplex: bool,
    /// Where the socket must be (`PLUGIN_UNIX_SOCKET_DIR`).
    pub socket_dir: Option<PathBuf>,
    /// The group, by name or number, that may use the socket (`PLUGIN_UNIX_SOCKET_GROUP`).
    pub socket_group: Option<String>,
    /// Where temporary files go (`TMPDIR`); absent means `/tmp`.
    pub temp_dir: Option<PathBuf>,
    /// The least severe log lines wanted (`TF_LOG_PROVIDER_<NAME>`, `TF_LOG_PROVIDER`, `TF_LOG`).
    pub log_level: LevelFilter,
}

impl Environment {
    /// Reads the variables of the provider `name` (as in its address: `random`, `google-beta`) through `lookup`.
    ///
    /// An empty variable counts as absent.
    pub fn from(name: &str, lookup: impl Fn(&str) -> Option<String>) -> Self {
        let lookup = |variable: &str| lookup(variable).filter(|value| !value.is_empty());
        let own_log = format!("TF_LOG_PROVIDER_{}", name.to_uppercase().replace('-', "_"));
        let log_variables = [own_log.as_str(), "TF_LOG_PROVIDER", "TF_LOG"];
        Self {
            magic_cookie: lookup("TF_PLUGIN_MAGIC_COOKIE"),
            client_cert: lookup("PLUGIN_CLIENT_CERT"),
            multiplex: lookup("PLUGIN_MULTIPLEX_GRPC").is_some(),
            socket_dir: lookup("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: lookup("PLUGIN_UNIX_SOCKET_GROUP"),
            temp_dir: lookup("TMPDIR").map(PathBuf::from),
            log_level: log::level(log_variables.into_iter().find_map(lookup).as_deref()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str, variables: &[(&str, &str)]) -> Environment {
        Environment::from(name, |wanted| {
            let actual = variables.iter().find(|(variable, _)| *variable == wanted);
            actual.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_most_specific_log_variable_wins() {
        let all = [
            ("TF_LOG", "trace"),
            ("TF_LOG_PROVIDER", "warn"),
            ("TF_LOG_PROVIDER_GOOGLE_BETA", "debug"),
        ];
        let level = |name, variables: &[_]| environment(name, variables).log_level;
        assert_eq!(level("google-beta", &all), LevelFilter::DEBUG);
        assert_eq!(level("random", &all), LevelFilter::WARN);
        assert_eq!(level("random", &all[..1]), LevelFilter::TRACE);
        assert_eq!(level("random", &[]), LevelFilter::ERROR);
    }

    #[test]
    fn an_empty_variable_counts_as_absent() {
        let empty = environment(
            "random",
            &[
                ("TF_LOG_PROVIDER", ""),
                ("TF_LOG", "info"),
                ("PLUGIN_CLIENT_CERT", ""),
                ("PLUGIN_UNIX_SOCKET_DIR", ""),
                ("PLUGIN_MULTIPLEX_GRPC", ""),
            ],
        );
        assert_eq!(empty.log_level, LevelFilter::INFO);
        assert_eq!(empty.client_cert, None);
        assert_eq!(empty.socket_dir, None);
        assert!(!empty.multiplex);
    }
}
