//! A resource whose result does not fit its own schema, after the work was done.

use serde_json::json;
use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model,
    model::{Computed, Field},
    path::Path,
    provider::{Host, Provider, Registry},
    resource::{Op, Resource},
    testing::Terraform,
    value::{Type, Value},
};

use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[item!(
    88,
    a_result_that_does_not_fit_the_schema_loses_no_more_than_what_does_not_fit
)];

/// Says that it is a number, and is a text when it is negative.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Odd(i64);

impl Field for Odd {
    type Config = Self;

    fn ty() -> Type {
        Type::Number
    }

    fn from_value(value: &Value, path: &Path) -> Result<Self, Diagnostic> {
        i64::from_value(value, path).map(Self)
    }

    fn to_value(&self) -> Value {
        if self.0 < 0 {
            Value::String("less than nothing".to_owned())
        } else {
            self.0.into()
        }
    }
}

model! {
    /// A thing.
    pub struct Thing <- ThingConfig {
        /// Its name.
        name: String = required(),
        /// Its weight.
        weight: Computed<Odd> = computed(),
        /// Given by the service.
        id: Computed<String> = computed().use_state_for_unknown(),
    }
}

model! {
    /// Nothing to set.
    pub struct Settings <- SettingsConfig {
        /// Where it is.
        address: Option<String> = optional(),
    }
}

/// Makes things.
#[derive(Clone, Debug)]
pub(crate) struct Liar;

impl Provider for Liar {
    const NAME: &'static str = "liar";
    type Config = Settings;
    type Client = ();

    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<()> {
        Ok(())
    }

    fn registry() -> Registry<()> {
        Registry::new("liar").resource(|(): &()| Self)
    }
}

impl Resource for Liar {
    const NAME: &'static str = "thing";
    const IDENTITY: &'static [&'static str] = &["id"];
    type Model = Thing;

    async fn create(&self, op: &mut Op<Thing>, planned: Thing) -> Result<Thing> {
        let honest = Thing {
            weight: Odd(7).into(),
            id: "t-1".into(),
            ..planned
        };
        if honest.name == "saved" {
            op.save(&honest);
        }
        Ok(Thing {
            weight: Odd(-7).into(),
            ..honest
        })
    }

    async fn read(&self, state: Thing) -> Result<Option<Thing>> {
        Ok(Some(state))
    }

    async fn update(&self, op: &mut Op<Thing>, _: Thing, planned: Thing) -> Result<Thing> {
        self.create(op, planned).await
    }

    async fn delete(&self, _: &mut Op<Thing>, _: Thing) -> Result<()> {
        Ok(())
    }

    async fn import(&self, _: &str) -> Result<Thing> {
        Err(Diagnostic::error("No import", "There is none.").into())
    }
}

async fn a_result_that_does_not_fit_the_schema_loses_no_more_than_what_does_not_fit() {
    for (name, weight) in [("saved", json!(7)), ("not saved", json!(null))] {
        let terraform = Terraform::start(Liar).await.unwrap();
        terraform.configure(json!({})).await.unwrap();
        let thing = terraform.resource("liar_thing");
        let failure = thing.apply(json!({"name": name})).await.unwrap_err();
        let said = format!("{failure:?}");
        assert!(
            said.contains("Invalid value made by the provider"),
            "{said}"
        );
        let expected = json!({"name": name, "weight": weight, "id": "t-1"});
        assert_eq!(thing.state(), expected);
        assert_eq!(thing.identity(), json!({"id": "t-1"}));
    }
}
