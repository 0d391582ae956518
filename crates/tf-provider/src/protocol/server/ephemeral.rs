//! The life of an ephemeral resource: validate, open, renew, close.
//!
//! Each call runs in a task of its own, so that it is not torn in the middle when Terraform hangs up. What is open then is
//! closed.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use prost_types::Timestamp;
use tokio::runtime::Handle;

use crate::{
    diagnostics::Result,
    ephemeral::{DynEphemeralResource, Lease, Opened},
    protocol::{
        convert,
        generated::tfplugin5::{
            close_ephemeral_resource as close, open_ephemeral_resource as open_resource,
            renew_ephemeral_resource as renew, validate_ephemeral_resource_config as validate,
        },
        server::{Server, answer::catch_unwind, decode_required, encode, supervise::died},
    },
    provider::Provider,
    value::Value,
};

/// Terraform renews at once, again and again, what is to be renewed in the past.
const SOONEST_RENEWAL: Duration = Duration::from_secs(1);

impl<P: Provider> Server<P> {
    pub(super) fn validate_ephemeral(
        &self,
        request: &validate::Request,
    ) -> Result<validate::Response> {
        let offer = self.0.ephemeral_resources.get(&request.type_name)?;
        let ty = offer.schema.block.ty();
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        Ok(validate::Response {
            diagnostics: convert::diagnostics(offer.validate(&config)),
        })
    }

    pub(super) async fn open_ephemeral(
        &self,
        request: open_resource::Request,
    ) -> Result<open_resource::Response> {
        let offer = self.0.ephemeral_resources.get(&request.type_name)?;
        let ty = offer.schema.block.ty();
        let resource = self.ephemeral_resource(&request.type_name)?;
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        let name = request.type_name.clone();
        let account = move || {
            format!(
                "The opening of an ephemeral {name} was cut off. What it opened may stay open until it runs out."
            )
        };
        let under_way = self.changes().begin(Box::new(account))?;
        let opening = in_task(async move {
            let opened = open(resource, config).await;
            drop(under_way);
            opened
        });
        let (result, renew_in, untaken) = opening.await?;
        let result = encode(&ty, &result)?;
        Ok(open_resource::Response {
            result: Some(result),
            renew_at: renew_in.and_then(renew_at),
            private: untaken.take(),
            ..open_resource::Response::default()
        })
    }

    /// Makes an object last longer. One that does not is still to be closed, and OpenTofu closes it with what this answer
    /// holds.
    pub(super) async fn renew_ephemeral(&self, request: renew::Request) -> Result<renew::Response> {
        let private = request.private.clone();
        let lease = catch_unwind(self.renewed(request)).await;
        Ok(lease.map_or_else(
            |problems| renew::Response {
                private,
                diagnostics: convert::diagnostics(problems),
                ..renew::Response::default()
            },
            |lease| renew::Response {
                renew_at: lease.renew_in.and_then(renew_at),
                private: Some(lease.private),
                ..renew::Response::default()
            },
        ))
    }

    async fn renewed(&self, request: renew::Request) -> Result<Lease<Vec<u8>>> {
        let resource = self.ephemeral_resource(&request.type_name)?;
        in_task(resource.renew(request.private.unwrap_or_default())).await
    }

    pub(super) async fn close_ephemeral(&self, request: close::Request) -> Result<close::Response> {
        let resource = self.ephemeral_resource(&request.type_name)?;
        in_task(resource.close(request.private.unwrap_or_default())).await?;
        Ok(close::Response::default())
    }

    fn ephemeral_resource(&self, name: &str) -> Result<Arc<dyn DynEphemeralResource>> {
        self.0.ephemeral_resources.get(name)?;
        self.configured()?.ephemeral_resources.get(name).cloned()
    }
}

/// An opened object that nobody has taken yet. It is closed again if nobody does: Terraform may have hung up, or the
/// answer may be none that it could read.
struct Untaken {
    resource: Arc<dyn DynEphemeralResource>,
    private: Option<Vec<u8>>,
    runtime: Handle,
}

impl Untaken {
    fn take(mut self) -> Option<Vec<u8>> {
        self.private.take()
    }
}

impl Drop for Untaken {
    fn drop(&mut self) {
        let Some(private) = self.private.take() else {
            return;
        };
        let closing = Arc::clone(&self.resource).close(private);
        self.runtime.spawn(async {
            if closing.await.is_err() {
                tracing::error!(
                    "an ephemeral resource that Terraform no longer waits for stays open"
                );
            }
        });
    }
}

/// Opens an object and answers its value, when to renew it, and what to give to Terraform for it.
async fn open(
    resource: Arc<dyn DynEphemeralResource>,
    config: Value,
) -> Result<(Value, Option<Duration>, Untaken)> {
    let Opened { result, lease } = Arc::clone(&resource).open(config).await?;
    let untaken = Untaken {
        resource,
        private: Some(lease.private),
        runtime: Handle::current(),
    };
    Ok((result, lease.renew_in, untaken))
}

async fn in_task<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work)
        .await
        .unwrap_or_else(|failed| Err(died(failed)))
}

fn renew_at(renew_in: Duration) -> Option<Timestamp> {
    let at = SystemTime::now().checked_add(renew_in.max(SOONEST_RENEWAL))?;
    Some(at.into())
}
