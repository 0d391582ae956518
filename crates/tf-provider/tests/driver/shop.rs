//! A provider of items in a shop, with a door to wait at.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Result},
    model,
    model::{Computed, Model as _, Object},
    protocol::{codec, generated::tfplugin5::DynamicValue},
    provider::{Host, Provider, Registry},
    resource::{Op, Resource},
    schema::Block,
    testing::Terraform,
    value::{Type, Value},
};
use tokio::sync::{Semaphore, mpsc};

/// The shop, and whoever looks at it from outside.
#[derive(Clone, Debug)]
pub(crate) struct Shop(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    items: Mutex<BTreeMap<String, Item>>,
    door: Semaphore,
    events: mpsc::UnboundedSender<String>,
}

/// What happens in the shop, in order: `made 1`, `reading 1`.
pub(crate) type Events = mpsc::UnboundedReceiver<String>;

impl Shop {
    pub(crate) fn new() -> (Self, Events) {
        let (events, seen) = mpsc::unbounded_channel();
        let inside = Inside {
            items: Mutex::default(),
            door: Semaphore::new(0),
            events,
        };
        (Self(Arc::new(inside)), seen)
    }

    /// Lets everyone through who waits or will wait.
    pub(crate) fn open(&self) {
        self.0.door.add_permits(1_000);
    }

    /// Changes or removes items behind Terraform's back.
    pub(crate) fn items<T>(&self, change: impl FnOnce(&mut BTreeMap<String, Item>) -> T) -> T {
        change(&mut self.0.items.lock().unwrap())
    }

    async fn door(&self) {
        let _ = self.0.door.acquire().await;
    }

    fn tell(&self, event: String) {
        // Most tests do not listen.
        let _ = self.0.events.send(event);
    }
}

/// A shop on its own, with a Terraform that knows it.
pub(crate) async fn terraform() -> (Terraform, Shop) {
    let (shop, _) = Shop::new();
    let terraform = Terraform::start(shop.clone()).await.unwrap();
    terraform.configure(serde_json::json!({})).await.unwrap();
    (terraform, shop)
}

/// The type of an item's value.
pub(crate) fn item_type() -> Type {
    Block {
        attributes: Item::attributes().to_vec(),
        ..Block::default()
    }
    .ty()
}

/// Edits a value of an item on the wire; one that is null stays so.
pub(crate) fn edit(sent: &mut Option<DynamicValue>, change: impl FnOnce(&mut Object)) {
    let ty = item_type();
    if let Some(Value::Object(mut object)) = codec::from_wire(&ty, sent.as_ref()).unwrap() {
        change(&mut object);
        *sent = Some(codec::to_wire(&ty, &Value::Object(object)).unwrap());
    }
}

/// Sets one attribute of an item on the wire.
pub(crate) fn set(sent: &mut Option<DynamicValue>, name: &str, value: impl Into<Value>) {
    let value = value.into();
    edit(sent, |item| drop(item.insert(name.to_owned(), value)));
}

model! {
    /// The shop has no settings.
    pub(crate) struct Settings <- SettingsConfig {
        /// Is ignored.
        motto: Option<String> = optional(),
    }
}

model! {
    /// Something on a shelf.
    pub(crate) struct Item <- ItemConfig {
        /// What it is. Some words make the shop behave badly.
        name: String = required(),
        /// How many there are.
        count: i64 = optional().default(1),
        /// Where it is; it cannot be moved.
        shelf: Option<String> = optional().requires_replace(),
        /// Words on it.
        labels: Option<Vec<String>> = optional(),
        /// How to get it cheaper.
        code: Option<String> = optional().write_only(),
        /// What it costs in truth.
        cost: Option<String> = optional().sensitive(),
        /// Its number.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// How often it was changed.
        changes: Computed<i64> = computed(),
    }
}

impl Provider for Shop {
    const NAME: &'static str = "shop";
    type Config = Settings;
    type Client = Self;

    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<Self> {
        Ok(self.clone())
    }

    fn registry() -> Registry<Self> {
        Registry::new("shop")
            .resource(|shop: &Self| Items(shop.clone()))
            .data_source(|shop: &Self| Lookup(shop.clone()))
    }
}

struct Items(Shop);

impl Resource for Items {
    const NAME: &'static str = "item";
    type Model = Item;

    async fn create(&self, op: &mut Op<Item>, mut planned: Item) -> Result<Item> {
        let name = planned.name.clone();
        if name == "refused" {
            return Err(Diagnostic::error("No such item", "The shop does not sell it.").into());
        }
        planned.changes = 0.into();
        // Others come at the same time, so the number is taken while it is found.
        let id = self.0.items(|items| {
            let id = (items.len() + 1).to_string();
            planned.id = id.as_str().into();
            items.insert(id.clone(), planned.clone());
            id
        });
        self.0.tell(format!("made {id}"));
        if name == "slow to answer" {
            self.0.door().await;
        }
        op.save(&planned);
        self.0.tell(format!("saved {id}"));
        if name == "breaks" {
            return Err(Diagnostic::error("It broke", "Right after it was made.").into());
        }
        if name.starts_with("slow") {
            tokio::select! {
                () = self.0.door() => {}
                () = op.stop().cancelled() => {
                    let detail = format!("Item {id} exists, but nobody waited for it.");
                    return Err(Diagnostic::error("Creation interrupted", detail).into());
                }
            }
        }
        Ok(planned)
    }

    async fn read(&self, state: Item) -> Result<Option<Item>> {
        let id = state.id.text().unwrap_or_default();
        self.0.tell(format!("reading {id}"));
        let actual = self.0.items(|items| items.get(id).cloned());
        if actual.as_ref().is_some_and(|it| it.name == "shy") {
            self.0.door().await;
        }
        Ok(actual)
    }

    async fn update(&self, op: &mut Op<Item>, prior: Item, mut planned: Item) -> Result<Item> {
        let id = prior.id.text().unwrap_or_default().to_owned();
        planned.changes = prior.changes.into_known().map(|it| it + 1).into();
        self.0.items(|items| items.insert(id, planned.clone()));
        op.save(&planned);
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Item>, state: Item) -> Result<()> {
        let id = state.id.text().unwrap_or_default();
        if state.name == "sticky" {
            return Err(Diagnostic::error("It is stuck", "Pull harder.").into());
        }
        self.0.items(|items| items.remove(id));
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Item> {
        self.0.tell(format!("importing {id}"));
        if id == "slow" {
            self.0.door().await;
        }
        let actual = self.0.items(|items| items.get(id).cloned());
        actual.ok_or_else(|| {
            Diagnostic::error("No such item", format!("There is no item {id}.")).into()
        })
    }
}

model! {
    /// An item by its name.
    pub(crate) struct Query <- QueryConfig {
        /// What it is.
        name: String = required(),
        /// Its number.
        id: Computed<String> = computed(),
    }
}

struct Lookup(Shop);

impl DataSource for Lookup {
    const NAME: &'static str = "lookup";
    type Model = Query;

    async fn read(&self, config: Query) -> Result<Query> {
        self.0.tell(format!("looking for {}", config.name));
        if config.name == "slow" {
            self.0.door().await;
        }
        let id = self.0.items(|items| {
            let mut actual = items.iter().filter(|(_, it)| it.name == config.name);
            actual.next().map(|(id, _)| id.clone())
        });
        if id.is_none() {
            return Err(Diagnostic::error("No such item", "Nothing has that name.").into());
        }
        Ok(Query {
            id: id.into(),
            ..config
        })
    }
}
