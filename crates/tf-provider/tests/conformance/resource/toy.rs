//! A provider of shelves, which have every feature that a resource can have, and of pegs, which have none.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tf_provider::{
    data_source::DataSource,
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::{Computed, Object},
    provider::{Host, Provider, Registry},
    resource::{Deferral, MoveSource, Op, PlanChange, Resource},
    timeouts::Operation,
    value::{Json, Value},
};

/// The service, and what tests want to know about it.
#[derive(Debug, Default)]
pub(crate) struct House {
    pub(crate) shelves: BTreeMap<String, Shelf>,
    /// Where the next operation fails, if at all.
    pub(crate) fault: Option<&'static str>,
    /// Every call that reached the service.
    pub(crate) calls: Vec<String>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Toy(pub(crate) Arc<Mutex<House>>);

impl Toy {
    pub(crate) fn house(&self) -> MutexGuard<'_, House> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn called(&self, call: &str, fault: &str) -> Result<()> {
        let mut house = self.house();
        house.calls.push(call.to_owned());
        if house.fault != Some(fault) {
            return Ok(());
        }
        Err(Diagnostic::error(format!("Error at {fault}"), "It was asked to fail.").into())
    }
}

model! {
    /// The provider's settings.
    pub struct Settings <- SettingsConfig {
        /// Where the house is.
        address: Option<String> = optional(),
    }
}

model! {
    /// What modules say.
    pub struct Meta <- MetaConfig {
        /// Who wrote the module.
        team: String = required(),
    }
}

model! {
    /// A shelf.
    pub struct Shelf <- ShelfConfig {
        /// Where it hangs.
        room: String = required().requires_replace(),
        /// What is written on it.
        name: String = required().len(1..=20),
        /// How much fits; it cannot shrink.
        size: i64 = optional().default(3),
        /// Excludes `labels`.
        note: Option<String> = optional(),
        /// Excludes `note`.
        labels: Option<BTreeMap<String, String>> = optional(),
        /// In no order.
        tags: Option<BTreeSet<String>> = optional(),
        /// Chosen by the service when it is not configured.
        color: Computed<String> = optional().or_computed().use_state_for_unknown(),
        /// What `name` was called.
        title: Option<String> = optional().deprecated("Use `name`."),
        /// Opens it.
        key: Option<String> = optional().sensitive().write_only(),
        /// Raise it to send the key again.
        key_version: Option<i64> = optional(),
        /// Given by the service.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// Number of changes.
        changes: Computed<i64> = computed(),
    }
}

model! {
    /// A peg.
    pub struct Peg <- PegConfig {
        /// Where it is.
        room: String = required(),
    }
}

impl Provider for Toy {
    const NAME: &'static str = "toy";
    const NAMESPACES: &'static [&'static str] = &["acme", "mirror"];
    type Config = Settings;
    type Client = Self;

    async fn configure(&self, _config: SettingsConfig, _host: &Host) -> Result<Self> {
        Ok(self.clone())
    }

    fn registry() -> Registry<Self> {
        Registry::new(Self::NAME)
            .provider_meta::<Meta>()
            .resource(|it: &Self| Shelves(it.clone()))
            .resource(|_: &Self| Pegs)
            .data_source(|_: &Self| PegLookup)
    }
}

fn who_is_planned(change: &PlanChange<Shelf>) -> Diagnostic {
    let summary = match &change.prior {
        None => "A new shelf",
        Some(_) => "A change of a shelf",
    };
    Diagnostic::warning(summary, "It was asked to warn.")
}

/// Manages shelves.
#[derive(Debug)]
pub(crate) struct Shelves(pub(crate) Toy);

impl Resource for Shelves {
    const NAME: &'static str = "shelf";
    const VERSION: u64 = 2;
    const TIMEOUTS: &'static [(Operation, Duration)] =
        &[(Operation::Create, Duration::from_secs(60))];
    const IDENTITY: &'static [&'static str] = &["room", "id"];
    type Model = Shelf;

    fn validate(config: &ShelfConfig, diagnostics: &mut Diagnostics) {
        if config.note.known().is_some() && config.labels.known().is_some() {
            diagnostics.push(Diagnostic::error("Conflict", "Set a note or labels.").at("note"));
        }
    }

    async fn modify_plan(&self, change: &mut PlanChange<Shelf>) {
        if let Ok(Some(meta)) = change.provider_meta::<Meta>() {
            self.0.house().calls.push(format!("plan for {}", meta.team));
        }
        let name = change.config.as_ref().and_then(|it| it.name.text());
        let name = name.unwrap_or_default().to_owned();
        match name.as_str() {
            "not yet" => change.defer(Deferral::AbsentPrerequisite),
            "typo" => change.replace("sise"),
            "private" => change.set_private("plans", count(change.private("plans"))),
            "loud" => change.diagnostics.push(who_is_planned(change)),
            "unmakable" if change.is_replacement() => {
                let detail = format!("{:?} would be gone.", change.predecessor());
                change.error(Diagnostic::error("No such shelf can be made", detail));
            }
            _ => {}
        }
        let Some(planned) = &mut change.planned else {
            return;
        };
        match name.as_str() {
            "lie" => planned.name = "truth".into(),
            "note" => planned.note = "made up".into(),
            "maybe" => planned.size = Computed::Unknown,
            "keep" => {
                planned.name = change.prior.as_ref().map(|it| it.name.clone()).into();
            }
            "secret" => planned.key = "leaked".into(),
            "swap" => planned.id = Computed::Unknown,
            _ => {}
        }
        let planned_size = planned.size.known().copied();
        let prior_size = change.prior.as_ref().map(|it| it.size);
        if planned_size < prior_size && planned_size.is_some() {
            change.replace("size");
        }
    }

    async fn create(&self, op: &mut Op<Shelf>, planned: Shelf) -> Result<Shelf> {
        let key = planned.key.clone().unwrap_or_default();
        let team = op.provider_meta::<Meta>()?.map(|it| it.team);
        let call = format!("create {} {key} {}", planned.name, team.unwrap_or_default());
        self.0.called(call.trim_end(), "create")?;
        if self
            .0
            .house()
            .shelves
            .values()
            .any(|it| it.name == planned.name)
        {
            let problem = Diagnostic::error("Name taken", "A shelf of that name exists.");
            return Err(problem.at("name").into());
        }
        let id = format!("s-{}", self.0.house().shelves.len() + 1);
        let mut made = Shelf {
            id: Computed::Known(id.clone()),
            ..planned
        };
        op.save(&made);
        op.set_private("etag", Json::String(format!("etag of {id}")));
        self.0.called("wait", "wait")?;
        assert_ne!(self.0.house().fault, Some("panic"), "asked to");
        made.changes = 1.into();
        if !matches!(made.color, Computed::Known(_)) {
            made.color = "white".into();
        }
        self.0.house().shelves.insert(id, made.clone());
        Ok(made)
    }

    async fn read(&self, state: Shelf) -> Result<Option<Shelf>> {
        self.0.called("read", "read")?;
        assert_ne!(self.0.house().fault, Some("panic in a read"), "asked to");
        let house = self.0.house();
        let actual = state
            .id
            .text()
            .and_then(|id| house.shelves.get(id))
            .cloned();
        Ok(actual)
    }

    async fn refresh(&self, op: &mut Op<Shelf>, state: Shelf) -> Result<Option<Shelf>> {
        let reads = count(op.private("reads").as_ref());
        op.set_private("reads", reads);
        if let Some(meta) = op.provider_meta::<Meta>()? {
            self.0.house().calls.push(format!("read for {}", meta.team));
        }
        self.read(state).await
    }

    async fn update(&self, op: &mut Op<Shelf>, prior: Shelf, planned: Shelf) -> Result<Shelf> {
        let mut now = prior.clone();
        if prior.size != planned.size {
            self.0.called("resize", "resize")?;
            now.size = planned.size;
            op.save(&now);
        }
        if prior.key_version != planned.key_version {
            let key = planned.key.as_deref().unwrap_or_default();
            self.0.called(&format!("rekey {key}"), "rekey")?;
        }
        if prior.name != planned.name || prior.note != planned.note {
            let etag = op.private("etag").map(|it| it.to_string());
            self.0
                .called(&format!("rename {}", etag.unwrap_or_default()), "rename")?;
            op.set_private("etag", Json::String("new".to_owned()));
        }
        let mut now = Shelf {
            id: prior.id,
            ..planned
        };
        now.changes = prior.changes.known().map_or(1, |it| it + 1).into();
        if self.0.house().fault == Some("swap") {
            now.id = "s-9".into();
        }
        let id = now.id.text().unwrap_or_default().to_owned();
        self.0.house().shelves.insert(id, now.clone());
        Ok(now)
    }

    async fn delete(&self, op: &mut Op<Shelf>, state: Shelf) -> Result<()> {
        let etag = op.private("etag").map(|it| it.to_string());
        self.0
            .called(&format!("delete {}", etag.unwrap_or_default()), "delete")?;
        let id = state.id.text().unwrap_or_default();
        self.0.house().shelves.remove(id);
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Shelf> {
        let Some((room, id)) = id.split_once('/') else {
            let detail = format!("`{id}` is not of the form `room/id`.");
            return Err(Diagnostic::error("Invalid identifier", detail).into());
        };
        let actual = self
            .0
            .house()
            .shelves
            .get(id)
            .filter(|it| it.room == room)
            .cloned();
        actual.ok_or_else(|| Diagnostic::error("No such shelf", "There is none.").into())
    }

    fn upgrade(from: u64, state: &mut Json) -> Result<()> {
        let Json::Object(state) = state else {
            return Ok(());
        };
        if from == 0 {
            let name = state.remove("label").unwrap_or(Json::Null);
            state.insert("name".to_owned(), name);
        }
        if let Some(size) = state.remove("centimeters") {
            state.insert("size".to_owned(), size);
        }
        Ok(())
    }

    fn mend(state: &mut Json) {
        if let Json::Object(state) = state
            && let Some(paint) = state.remove("paint")
        {
            state.insert("color".to_owned(), paint);
        }
    }

    fn is_own(state: &Json) -> bool {
        !matches!(state, Json::Object(state) if state.contains_key("varnish"))
    }

    fn take_over(source: &MoveSource, state: &mut Json) -> Result<bool> {
        let Json::Object(state) = state else {
            return Ok(false);
        };
        if source.type_name != "wood_board" || source.schema_version > 1 {
            return Ok(false);
        }
        let room = source.provider_name().to_owned();
        state.insert("room".to_owned(), Json::String(room));
        state.insert("key".to_owned(), Json::String("leaked".to_owned()));
        Ok(true)
    }

    fn generated(config: &mut Object) {
        if config.get("labels").is_some_and(|it| !it.is_null()) {
            config.insert("note".to_owned(), Value::Null);
        }
    }
}

fn count(before: Option<&Json>) -> Json {
    let before = before.map_or(0, |it| it.to_string().parse::<i64>().unwrap());
    (before + 1).to_string().parse().unwrap()
}

/// Manages pegs.
#[derive(Debug)]
pub(crate) struct Pegs;

impl Resource for Pegs {
    const NAME: &'static str = "peg";
    type Model = Peg;

    async fn create(&self, _: &mut Op<Peg>, planned: Peg) -> Result<Peg> {
        Ok(planned)
    }

    async fn read(&self, state: Peg) -> Result<Option<Peg>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Peg>, _: Peg, planned: Peg) -> Result<Peg> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Peg>, _: Peg) -> Result<()> {
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Peg> {
        Ok(Peg {
            room: id.to_owned(),
        })
    }
}

/// Finds pegs.
#[derive(Debug)]
pub(crate) struct PegLookup;

model! {
    /// A peg, and how many there are.
    pub struct PegFound <- PegFoundConfig {
        /// Where it is.
        room: String = required(),
        /// How many there are.
        total: Computed<i64> = computed(),
    }
}

impl DataSource for PegLookup {
    const NAME: &'static str = "peg";
    type Model = PegFound;

    async fn read(&self, config: PegFound) -> Result<PegFound> {
        Ok(PegFound {
            total: 4.into(),
            ..config
        })
    }
}
