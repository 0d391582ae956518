//! Stop: what Terraform calls when the user interrupts it.
//!
//! It must answer at once, since Terraform holds a lock meanwhile, and it is not the end: calls that come later are
//! served as ever. What only looks at things ends by itself; what changes them is told, and decides.
//!
//! A signal to the provider stops everything, too, and then it is the end.

use std::sync::PoisonError;

use tokio_util::sync::CancellationToken;

use crate::{
    diagnostics::{Diagnostic, Result},
    protocol::server::Server,
    provider::Provider,
};

impl<P: Provider> Server<P> {
    /// What running operations watch to know that the user has had enough.
    pub(super) fn stop_token(&self) -> CancellationToken {
        let stop = self.1.stop.lock();
        stop.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops what is running now, and nothing that comes later.
    pub(super) fn stop_running(&self) {
        let stop = self.1.stop.lock();
        let mut stop = stop.unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *stop, self.0.changes.stop_token()).cancel();
    }

    /// Does `work`, which must not change anything, unless the user interrupts Terraform before it is done.
    pub(super) async fn unless_stopped<T>(
        &self,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let stop = self.stop_token();
        tokio::select! {
            biased;
            outcome = work => outcome,
            () = stop.cancelled() => {
                let detail = "Terraform or the provider was interrupted while the provider was still looking. Nothing has been changed.";
                Err(Diagnostic::error("Operation canceled", detail).into())
            }
        }
    }
}
