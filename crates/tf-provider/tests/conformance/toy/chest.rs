//! Chests, which have every kind of attribute and block. They exist in the state alone, so that processes agree on them.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::pending,
    time::Duration,
};

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model,
    model::Computed,
    resource::{Op, Resource},
    timeouts::Operation,
    value::Json,
};

model! {
    /// Something in a chest.
    pub struct Part <- PartConfig {
        /// What it is made of.
        material: String = required(),
        /// How long it lasts, in years.
        years: i64 = optional().default(50),
    }
}

model! {
    /// Something on a chest.
    pub struct Sticker <- StickerConfig {
        /// What it says.
        text: String = required(),
        /// Whether it shines.
        shines: Option<bool> = optional(),
    }
}

model! {
    /// A place in a chest.
    pub struct Place <- PlaceConfig {
        /// Where it is.
        side: Option<String> = optional(),
        /// What is there.
        part: Vec<Part> = blocks(),
    }
}

model! {
    /// What keeps a chest shut.
    pub struct Key <- KeyConfig {
        /// Its number.
        number: i64 = required(),
        /// Its name.
        name: Option<String> = optional().text(Text::Free),
    }
}

model! {
    /// A chest.
    pub struct Chest <- ChestConfig {
        /// What it is called. Of some names, it behaves badly.
        name: String = required().text(Text::Free),
        /// Where it stands; it is too heavy to move.
        room: Option<String> = optional().requires_replace(),
        /// Whether it is open.
        open: Option<bool> = optional(),
        /// How many of it there are.
        count_of: i64 = optional().default(3),
        /// What it weighs.
        weight: Option<f64> = optional(),
        /// In order.
        words: Option<Vec<String>> = optional(),
        /// In no order.
        tags: Option<BTreeSet<String>> = optional(),
        /// By name.
        sizes: Option<BTreeMap<String, i64>> = optional(),
        /// What opens it.
        key: Option<Key> = optional(),
        /// What else opens it.
        other_keys: Option<BTreeMap<String, Vec<Key>>> = optional(),
        /// Known to its owner.
        code: Option<String> = optional().sensitive(),
        /// Known to nobody.
        secret: Option<String> = optional().sensitive().write_only(),
        /// Chosen when it is not configured.
        color: Computed<String> = optional().or_computed().use_state_for_unknown(),
        /// What `name` was called.
        title: Option<String> = optional().deprecated("Use `name`."),
        /// Its number.
        id: Computed<String> = computed().use_state_for_unknown(),
        /// How often it was changed.
        changes: Computed<i64> = computed(),
        /// What shuts it.
        lid: Option<Part> = block(),
        /// From the top.
        drawer: Vec<Part> = blocks(),
        /// Anywhere on it.
        sticker: Vec<Sticker> = block_set(),
        /// By its name.
        place: BTreeMap<String, Place> = block_map(),
        /// Where it all stands on.
        base: Place = block_group(),
    }
}

/// Manages chests.
#[derive(Debug)]
pub(crate) struct Chests;

impl Resource for Chests {
    const NAME: &'static str = "chest";
    const VERSION: u64 = 1;
    const TIMEOUTS: &'static [(Operation, Duration)] = &[
        (Operation::Create, Duration::from_secs(60)),
        (Operation::Update, Duration::from_secs(60)),
    ];
    const IDENTITY: &'static [&'static str] = &["id"];
    type Model = Chest;

    async fn create(&self, op: &mut Op<Chest>, planned: Chest) -> Result<Chest> {
        let mut made = Chest {
            id: format!("c-{}", planned.name).into(),
            ..planned
        };
        op.save(&made);
        op.set_private("origin", Json::String("made".to_owned()));
        let weight = made.weight.unwrap_or(f64::NAN);
        tracing::info!(name = made.name, weight, "made a chest");
        match made.name.as_str() {
            "wait" => {
                op.stop().cancelled().await;
                return Err(Diagnostic::error("Interrupted", "It was to wait.").into());
            }
            hanging if hanging.starts_with("hang") => pending().await,
            "panic" => panic!("asked to"),
            _ => {}
        }
        if !matches!(made.color, Computed::Known(_)) {
            made.color = "white".into();
        }
        made.changes = 0.into();
        Ok(made)
    }

    async fn read(&self, state: Chest) -> Result<Option<Chest>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Chest>, prior: Chest, planned: Chest) -> Result<Chest> {
        Ok(Chest {
            id: prior.id,
            changes: prior.changes.known().map_or(1, |it| it + 1).into(),
            ..planned
        })
    }

    async fn delete(&self, _: &mut Op<Chest>, _: Chest) -> Result<()> {
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Chest> {
        let detail =
            format!("There is no chest of the number {id}: chests exist in the state alone.");
        Err(Diagnostic::error("No such chest", detail).into())
    }

    fn upgrade(_: u64, _: &mut Json) -> Result<()> {
        Ok(())
    }
}
