//! The life of an ephemeral resource: validate, open, renew, close.
//!
//! Each call runs in a task of its own, so that it is not torn in the middle when Terraform hangs up.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use prost_types::Timestamp;
use tokio::sync::oneshot;

use crate::{
    diagnostics::Result,
    ephemeral::{DynEphemeralResource, Opened},
    protocol::{
        convert,
        generated::tfplugin5::{
            close_ephemeral_resource as close, open_ephemeral_resource as open,
            renew_ephemeral_resource as renew, validate_ephemeral_resource_config as validate,
        },
        server::{Server, decode_required, encode, resource::died},
    },
    provider::Provider,
    resource::BoxFuture,
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

    pub(super) async fn open_ephemeral(&self, request: open::Request) -> Result<open::Response> {
        let offer = self.0.ephemeral_resources.get(&request.type_name)?;
        let ty = offer.schema.block.ty();
        let resource = self.ephemeral_resource(&request.type_name)?;
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        let Opened { result, lease } = open_for_somebody(resource, config).await?;
        Ok(open::Response {
            result: Some(encode(&ty, &result)?),
            renew_at: lease.renew_in.and_then(renew_at),
            private: Some(lease.private),
            ..open::Response::default()
        })
    }

    pub(super) async fn renew_ephemeral(&self, request: renew::Request) -> Result<renew::Response> {
        let resource = self.ephemeral_resource(&request.type_name)?;
        let lease = in_task(resource.renew(request.private.unwrap_or_default())).await?;
        Ok(renew::Response {
            renew_at: lease.renew_in.and_then(renew_at),
            private: Some(lease.private),
            ..renew::Response::default()
        })
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

/// Opens an object, and closes it again if nobody is there to take it.
async fn open_for_somebody(
    resource: Arc<dyn DynEphemeralResource>,
    config: Value,
) -> Result<Opened<Value, Vec<u8>>> {
    let (sender, receiver) = oneshot::channel();
    let work = tokio::spawn(async move {
        let outcome = Arc::clone(&resource).open(config).await;
        if let Err(Ok(unwanted)) = sender.send(outcome)
            && resource.close(unwanted.lease.private).await.is_err()
        {
            tracing::error!("an ephemeral resource that Terraform no longer waits for stays open");
        }
    });
    match receiver.await {
        Ok(outcome) => outcome,
        Err(_) => Err(work.await.map_or_else(died, |()| {
            unreachable!("a task that ends without a panic has sent its outcome")
        })),
    }
}

async fn in_task<T: Send + 'static>(work: BoxFuture<'static, Result<T>>) -> Result<T> {
    tokio::spawn(work)
        .await
        .unwrap_or_else(|failed| Err(died(failed)))
}

fn renew_at(renew_in: Duration) -> Option<Timestamp> {
    let at = SystemTime::now().checked_add(renew_in.max(SOONEST_RENEWAL))?;
    Some(at.into())
}
