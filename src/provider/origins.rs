//! The origins of the key and the address, in words for messages: the provider block, a variable, or nobody.

use tf_provider::{diagnostics::Diagnostic, model::Computed};

use crate::{
    api::{self, Origins},
    env::{self, Env},
    provider::{config_model::ProviderConfig, errors::sentence},
};

/// What the client refuses of its settings, with the attribute to blame.
pub(super) fn unusable(error: &api::Error, origins: &Origins) -> Diagnostic {
    let (attribute, origin) = match error.kind() {
        api::ErrorKind::Auth => ("api_key", &origins.api_key),
        // A proxy is no attribute, and the message names its variable.
        api::ErrorKind::Unavailable => return Diagnostic::error("Invalid proxy", error.message()),
        _ => ("host_address", &origins.address),
    };
    let detail = format!("{} It comes from {origin}.", sentence(error.message()));
    Diagnostic::error("Invalid provider configuration", detail).at(attribute)
}

/// Who set one argument, if anybody did.
pub(super) fn origin(
    value: &Computed<String>,
    attribute: &str,
    env: &Env,
    variable: &str,
) -> Option<String> {
    if value.is_unknown() || set(value).is_some() {
        Some(format!("`{attribute}` of the provider block"))
    } else {
        env.get(variable).map(|_| variable.to_owned())
    }
}

/// Who set the key and the address.
pub(super) fn origins(config: &ProviderConfig, env: &Env) -> Origins {
    let origin = |value: &Computed<String>, attribute: &str, variable: &str| {
        origin(value, attribute, env, variable)
    };
    let region = || {
        let region_id = set(&config.region_id).or(env.get(env::REGION_ID))?;
        let origin = origin(&config.region_id, "region_id", env::REGION_ID)?;
        let is_chosen = api::is_chinese(region_id);
        is_chosen.then(|| format!("the platform of region {region_id} ({origin})"))
    };
    let default = || {
        format!(
            "the default of this provider, which `host_address` or {} can change",
            env::HOST_ADDRESS
        )
    };
    Origins {
        api_key: origin(&config.api_key, "api_key", env::API_KEY).unwrap_or_default(),
        address: origin(&config.host_address, "host_address", env::HOST_ADDRESS)
            .or_else(region)
            .unwrap_or_else(default),
    }
}

/// What is configured, without white space around it, such as the line break at the end of a file.
pub(super) fn set(value: &Computed<String>) -> Option<&str> {
    value.text().map(str::trim).filter(|it| !it.is_empty())
}
