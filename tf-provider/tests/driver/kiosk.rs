//! A provider of everything that has come to Terraform since identities.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model,
    model::Computed,
    provider::{Host, Provider, Registry},
    resource::{Op, Resource},
    testing::Terraform,
};

/// The badges that it has given out, by their number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kiosk(Arc<Mutex<BTreeMap<String, Badge>>>);

impl Kiosk {
    fn badges<T>(&self, change: impl FnOnce(&mut BTreeMap<String, Badge>) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }
}

model! {
    /// The kiosk has no settings.
    pub(crate) struct Settings <- SettingsDraft {}
}

model! {
    /// A badge, which is known by its number.
    pub(crate) struct Badge <- BadgeDraft {
        /// Who wears it.
        name: String = required(),
        /// What it is made of; another one takes a new badge.
        cloth: Option<String> = optional().replaces(),
        /// What opens the door with it.
        code: Option<String> = optional().write_only(),
        /// Its number.
        id: Computed<String> = computed().stable(),
    }
}

model! {
    /// A desk, which is known by its name.
    pub(crate) struct Desk <- DeskDraft {
        /// What is written on it.
        name: String = required().replaces(),
        /// Where it stands.
        floor: Option<i64> = optional(),
    }
}

/// A kiosk on its own, with a Terraform that knows it.
pub(crate) async fn terraform() -> (Terraform, Kiosk) {
    let kiosk = Kiosk::default();
    let terraform = Terraform::start(kiosk.clone()).await.unwrap();
    terraform.configure(serde_json::json!({})).await.unwrap();
    (terraform, kiosk)
}

impl Provider for Kiosk {
    const NAME: &'static str = "kiosk";
    type Config = Settings;
    type Client = Self;

    async fn configure(&self, _: SettingsDraft, _: &Host) -> Result<Self> {
        Ok(self.clone())
    }

    fn registry() -> Registry<Self> {
        Registry::new(Self::NAME)
            .resource(|kiosk: &Self| Badges(kiosk.clone()))
            .resource(|_: &Self| Desks)
    }
}

struct Badges(Kiosk);

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

    async fn import(&self, id: &str) -> Result<Badge> {
        let found = self.0.badges(|badges| badges.get(id).cloned());
        found.ok_or_else(|| {
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
