//! A provider of everything that has come to Terraform since identities.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tf_provider::{
    action::{Action, Progress},
    diagnostics::{Diagnostic, Result},
    ephemeral::{EphemeralResource, Lease, Opened},
    function::{Function, FunctionError},
    list::{ListResource, Results},
    model,
    model::Computed,
    provider::{Host, Provider, Registry},
    resource::{MoveSource, Op, Resource},
    testing::Terraform,
    value::Json,
};

/// The badges that it has given out, by their number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample(Arc<Mutex<BTreeMap<String, Badge>>>);

impl Sample {
    pub(crate) fn badges<T>(&self, change: impl FnOnce(&mut BTreeMap<String, Badge>) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }
}

model! {
    /// The sample has no settings.
    pub(crate) struct Settings <- SettingsConfig {}
}

model! {
    /// A badge, which is known by its number.
    pub(crate) struct Badge <- BadgeConfig {
        /// Who wears it.
        name: String = required(),
        /// What it is made of; another one takes a new badge.
        cloth: Option<String> = optional().requires_replace(),
        /// What opens the door with it.
        code: Option<String> = optional().write_only(),
        /// Its number.
        id: Computed<String> = computed().use_state_for_unknown(),
    }
}

model! {
    /// A desk, which is known by its name.
    pub(crate) struct Desk <- DeskConfig {
        /// What is written on it.
        name: String = required().requires_replace(),
        /// Where it stands.
        floor: Option<i64> = optional(),
    }
}

/// A sample on its own, with a Terraform that knows it.
pub(crate) async fn terraform() -> (Terraform, Sample) {
    let sample = Sample::default();
    let terraform = Terraform::start(sample.clone()).await.unwrap();
    terraform.configure(serde_json::json!({})).await.unwrap();
    (terraform, sample)
}

impl Provider for Sample {
    const NAME: &'static str = "sample";
    type Config = Settings;
    type Client = Self;

    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<Self> {
        Ok(self.clone())
    }

    fn registry() -> Registry<Self> {
        Registry::new(Self::NAME)
            .resource(|sample: &Self| Badges(sample.clone()))
            .resource(|_: &Self| Desks)
            .ephemeral_resource(|_: &Self| Passes)
            .list_resource(|sample: &Self| BadgeList(sample.clone()))
            .action(|_: &Self| Ring)
            .function::<Greet>()
    }
}

struct Badges(Sample);

impl Resource for Badges {
    const NAME: &'static str = "badge";
    const IDENTITY: &'static [&'static str] = &["id"];
    type Model = Badge;

    async fn create(&self, op: &mut Op<Badge>, mut planned: Badge) -> Result<Badge> {
        self.0.badges(|badges| {
            let id = (badges.len() + 1).to_string();
            planned.id = id.as_str().into();
            badges.insert(id, planned.clone());
        });
        op.save(&planned);
        Ok(planned)
    }

    async fn read(&self, state: Badge) -> Result<Option<Badge>> {
        let id = state.id.text().unwrap_or_default();
        Ok(self.0.badges(|badges| badges.get(id).cloned()))
    }

    async fn update(&self, _: &mut Op<Badge>, _: Badge, planned: Badge) -> Result<Badge> {
        let id = planned.id.text().unwrap_or_default().to_owned();
        self.0.badges(|badges| badges.insert(id, planned.clone()));
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Badge>, state: Badge) -> Result<()> {
        let id = state.id.text().unwrap_or_default();
        self.0.badges(|badges| badges.remove(id));
        Ok(())
    }

    fn take_over(source: &MoveSource, state: &mut Json) -> Result<bool> {
        let _ = state;
        Ok(source.type_name == "old_badge")
    }

    async fn import(&self, id: &str) -> Result<Badge> {
        let actual = self.0.badges(|badges| badges.get(id).cloned());
        actual.ok_or_else(|| {
            let detail = format!("There is no badge {id}.");
            Diagnostic::error("No such badge", detail).into()
        })
    }
}

struct Desks;

impl Resource for Desks {
    const NAME: &'static str = "desk";
    const IDENTITY: &'static [&'static str] = &["name"];
    type Model = Desk;

    async fn create(&self, _: &mut Op<Desk>, planned: Desk) -> Result<Desk> {
        Ok(planned)
    }

    async fn read(&self, state: Desk) -> Result<Option<Desk>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Desk>, _: Desk, planned: Desk) -> Result<Desk> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Desk>, _: Desk) -> Result<()> {
        Ok(())
    }

    async fn import(&self, name: &str) -> Result<Desk> {
        let name = name.to_owned();
        Ok(Desk { name, floor: None })
    }
}

model! {
    /// A pass for a day.
    pub(crate) struct Pass <- PassConfig {
        /// Who has it; it is not renewed for some.
        name: String = required(),
        /// What opens the door.
        code: Computed<String> = computed().sensitive(),
    }
}

struct Passes;

impl EphemeralResource for Passes {
    const NAME: &'static str = "pass";
    type Model = Pass;
    type Private = (String, u32);

    async fn open(&self, mut config: Pass) -> Result<Opened<Pass, (String, u32)>> {
        config.code = "1234".into();
        let lease = Lease {
            private: (config.name.clone(), 0),
            renew_in: None,
        };
        Ok(Opened {
            result: config,
            lease,
        })
    }

    async fn renew(&self, (name, times): (String, u32)) -> Result<Lease<(String, u32)>> {
        if name == "over" {
            return Err(Diagnostic::error("Too late", "The day is over.").into());
        }
        Ok(Lease {
            private: (name, times + 1),
            renew_in: None,
        })
    }
}

model! {
    /// All badges.
    pub(crate) struct Search <- SearchConfig {}
}

struct BadgeList(Sample);

impl ListResource for BadgeList {
    type Resource = Badges;
    type Config = Search;

    async fn list(&self, _: Search, results: &mut Results<Badge>) -> Result<()> {
        let badges: Vec<_> = self.0.badges(|badges| badges.values().cloned().collect());
        for badge in badges {
            results.push(badge.name.clone(), &badge).await?;
        }
        Ok(())
    }
}

model! {
    /// Rings a bell.
    pub(crate) struct Bell <- BellConfig {
        /// How often.
        times: i64 = required(),
    }
}

struct Ring;

impl Action for Ring {
    const NAME: &'static str = "ring";
    type Config = Bell;

    async fn invoke(&self, config: Bell, progress: &mut Progress) -> Result<()> {
        for _ in 0..config.times {
            progress.report("Ding").await;
        }
        Ok(())
    }
}

model! {
    /// Greets.
    pub(crate) struct GreetArgs <- GreetArgsConfig {
        /// Whom to greet.
        name: String = required(),
    }
}

struct Greet;

impl Function for Greet {
    const NAME: &'static str = "greet";
    type Args = GreetArgs;
    type Output = String;

    fn call(args: GreetArgs) -> Result<String, FunctionError> {
        Ok(format!("Hello, {}", args.name))
    }
}
