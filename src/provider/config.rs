//! The provider block: what may be configured, and how the environment fills what is not.

use std::time::Duration;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
    provider::Host,
    timeouts,
};

use crate::{
    api::{self, ApiKey, Proxy, RateLimit, Secret},
    env::{self, Env},
    provider::{
        Context, Defaults,
        config_model::{MOST_RETRIES, ProviderConfig, positive, timeout},
        defaults::DefaultValue,
        origins::{origin, origins, set, unusable},
        preview,
    },
};

const DEFAULT_RETRIES: u32 = 5;
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Checks what can be checked without the environment or the network.
pub(crate) fn validate(config: &ProviderConfig, diagnostics: &mut Diagnostics) {
    let host = api::Settings {
        base_url: set(&config.host_address).map(str::to_owned),
        ..api::Settings::default()
    };
    let key = api::Settings {
        api_key: set(&config.api_key).map_or(ApiKey::Missing, |it| ApiKey::Set(Secret::new(it))),
        ..api::Settings::default()
    };
    for (attribute, settings) in [("host_address", host), ("api_key", key)] {
        if let Err(error) = api::Client::new(settings) {
            let summary = format!("Invalid value for {attribute}");
            diagnostics.push(Diagnostic::error(summary, error.message()).at(attribute));
        }
    }
}

/// Makes the client. What is unknown in a plan stays unknown until a call needs it.
pub(crate) fn connect(config: &ProviderConfig, env: &Env, host: &Host) -> Result<Context> {
    let base_url = setting(&config.host_address, env, env::HOST_ADDRESS);
    let region_id = setting(&config.region_id, env, env::REGION_ID);
    let api_key = api_key(config, env, &base_url, &region_id);
    let organization_id = setting(&config.organization_id, env, env::ORGANIZATION_ID);
    let request_timeout = setting(&config.request_timeout, env, env::REQUEST_TIMEOUT).into_known();
    let request_timeout = timeout(&request_timeout.unwrap_or_default())
        .map_err(|why| invalid("request_timeout", env::REQUEST_TIMEOUT, &why))?;
    let settings = api::Settings {
        origins: origins(config, env),
        base_url: base_url.into_known(),
        region_id: region_id.text().map(str::to_owned),
        api_key,
        organization_id: organization_id.text().map(str::to_owned),
        max_retries: max_retries(config, env)?,
        request_timeout: request_timeout.unwrap_or(DEFAULT_TIMEOUT),
        proxy: proxy(env),
        rate_limit: rate_limit(config, env)?,
        user_agent: format!(
            "terraform-provider-zillizcloud/{} Terraform/{}",
            env!("CARGO_PKG_VERSION"),
            host.terraform_version
        ),
        poll_interval: poll_interval(env)?,
    };
    let origins = settings.origins.clone();
    let api = api::Client::new(settings).map_err(|error| unusable(&error, &origins))?;
    let defaults = Defaults {
        organization_id,
        project_id: DefaultValue {
            value: setting(&config.project_id, env, env::PROJECT_ID),
            origin: origin(&config.project_id, "project_id", env, env::PROJECT_ID),
        },
        region_id: DefaultValue {
            value: region_id,
            origin: origin(&config.region_id, "region_id", env, env::REGION_ID),
        },
        previews: preview::previews(&config.preview_features, env)?,
    };
    Ok(Context::new(api, defaults))
}

/// The key, if it may be used. Without the address, or the region that chooses it, no call may go anywhere.
fn api_key(
    config: &ProviderConfig,
    env: &Env,
    base_url: &Computed<String>,
    region_id: &Computed<String>,
) -> ApiKey {
    match set(&config.api_key).or(env.get(env::API_KEY)) {
        _ if config.api_key.is_unknown() => ApiKey::Unknown("api_key"),
        None => ApiKey::Missing,
        Some(_) if base_url.is_unknown() => ApiKey::Unknown("host_address"),
        Some(_) if base_url.is_null() && region_id.is_unknown() => ApiKey::Unknown("region_id"),
        Some(key) => ApiKey::Set(Secret::new(key)),
    }
}

/// What is configured, else what the environment says.
fn setting(value: &Computed<String>, env: &Env, name: &str) -> Computed<String> {
    if value.is_unknown() {
        return Computed::Unknown;
    }
    set(value).or(env.get(name)).map(str::to_owned).into()
}

fn max_retries(config: &ProviderConfig, env: &Env) -> Result<u32> {
    if let Some(configured) = config.max_retries.known() {
        return Ok(u32::try_from(*configured).unwrap_or(DEFAULT_RETRIES));
    }
    let Some(text) = env.get(env::MAX_RETRIES) else {
        return Ok(DEFAULT_RETRIES);
    };
    let retries = text.parse().ok().filter(|it| *it <= MOST_RETRIES);
    retries.ok_or_else(|| {
        let why = format!("`{text}` is not a whole number from 0 to {MOST_RETRIES}.");
        invalid("max_retries", env::MAX_RETRIES, &why)
    })
}

/// The proxy that the environment names, by the variables that are common to many programs.
fn proxy(env: &Env) -> Option<Proxy> {
    let first = |names: &[&'static str]| {
        let mut set = names.iter().filter_map(|it| Some((*it, env.get(it)?)));
        set.next()
    };
    first(env::PROXY_ADDRESS).map(|(variable, address)| Proxy {
        address: Secret::new(address),
        exceptions: first(env::PROXY_EXCEPTIONS).map(|(_, it)| it.to_owned()),
        origin: variable.to_owned(),
    })
}

fn rate_limit(config: &ProviderConfig, env: &Env) -> Result<Option<RateLimit>> {
    let qps = match (config.qps.known(), env.get(env::QPS)) {
        (Some(configured), _) => Some(*configured),
        (None, Some(text)) => {
            let qps = text
                .parse()
                .map_err(|_| format!("`{text}` is not a number."));
            let qps = qps.and_then(|it| positive(it).map(|()| it));
            Some(qps.map_err(|why| invalid("qps", env::QPS, &why))?)
        }
        (None, None) => None,
    };
    let burst = match (config.burst.known(), env.get(env::BURST)) {
        (Some(configured), _) => Some(*configured),
        (None, Some(text)) => {
            let burst = text.parse().ok().filter(|it| *it >= 1);
            let why = format!("`{text}` is not a whole number of at least 1.");
            Some(burst.ok_or_else(|| invalid("burst", env::BURST, &why))?)
        }
        (None, None) => None,
    };
    Ok(qps.map(|qps| RateLimit {
        qps,
        burst: burst.map_or_else(
            // The number is whole, and a text that is too big for an integer stands for no bound.
            || format!("{:.0}", qps.ceil()).parse().unwrap_or(u32::MAX),
            |it| u32::try_from(it).unwrap_or(u32::MAX),
        ),
    }))
}

fn poll_interval(env: &Env) -> Result<Option<Duration>> {
    let parsed = env.get(env::POLL_INTERVAL).map(timeouts::parse).transpose();
    parsed.map_err(|why| invalid("", env::POLL_INTERVAL, &why))
}

fn invalid(attribute: &str, variable: &str, why: &str) -> Diagnostics {
    let problem = Diagnostic::error(format!("Invalid value of {variable}"), why);
    if attribute.is_empty() {
        problem.into()
    } else {
        problem.at(attribute).into()
    }
}

#[cfg(test)]
mod tests {
    use tf_provider::model::Model as _;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    use super::*;

    fn nothing() -> ProviderConfig {
        ProviderConfig::default()
    }

    fn host() -> Host {
        Host {
            terraform_version: "1.11.4".to_owned(),
        }
    }

    fn limit(config: &ProviderConfig, variables: &[(&str, &str)]) -> Result<Option<RateLimit>> {
        rate_limit(config, &variables.iter().copied().collect())
    }

    /// The address of a server on this machine that answers one request, and that request.
    async fn catch_request() -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let caught = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut buffer = [0; 4096];
            let length = stream.read(&mut buffer).await.unwrap();
            let refusal = "HTTP/1.1 403 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(refusal.as_bytes()).await.unwrap();
            String::from_utf8_lossy(&buffer[..length]).to_lowercase()
        });
        (address, caught)
    }

    #[test]
    fn the_rate_has_no_cap_unless_one_is_set() {
        let both = Some(RateLimit { qps: 2.5, burst: 7 });
        let (qps, burst) = ((env::QPS, "2.5"), (env::BURST, "7"));
        assert_eq!(limit(&nothing(), &[]).unwrap(), None);
        assert_eq!(limit(&nothing(), &[burst]).unwrap(), None);
        assert_eq!(limit(&nothing(), &[qps, burst]).unwrap(), both);
        assert_eq!(limit(&nothing(), &[qps]).unwrap().unwrap().burst, 3);
        let config = ProviderConfig {
            qps: 2.5.into(),
            burst: 7.into(),
            ..nothing()
        };
        let others = [(env::QPS, "100"), (env::BURST, "100")];
        assert_eq!(limit(&config, &others).unwrap(), both);
    }

    #[test]
    fn a_rate_that_makes_no_sense_is_refused_with_its_path() {
        for (variable, value, path) in [
            (env::QPS, "fast", "qps"),
            (env::QPS, "0", "qps"),
            (env::QPS, "-1", "qps"),
            (env::QPS, "NaN", "qps"),
            (env::BURST, "0", "burst"),
            (env::BURST, "1.5", "burst"),
        ] {
            let error = limit(&nothing(), &[(variable, value)]).unwrap_err();
            let error = error.iter().next().unwrap();
            assert!(error.summary.contains(variable), "{error:?}");
            assert_eq!(error.path, path.into());
        }
        for (name, rule) in [("qps", "above 0"), ("burst", "at least 1")] {
            let attribute = crate::provider::config_model::Config::attributes()
                .iter()
                .find(|it| it.name == name);
            let rules = &attribute.unwrap().validators;
            assert_eq!(rules[0].rule().trim(), rule);
        }
    }

    #[test]
    fn the_region_chooses_the_platform() {
        let base = |region: &str| {
            let env = [(env::REGION_ID, region)].into_iter().collect();
            let context = connect(&nothing(), &env, &host()).unwrap();
            context.api.base_url().to_owned()
        };
        assert_eq!(
            base("ali-cn-hangzhou"),
            "https://api.cloud.zilliz.com.cn/v2"
        );
        assert_eq!(base("aws-us-west-2"), "https://api.cloud.zilliz.com/v2");
    }

    #[tokio::test]
    async fn the_agent_names_provider_and_terraform() {
        let (address, caught) = catch_request().await;
        let env = [(env::API_KEY, "key"), (env::HOST_ADDRESS, &address)];
        let context = connect(&nothing(), &env.into_iter().collect(), &host()).unwrap();
        context.api.project("proj-1").await.unwrap_err();
        let agent = format!(
            "user-agent: terraform-provider-zillizcloud/{} terraform/1.11.4\r\n",
            env!("CARGO_PKG_VERSION")
        );
        let request = caught.await.unwrap();
        assert!(request.contains(&agent), "{request}");
    }

    #[tokio::test]
    async fn a_proxy_is_used_for_a_host_and_not_for_this_machine() {
        for variable in env::PROXY_ADDRESS {
            let (proxy, caught) = catch_request().await;
            let env: Env = [
                (env::API_KEY, "key"),
                (env::HOST_ADDRESS, "https://api.example"),
                (env::MAX_RETRIES, "0"),
                (variable, &proxy),
            ]
            .into_iter()
            .collect();
            let context = connect(&nothing(), &env, &host()).unwrap();
            context.api.project("proj-1").await.unwrap_err();
            let request = caught.await.unwrap();
            assert!(request.starts_with("connect api.example:443 "), "{request}");
            assert!(!request.contains("bearer"), "{request}");
        }
        let (address, caught) = catch_request().await;
        let env: Env = [
            (env::API_KEY, "key"),
            (env::HOST_ADDRESS, &address),
            ("HTTPS_PROXY", "http://127.0.0.1:1"),
            ("ALL_PROXY", "http://127.0.0.1:1"),
        ]
        .into_iter()
        .collect();
        let context = connect(&nothing(), &env, &host()).unwrap();
        context.api.project("proj-1").await.unwrap_err();
        assert!(
            caught
                .await
                .unwrap()
                .starts_with("get /v2/projects/proj-1 ")
        );
    }

    #[test]
    fn a_host_can_be_left_out_of_the_proxy_and_its_password_does_not_print() {
        let env = [
            ("HTTPS_PROXY", "http://me:hunter2@proxy.example"),
            ("no_proxy", ".zilliz.com"),
        ];
        let remote = proxy(&env.into_iter().collect()).unwrap();
        assert_eq!(remote.exceptions.as_deref(), Some(".zilliz.com"));
        assert!(!format!("{remote:?}").contains("hunter2"));
        assert!(proxy(&Env::default()).is_none());
    }
}
