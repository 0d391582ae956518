//! Item 56: a provider of which every part breaks a rule.

use tf_provider::{
    action::{Action, Progress},
    data_source::DataSource,
    diagnostics::{Diagnostic, Result},
    ephemeral::{EphemeralResource, Opened},
    list::{ListResource, Results},
    model,
    provider::{Host, Provider, Registry, check},
    resource::{Op, Resource},
};

use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[item!(56, the_rules_are_checked_in_every_part, sync)];

fn the_rules_are_checked_in_every_part() {
    let name = "its type has a name that is not `^[a-z_][a-z0-9_]*$`";
    let mut expected = [
        "resource",
        "data source",
        "ephemeral resource",
        "list resource",
        "action",
    ]
    .map(|kind| format!("{kind} wrong_Name: {name}"))
    .to_vec();
    expected.push("provider wrong: `version` has a name that Terraform reserves".to_owned());
    let identity = "resource wrong_Name: `nmae` is in the identity, but no attribute";
    expected.push(identity.to_owned());
    let mut actual = check::<Wrong>();
    expected.sort();
    actual.sort();
    assert_eq!(actual, expected);
}

model! {
    /// The settings.
    struct Settings <- SettingsConfig {
        /// Terraform takes it for its own.
        version: Option<String> = optional(),
    }
}

model! {
    /// A thing.
    struct Thing <- ThingConfig {
        /// Its name.
        name: Option<String> = optional(),
    }
}

struct Wrong;

impl Provider for Wrong {
    const NAME: &'static str = "wrong";
    type Config = Settings;
    type Client = ();

    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<()> {
        Ok(())
    }

    fn registry() -> Registry<()> {
        Registry::new("wrong")
            .resource(|()| Self)
            .data_source(|()| Self)
            .ephemeral_resource(|()| Self)
            .list_resource(|()| Self)
            .action(|()| Self)
    }
}

impl Resource for Wrong {
    const NAME: &'static str = "Name";
    const IDENTITY: &'static [&'static str] = &["nmae"];
    type Model = Thing;

    async fn create(&self, _: &mut Op<Thing>, planned: Thing) -> Result<Thing> {
        Ok(planned)
    }

    async fn read(&self, state: Thing) -> Result<Option<Thing>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Thing>, _: Thing, planned: Thing) -> Result<Thing> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Thing>, _: Thing) -> Result<()> {
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Thing> {
        Err(Diagnostic::error("No such thing", id).into())
    }
}

impl DataSource for Wrong {
    const NAME: &'static str = "Name";
    type Model = Thing;

    async fn read(&self, config: Thing) -> Result<Thing> {
        Ok(config)
    }
}

impl EphemeralResource for Wrong {
    const NAME: &'static str = "Name";
    type Model = Thing;
    type Private = ();

    async fn open(&self, _: Thing) -> Result<Opened<Thing, ()>> {
        Err(Diagnostic::error("No such thing", "There is none.").into())
    }
}

impl ListResource for Wrong {
    type Resource = Self;
    type Config = Thing;

    async fn list(&self, _: Thing, _: &mut Results<Thing>) -> Result<()> {
        Ok(())
    }
}

impl Action for Wrong {
    const NAME: &'static str = "Name";
    type Config = Thing;

    async fn invoke(&self, _: Thing, _: &mut Progress) -> Result<()> {
        Ok(())
    }
}
