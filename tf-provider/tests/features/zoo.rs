//! A provider with one of everything, and shorthand for asking it.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::{Computed, Field, Model, Object},
    protocol::{
        Server, codec,
        generated::tfplugin5::{
            self as wire, DynamicValue, configure, provider_server::Provider as _,
        },
    },
    provider::{Host, Provider, Registry},
    resource::{Op, Resource},
    value::Value,
};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tonic::Request;

use crate::{action::Feed, ephemeral::TicketDesk, function, list::AnimalList};

model! {
    /// Nothing to set.
    pub(crate) struct Nothing <- NothingDraft {}
}

model! {
    /// An animal.
    pub(crate) struct Animal <- AnimalDraft {
        /// What it is called.
        name: String = required(),
        /// What only its keeper knows.
        secret: Option<String> = optional().write_only(),
        /// The number of its cage.
        id: Computed<String> = computed().stable(),
    }
}

/// Where the toys say what happens to them.
pub(crate) type Heard = UnboundedSender<String>;

#[derive(Debug)]
pub(crate) struct Zoo(Heard);

impl Provider for Zoo {
    const NAME: &'static str = "zoo";
    type Config = Nothing;
    type Client = Heard;

    async fn configure(&self, _: NothingDraft, _: &Host) -> Result<Heard> {
        Ok(self.0.clone())
    }

    fn registry() -> Registry<Heard> {
        Registry::new(Self::NAME)
            .resource(|_| Animals)
            .function::<function::Greet>()
            .function::<function::Join>()
            .function::<function::Count>()
            .function::<function::Answer>()
            .ephemeral_resource(|heard: &Heard| TicketDesk(heard.clone()))
            .list_resource(|heard: &Heard| AnimalList(heard.clone()))
            .action(|heard: &Heard| Feed(heard.clone()))
    }
}

#[derive(Debug)]
pub(crate) struct Animals;

impl Resource for Animals {
    const NAME: &'static str = "animal";
    const IDENTITY: &'static [&'static str] = &["id"];
    type Model = Animal;

    async fn create(&self, _: &mut Op<Animal>, planned: Animal) -> Result<Animal> {
        Ok(planned)
    }

    async fn read(&self, state: Animal) -> Result<Option<Animal>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Animal>, _: Animal, planned: Animal) -> Result<Animal> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Animal>, _: Animal) -> Result<()> {
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Animal> {
        Err(problem(id))
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
pub(crate) fn told(found: &[wire::Diagnostic]) -> Vec<(i32, &str, String)> {
    let place = |it: &wire::Diagnostic| it.attribute.as_ref().map(|it| format!("{it:?}"));
    let tell = |it| (place(it), it);
    let told = found.iter().map(tell);
    told.map(|(place, it)| (it.severity, it.summary.as_str(), place.unwrap_or_default()))
        .collect()
}

/// The one message there is, an error.
pub(crate) fn only_error(found: &[wire::Diagnostic]) -> &wire::Diagnostic {
    let [error] = found else {
        panic!("{found:?}");
    };
    assert_eq!(error.severity(), wire::diagnostic::Severity::Error);
    error
}

/// An error of the service.
pub(crate) fn problem(what: &str) -> Diagnostics {
    Diagnostic::error(format!("Error feeding {what}"), "It bites.").into()
}

/// Says that it is dropped.
pub(crate) struct Mortal(pub(crate) Heard, pub(crate) &'static str);

impl Drop for Mortal {
    fn drop(&mut self) {
        let _ = self.0.send(format!("{} dropped", self.1));
    }
}
