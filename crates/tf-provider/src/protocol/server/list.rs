//! Lists of what exists.
//!
//! A list runs in a task that ends with whatever comes first: all is found, enough is found, Terraform hangs up, or the
//! user interrupts. The stream itself never fails: what goes wrong is its last event.

use std::{panic::AssertUnwindSafe, pin::Pin, sync::Arc};

use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::ReceiverStream};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    list::{DynListResource, Listed, Wanted},
    printable,
    protocol::{
        convert,
        generated::tfplugin5::{
            ResourceIdentityData, list_resource, validate_list_resource_config as validate,
        },
        server::{
            Server,
            answer::{catch_unwind, in_place, panicked},
            decode_required, encode,
        },
    },
    provider::Provider,
    resource,
    schema::Block,
    value::{Type, Value},
};

/// Events to come.
pub(super) type Events<E> = Pin<Box<dyn Stream<Item = Result<E, Status>> + Send>>;

/// How many objects are looked for before Terraform has taken the first.
const AHEAD: usize = 16;

impl<P: Provider> Server<P> {
    pub(super) fn validate_list(&self, request: &validate::Request) -> Result<validate::Response> {
        let offer = self.0.list_resources.get(&request.type_name)?;
        let ty = offer.schema.block.ty();
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        Ok(validate::Response {
            diagnostics: convert::diagnostics(offer.validate(&config)),
        })
    }

    pub(super) fn list(&self, request: &list_resource::Request) -> Events<list_resource::Event> {
        self.try_list(request)
            .unwrap_or_else(|diagnostics| Box::pin(tokio_stream::once(Ok(failed(diagnostics)))))
    }

    fn try_list(&self, request: &list_resource::Request) -> Result<Events<list_resource::Event>> {
        let name = &request.type_name;
        let offer = self.0.list_resources.get(name)?;
        let block = self.resource_type(name)?.schema.block.clone();
        let list = self.configured()?.list_resources.get(name).cloned()?;
        let ty = offer.schema.block.ty();
        let config = decode_required("configuration", &ty, request.config.as_ref())?;
        let wanted = Wanted {
            // Terraform lets no configuration ask for less than nothing.
            limit: usize::try_from(request.limit).unwrap_or(0),
            objects: request.include_resource_object,
        };
        let identity = list.identity_type();

        let (sender, receiver) = mpsc::channel(AHEAD);
        tokio::spawn(produce(list, config, wanted, self.stop_token(), sender));
        let (events, answer) = mpsc::channel(1);
        let event = move |diagnostics: Result<Listed>| {
            let convert = || diagnostics.and_then(|it| event(it, &identity, &block));
            let converted = std::panic::catch_unwind(AssertUnwindSafe(convert));
            converted.unwrap_or_else(|panic| Err(panicked(panic.as_ref()).into()))
        };
        tokio::spawn(convert_all(receiver, event, events));
        Ok(Box::pin(ReceiverStream::new(answer)))
    }
}

/// Makes an event of each result. The connection with Terraform is for sending them only.
async fn convert_all(
    mut results: mpsc::Receiver<Result<Listed>>,
    event: impl Fn(Result<Listed>) -> Result<list_resource::Event>,
    events: mpsc::Sender<Result<list_resource::Event, Status>>,
) {
    loop {
        let result = tokio::select! {
            biased;
            () = events.closed() => return,
            result = results.recv() => result,
        };
        let Some(result) = result else { return };
        let event = in_place(|| event(result)).unwrap_or_else(failed);
        if events.send(Ok(event)).await.is_err() {
            return;
        }
    }
}

async fn produce(
    list: Arc<dyn DynListResource>,
    config: Value,
    wanted: Wanted,
    stop: CancellationToken,
    sender: mpsc::Sender<Result<Listed>>,
) {
    let outcome = tokio::select! {
        outcome = catch_unwind(list.list(config, wanted, sender.clone())) => outcome,
        () = stop.cancelled() => {
            let detail = "It was interrupted. There may be more than what was found so far.";
            Err(Diagnostic::error("List canceled", detail).into())
        }
        () = sender.closed() => return,
    };
    if let Err(problem) = outcome {
        // Nobody is left to tell if this fails.
        let _ = sender.send(Err(problem)).await;
    }
}

fn event(listed: Listed, identity: &Type, block: &Block) -> Result<list_resource::Event> {
    let object = listed.object.map(|it| {
        let state = resource::refreshed(block, &Value::Null, it);
        encode(&block.ty(), &state)
    });
    Ok(list_resource::Event {
        identity: Some(ResourceIdentityData {
            identity_data: Some(encode(identity, &listed.identity)?),
        }),
        display_name: printable::line(listed.display_name),
        resource_object: object.transpose()?,
        diagnostic: Vec::new(),
    })
}

fn failed(diagnostics: Diagnostics) -> list_resource::Event {
    list_resource::Event {
        diagnostic: convert::diagnostics(diagnostics),
        ..list_resource::Event::default()
    }
}
