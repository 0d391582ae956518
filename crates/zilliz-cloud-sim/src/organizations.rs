//! Several organizations behind one address, each with a key, a seed and objects of its own.
//!
//! A call goes to the organization whose key it bears, also under `/_sim`, where only a change needs a key. What bears
//! none goes to the first, which knows what to say.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::response::Response;
use tower::ServiceExt as _;

use super::routes;
use super::service::Service;
use super::{Error, Options};

/// An organization of a simulator, and the key that belongs to it.
#[derive(Clone)]
pub struct Organization {
    /// `org-…`
    pub id: String,
    /// The key that the simulator accepts for it.
    pub api_key: String,
}

/// One organization for each key.
pub(super) fn services(options: &Options) -> Result<Vec<Arc<Service>>, Error> {
    check_keys(options)?;
    let mut services = vec![Arc::new(Service::new(options)?)];
    for (key, number) in options.more_api_keys.iter().zip(1..) {
        let options = Options {
            api_key: Some(key.clone()),
            seed: options.seed.wrapping_add(number),
            state: options.state.as_deref().map(|it| numbered(it, number + 1)),
            ..options.clone()
        };
        services.push(Arc::new(Service::new(&options)?));
    }
    Ok(services)
}

/// Refuses keys that a header cannot hold or a shell would lose, and one key for two organizations.
fn check_keys(options: &Options) -> Result<(), Error> {
    let mut keys = BTreeSet::new();
    for key in options.api_key.iter().chain(&options.more_api_keys) {
        if key.is_empty() {
            return Err(Error::ApiKey("is empty"));
        }
        if !key.chars().all(|it| it.is_ascii_graphic()) {
            return Err(Error::ApiKey(
                "has white space, a control character or another character that no key has",
            ));
        }
        if !keys.insert(key) {
            return Err(Error::ApiKey("is given twice"));
        }
    }
    Ok(())
}

/// All routes of all organizations.
pub(super) fn router(services: &[Arc<Service>]) -> Router {
    let all: Arc<[_]> = services
        .iter()
        .map(|it| (format!("Bearer {}", it.api_key), routes::router(it)))
        .collect();
    Router::new().fallback(move |request| answer(Arc::clone(&all), request))
}

async fn answer(all: Arc<[(String, Router)]>, request: Request) -> Response {
    let given = request.headers().get(AUTHORIZATION);
    let owner = all
        .iter()
        .find(|(key, _)| given.is_some_and(|it| it.as_bytes() == key.as_bytes()));
    let (_, router) = owner.unwrap_or(&all[0]);
    match router.clone().oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// The state file of another organization, beside that of the first.
fn numbered(path: &Path, number: u64) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}

impl Organization {
    pub(super) fn of(service: &Arc<Service>) -> Self {
        Self {
            id: service.parts().world.organization_id.clone(),
            api_key: service.api_key.clone(),
        }
    }
}

impl fmt::Debug for Organization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Organization");
        shown.field("id", &self.id).finish_non_exhaustive()
    }
}
