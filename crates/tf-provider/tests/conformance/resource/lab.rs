//! A small Terraform: it keeps a state, makes the requests, and checks what holds for every answer.

use serde_json::{Value as Text, json};
use tf_provider::{
    model::{Field, Model},
    protocol::{
        Server,
        codec::{from_wire, to_wire},
        generated::tfplugin5::{
            ClientCapabilities, Diagnostic, DynamicValue, RawState, ResourceIdentityData,
            apply_resource_change as apply, configure, plan_resource_change as plan,
            provider_server::Provider, read_resource as read,
        },
    },
    value::{Json, ObjectType, Type, Value, decode_json},
};
use tonic::Request;

use super::toy::{Settings, Shelf, Toy};

pub(crate) const SHELF: &str = "toy_shelf";

pub(crate) struct Lab {
    pub(crate) toy: Toy,
    pub(crate) server: Server<Toy>,
    /// What Terraform says of itself.
    pub(crate) client: ClientCapabilities,
    pub(crate) meta: Option<DynamicValue>,
}

/// What Terraform remembers of a shelf.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stored {
    pub(crate) state: Text,
    pub(crate) private: Vec<u8>,
    pub(crate) identity: Option<ResourceIdentityData>,
}

impl Lab {
    pub(crate) async fn start() -> Self {
        let lab = Self::unconfigured();
        lab.configure(&json!({})).await;
        lab
    }

    pub(crate) fn unconfigured() -> Self {
        let toy = Toy::default();
        Self {
            server: Server::new(toy.clone()),
            toy,
            client: ClientCapabilities {
                deferral_allowed: false,
                write_only_attributes_allowed: true,
            },
            meta: None,
        }
    }

    pub(crate) async fn configure(&self, config: &Text) {
        let config = Some(wire(&Settings::ty(), config));
        let request = configure::Request {
            config,
            ..Default::default()
        };
        let answer = self
            .server
            .configure(Request::new(request))
            .await
            .unwrap()
            .into_inner();
        assert_eq!(answer.diagnostics, []);
    }

    pub(crate) fn plan_request(&self, stored: &Stored, config: &Text) -> plan::Request {
        plan::Request {
            type_name: SHELF.to_owned(),
            prior_state: Some(shelf(&stored.state)),
            proposed_new_state: Some(shelf(&proposed(&stored.state, config))),
            config: Some(shelf(config)),
            prior_private: stored.private.clone(),
            provider_meta: self.meta.clone(),
            client_capabilities: Some(self.client),
            prior_identity: stored.identity.clone(),
        }
    }

    pub(crate) async fn plan(&self, stored: &Stored, config: &Text) -> plan::Response {
        let request = self.plan_request(stored, config);
        let answer = self
            .server
            .plan_resource_change(Request::new(request))
            .await;
        let answer = answer.unwrap().into_inner();
        if !has_errors(&answer.diagnostics) {
            check(answer.planned_state.as_ref());
        }
        answer
    }

    /// Plans and applies, as Terraform does when nothing takes a new object.
    pub(crate) async fn try_apply(&self, stored: &Stored, config: &Text) -> (Stored, Vec<String>) {
        let planned = self.plan(stored, config).await;
        assert_eq!(
            (errors(&planned.diagnostics), planned.requires_replace),
            (vec![], vec![])
        );
        let request = apply::Request {
            type_name: SHELF.to_owned(),
            prior_state: Some(shelf(&stored.state)),
            planned_state: planned.planned_state,
            config: Some(shelf(config)),
            planned_private: planned.planned_private,
            provider_meta: self.meta.clone(),
            planned_identity: planned.planned_identity,
        };
        let answer = self
            .server
            .apply_resource_change(Request::new(request))
            .await;
        let answer = answer.unwrap().into_inner();
        let stored = Stored {
            state: known(answer.new_state.as_ref()),
            private: answer.private,
            identity: answer.new_identity,
        };
        (stored, errors(&answer.diagnostics))
    }

    pub(crate) async fn apply(&self, stored: &Stored, config: &Text) -> Stored {
        let (stored, errors) = self.try_apply(stored, config).await;
        assert_eq!(errors, [""; 0]);
        stored
    }

    pub(crate) async fn create(&self, config: &Text) -> Stored {
        self.apply(&Stored::default(), config).await
    }

    pub(crate) async fn read_answer(&self, stored: &Stored) -> read::Response {
        let request = read::Request {
            type_name: SHELF.to_owned(),
            current_state: Some(shelf(&stored.state)),
            private: stored.private.clone(),
            provider_meta: self.meta.clone(),
            client_capabilities: Some(self.client),
            current_identity: stored.identity.clone(),
        };
        let answer = self.server.read_resource(Request::new(request)).await;
        answer.unwrap().into_inner()
    }

    pub(crate) async fn try_read(&self, stored: &Stored) -> (Stored, Vec<String>) {
        let answer = self.read_answer(stored).await;
        let stored = Stored {
            state: known(answer.new_state.as_ref()),
            private: answer.private,
            identity: answer.new_identity,
        };
        (stored, errors(&answer.diagnostics))
    }

    pub(crate) async fn read(&self, stored: &Stored) -> Stored {
        let (stored, errors) = self.try_read(stored).await;
        assert_eq!(errors, [""; 0]);
        stored
    }

    /// Asserts that a plan changes nothing.
    pub(crate) async fn assert_settled(&self, stored: &Stored, config: &Text) {
        let planned = self.plan(stored, config).await;
        assert_eq!(errors(&planned.diagnostics), [""; 0]);
        assert_eq!(show(planned.planned_state.as_ref()), stored.state);
        assert_eq!(planned.planned_identity, stored.identity);
        assert_eq!(planned.requires_replace, []);
    }
}

/// What Terraform proposes: the configuration, with the state's values for what it leaves to the provider.
fn proposed(prior: &Text, config: &Text) -> Text {
    let (Some(_), Some(prior)) = (config.as_object(), prior.as_object()) else {
        return config.clone();
    };
    let mut proposed = config.clone();
    for attribute in Shelf::attributes()
        .iter()
        .filter(|it| it.mode.is_computed())
    {
        let name = &attribute.name;
        if let (true, Some(prior)) = (config[name].is_null(), prior.get(name)) {
            proposed[name] = prior.clone();
        }
    }
    proposed
}

pub(crate) fn ty() -> Type {
    let Type::Object(mut object) = Shelf::ty() else {
        panic!("a model is an object")
    };
    let timeouts = ObjectType {
        attributes: [("create".to_owned(), Type::String)].into(),
        ..ObjectType::default()
    };
    object
        .attributes
        .insert("timeouts".to_owned(), Type::Object(timeouts));
    Type::Object(object)
}

pub(crate) fn shelf(text: &Text) -> DynamicValue {
    wire(&ty(), text)
}

/// A value from JSON, in which a top-level `"?"` is unknown and what is missing is null.
pub(crate) fn wire(ty: &Type, text: &Text) -> DynamicValue {
    let mut known = text.clone();
    let mut unknown = Vec::new();
    if let Some(members) = known.as_object_mut() {
        unknown = members
            .iter()
            .filter(|it| it.1 == "?")
            .map(|it| it.0.clone())
            .collect();
        members.retain(|name, _| !unknown.contains(name));
    }
    let json: Json = known.to_string().parse().unwrap();
    let mut value = decode_json(ty, &json).unwrap();
    if let Value::Object(object) = &mut value {
        object.extend(unknown.into_iter().map(|name| (name, Value::Unknown)));
    }
    to_wire(ty, &value).unwrap()
}

/// A shelf as JSON, without what is null.
pub(crate) fn show(sent: Option<&DynamicValue>) -> Text {
    show_as(&ty(), sent)
}

pub(crate) fn show_as(ty: &Type, sent: Option<&DynamicValue>) -> Text {
    let value = from_wire(ty, sent)
        .unwrap()
        .expect("an answer holds a value");
    value.conforms(ty).unwrap();
    text(&value)
}

fn text(value: &Value) -> Text {
    match value {
        Value::Null => Text::Null,
        Value::Unknown => json!("?"),
        Value::Bool(it) => json!(it),
        Value::Number(it) => it
            .to_string()
            .parse::<i64>()
            .map_or_else(|_| json!(it.to_string()), |it| json!(it)),
        Value::String(it) => json!(it),
        Value::List(it) | Value::Set(it) => it.iter().map(text).collect(),
        Value::Map(it) | Value::Object(it) => {
            let set = it.iter().filter(|(_, value)| !value.is_null());
            set.map(|(name, value)| (name.clone(), text(value)))
                .collect()
        }
        Value::Dynamic(_) => panic!("no dynamic values here"),
    }
}

/// What holds for every plan and state.
fn check(sent: Option<&DynamicValue>) -> Text {
    let shown = show(sent);
    assert_eq!(shown.get("key"), None, "a write-only value came back");
    shown
}

/// A state: what holds for every one of them is checked.
pub(crate) fn known(sent: Option<&DynamicValue>) -> Text {
    let value = from_wire(&ty(), sent)
        .unwrap()
        .expect("an answer holds a state");
    assert!(value.is_wholly_known(), "{value:?}");
    check(sent)
}

#[expect(clippy::unnecessary_wraps, reason = "messages hold it so")]
pub(crate) fn raw(text: &str) -> Option<RawState> {
    Some(RawState {
        json: text.as_bytes().to_vec(),
        ..RawState::default()
    })
}

pub(crate) fn identity_type() -> Type {
    let names = ["id", "room"].map(|it| (it.to_owned(), Type::String));
    Type::Object(ObjectType {
        attributes: names.into(),
        ..ObjectType::default()
    })
}

#[expect(clippy::unnecessary_wraps, reason = "messages hold it so")]
pub(crate) fn identity(text: &Text) -> Option<ResourceIdentityData> {
    Some(ResourceIdentityData {
        identity_data: Some(wire(&identity_type(), text)),
    })
}

pub(crate) fn show_identity(sent: Option<&ResourceIdentityData>) -> Text {
    sent.map_or(Text::Null, |it| {
        show_as(&identity_type(), it.identity_data.as_ref())
    })
}

fn has_errors(actual: &[Diagnostic]) -> bool {
    actual.iter().any(|it| it.severity == 1)
}

/// The summaries of the errors.
pub(crate) fn errors(actual: &[Diagnostic]) -> Vec<String> {
    assert!(
        actual
            .iter()
            .all(|it| matches!(it.severity, 1 | 2) && !it.summary.is_empty())
    );
    let errors = actual.iter().filter(|it| it.severity == 1);
    errors.map(|it| it.summary.clone()).collect()
}

/// The smallest configuration of a shelf.
pub(crate) fn small() -> Text {
    json!({ "room": "attic", "name": "red" })
}
