//! A provider with one of everything, and shorthand for asking it.

use tf_provider::{
    diagnostics::Result,
    model::{Field, Model, Object},
    protocol::{
        Server, codec,
        generated::tfplugin5::{
            self as wire, DynamicValue, configure, provider_server::Provider as _,
        },
    },
    provider::{Host, Provider, Registry},
    value::Value,
};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tonic::Request;

use super::toys::{
    AnimalList, Animals, Answer, Count, Feed, Greet, Heard, Join, Nothing, NothingConfig,
    TicketDesk,
};

#[derive(Debug)]
pub(crate) struct Zoo(Heard);

impl Provider for Zoo {
    const NAME: &'static str = "zoo";
    type Config = Nothing;
    type Client = Heard;

    async fn configure(&self, _: NothingConfig, _: &Host) -> Result<Heard> {
        Ok(self.0.clone())
    }

    fn registry() -> Registry<Heard> {
        Registry::new(Self::NAME)
            .resource(|_| Animals)
            .function::<Greet>()
            .function::<Join>()
            .function::<Count>()
            .function::<Answer>()
            .ephemeral_resource(|heard: &Heard| TicketDesk(heard.clone()))
            .list_resource(|heard: &Heard| AnimalList(heard.clone()))
            .action(|heard: &Heard| Feed(heard.clone()))
    }
}

/// A configured zoo, and what its toys say.
pub(crate) async fn open_zoo() -> (Server<Zoo>, UnboundedReceiver<String>) {
    let (zoo, heard) = closed_zoo();
    let request = configure::Request {
        config: Some(wire_of::<Nothing>([])),
        ..configure::Request::default()
    };
    let answer = zoo.configure(Request::new(request)).await.unwrap();
    assert_eq!(answer.into_inner().diagnostics, []);
    (zoo, heard)
}

/// A zoo that was never configured.
pub(crate) fn closed_zoo() -> (Server<Zoo>, UnboundedReceiver<String>) {
    let (sender, heard) = unbounded_channel();
    (Server::new(Zoo(sender)), heard)
}

/// A value of the model with these attributes, and null for the others.
pub(crate) fn wire_of<M: Model + Field>(
    set: impl IntoIterator<Item = (&'static str, Value)>,
) -> DynamicValue {
    let nulls = M::attributes()
        .iter()
        .map(|it| (it.name.clone(), Value::Null));
    let mut object: Object = nulls.collect();
    object.extend(set.into_iter().map(|(name, it)| (name.to_owned(), it)));
    codec::to_wire(&M::ty(), &Value::Object(object)).unwrap()
}

/// A request in which nothing is set.
pub(crate) fn nothing<R: Default>() -> Request<R> {
    Request::new(R::default())
}

/// The attributes of a value of the model.
pub(crate) fn object_of<M: Field>(sent: Option<&DynamicValue>) -> Object {
    match codec::from_wire(&M::ty(), sent).unwrap().unwrap() {
        Value::Object(object) => object,
        other => panic!("{other:?}"),
    }
}

/// Severity, summary and attribute of each message.
pub(crate) fn told(actual: &[wire::Diagnostic]) -> Vec<(i32, &str, String)> {
    let place = |it: &wire::Diagnostic| it.attribute.as_ref().map(|it| format!("{it:?}"));
    let tell = |it| (place(it), it);
    let told = actual.iter().map(tell);
    told.map(|(place, it)| (it.severity, it.summary.as_str(), place.unwrap_or_default()))
        .collect()
}

/// The one message there is, an error.
pub(crate) fn only_error(actual: &[wire::Diagnostic]) -> &wire::Diagnostic {
    let [error] = actual else {
        panic!("{actual:?}");
    };
    assert_eq!(error.severity(), wire::diagnostic::Severity::Error);
    error
}
