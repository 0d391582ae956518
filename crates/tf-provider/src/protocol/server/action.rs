//! Actions: validate, plan, and invoke with news on the way.
//!
//! The stream of an invocation never fails and ends with exactly one event that says so. An event without a content
//! would crash Terraform.

use std::{sync::Arc, time::Duration};

use tokio::{sync::mpsc, time::timeout};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::{
    action::{DynAction, News, Progress},
    diagnostics::{Diagnostic, Diagnostics, Result},
    printable,
    protocol::{
        convert,
        generated::tfplugin5::{invoke_action, plan_action, validate_action_config as validate},
        server::{Server, answer::catch_unwind, decode_required, list::Events},
    },
    provider::Provider,
    resource::BoxFuture,
};

/// How many lines an action can be ahead of Terraform.
const AHEAD: usize = 16;

/// How long an action may go on once the user interrupts, so that it can end where it makes sense.
const GRACE: Duration = Duration::from_secs(5);

impl<P: Provider> Server<P> {
    pub(super) fn validate_action(
        &self,
        request: &validate::Request,
    ) -> Result<validate::Response> {
        let offer = self.0.actions.get(&request.action_type)?;
        let ty = offer.schema.block.ty();
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        Ok(validate::Response {
            diagnostics: convert::diagnostics(offer.validate(&config)),
        })
    }

    pub(super) async fn plan_action(
        &self,
        request: plan_action::Request,
    ) -> Result<plan_action::Response> {
        let ty = self.0.actions.get(&request.action_type)?.schema.block.ty();
        let action = self.action(&request.action_type)?;
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        action.plan(config).await?;
        Ok(plan_action::Response::default())
    }

    pub(super) fn invoke(&self, request: &invoke_action::Request) -> Events<invoke_action::Event> {
        self.try_invoke(request).unwrap_or_else(|diagnostics| {
            let completed = News::Completed(diagnostics);
            Box::pin(tokio_stream::once(event(completed)))
        })
    }

    fn try_invoke(&self, request: &invoke_action::Request) -> Result<Events<invoke_action::Event>> {
        let ty = self.0.actions.get(&request.action_type)?.schema.block.ty();
        let action = self.action(&request.action_type)?;
        let config = decode_required("configuration", &ty, request.config.as_ref())?;

        let (sender, receiver) = mpsc::channel(AHEAD);
        let name = request.action_type.clone();
        let account = move || {
            format!(
                "The action {name} was cut off, and some of it may have taken effect. Look before you start it again."
            )
        };
        let under_way = self.changes().begin(Box::new(account))?;
        let stop = self.stop_token().child_token();
        let work = action.invoke(config, Progress::new(stop.clone(), sender.clone()));
        tokio::spawn(async move {
            let diagnostics = until_stopped(work, stop, &sender).await;
            // Nobody is left to tell if this fails.
            let _ = sender.send(News::Completed(diagnostics)).await;
            drop(under_way);
        });
        Ok(Box::pin(ReceiverStream::new(receiver).map(event)))
    }

    fn action(&self, name: &str) -> Result<Arc<dyn DynAction>> {
        self.0.actions.get(name)?;
        self.configured()?.actions.get(name).cloned()
    }
}

/// Everything there is to say at the end of `work`, which comes soon after somebody has had enough.
async fn until_stopped(
    work: BoxFuture<'static, Diagnostics>,
    stop: CancellationToken,
    sender: &mpsc::Sender<News>,
) -> Diagnostics {
    let mut work = std::pin::pin!(catch_unwind(async { Ok(work.await) }));
    let ended = tokio::select! {
        ended = &mut work => ended,
        () = stopped(&stop, sender) => {
            stop.cancel();
            timeout(GRACE, work).await.unwrap_or_else(|_| Err(cut_short()))
        }
    };
    ended.unwrap_or_else(|diagnostics| diagnostics)
}

async fn stopped(stop: &CancellationToken, sender: &mpsc::Sender<News>) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = sender.closed() => {}
    }
}

fn cut_short() -> Diagnostics {
    let detail = "It was interrupted and did not end in time. Some of it may have taken effect: look before you start it again.";
    Diagnostic::error("Action canceled", detail).into()
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "an item of a stream that could fail"
)]
fn event(news: News) -> Result<invoke_action::Event, Status> {
    use invoke_action::event::{Completed, Progress, Type};
    let content = match news {
        News::Progress(message) => Type::Progress(Progress {
            message: printable::lines(message),
        }),
        News::Completed(problems) => Type::Completed(Completed {
            diagnostics: convert::diagnostics(problems),
        }),
    };
    Ok(invoke_action::Event {
        r#type: Some(content),
    })
}
