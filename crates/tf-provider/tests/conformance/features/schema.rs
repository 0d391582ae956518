//! Announcements of a provider, possible and impossible ones.

use tf_provider::{
    action::{Action, Progress},
    diagnostics::Result,
    ephemeral::{EphemeralResource, Opened},
    function::{Function, FunctionError},
    list::{ListResource, Results},
    model,
    model::Computed,
    protocol::{
        Server,
        generated::tfplugin5::{get_metadata, get_provider_schema, provider_server},
    },
    provider::{Host, Provider, Registry},
    resource::{Op, Resource},
};
use tonic::Request;

use super::{
    toys::{Nothing, NothingConfig, problem},
    zoo::closed_zoo,
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(58, everything_is_in_the_schema),
    item!(
        58,
        declarations_that_terraform_would_not_take_are_errors_of_the_schema
    ),
    item!(59, everything_is_in_the_metadata),
];

async fn schema(server: &impl provider_server::Provider) -> get_provider_schema::Response {
    let request = Request::new(get_provider_schema::Request::default());
    server.get_schema(request).await.unwrap().into_inner()
}

async fn everything_is_in_the_schema() {
    let schema = schema(&closed_zoo().0).await;
    assert_eq!(schema.diagnostics, []);
    // Without these, Terraform does not even ask.
    let can = schema.server_capabilities.unwrap();
    assert!(can.plan_destroy && can.get_provider_schema_optional);
    assert!(can.move_resource_state && can.generate_resource_config);
    assert!(schema.ephemeral_resource_schemas.keys().eq(["zoo_ticket"]));
    assert!(schema.list_resource_schemas.keys().eq(["zoo_animal"]));
    assert!(schema.resource_schemas.contains_key("zoo_animal"));
    assert!(
        schema
            .functions
            .keys()
            .eq(["answer", "count", "greet", "join"])
    );
    let action = schema.action_schemas["zoo_feed"].schema.as_ref().unwrap();
    let attributes = &action.block.as_ref().unwrap().attributes;
    assert_eq!(attributes[0].name, "animal");
}

async fn everything_is_in_the_metadata() {
    use provider_server::Provider as _;
    let request = Request::new(get_metadata::Request::default());
    let metadata = closed_zoo().0.get_metadata(request).await.unwrap();
    let metadata = metadata.into_inner();
    assert_eq!(metadata.functions.len(), 4);
    assert_eq!(metadata.ephemeral_resources[0].type_name, "zoo_ticket");
    assert_eq!(metadata.list_resources[0].type_name, "zoo_animal");
    assert_eq!(metadata.actions[0].type_name, "zoo_feed");
}

model! {
    /// Wrong nearly everywhere.
    pub(crate) struct Wrong <- WrongConfig {
        /// Never stored.
        hidden: Option<String> = optional().write_only(),
        /// The service's.
        answer: Computed<String> = computed(),
    }
}

struct WrongEverywhere;

impl Provider for WrongEverywhere {
    const NAME: &'static str = "wrong";
    type Config = Nothing;
    type Client = ();

    async fn configure(&self, _: NothingConfig, _: &Host) -> Result<()> {
        Ok(())
    }

    fn registry() -> Registry<()> {
        Registry::new("wrong")
            .function::<Self>()
            .ephemeral_resource(|()| Self)
            .list_resource(|()| Self)
            .action(|()| Self)
    }
}

impl Function for WrongEverywhere {
    const NAME: &'static str = "function";
    const VARIADIC: bool = true;
    type Args = Wrong;
    type Output = String;

    fn call(_: Wrong) -> Result<String, FunctionError> {
        Err(FunctionError::new("wrong"))
    }
}

impl EphemeralResource for WrongEverywhere {
    const NAME: &'static str = "ephemeral";
    type Model = Wrong;
    type Private = ();

    async fn open(&self, _: Wrong) -> Result<Opened<Wrong, ()>> {
        Err(problem("nothing"))
    }
}

impl Resource for WrongEverywhere {
    const NAME: &'static str = "list";
    type Model = Wrong;

    async fn create(&self, _: &mut Op<Wrong>, planned: Wrong) -> Result<Wrong> {
        Ok(planned)
    }

    async fn read(&self, state: Wrong) -> Result<Option<Wrong>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Wrong>, _: Wrong, planned: Wrong) -> Result<Wrong> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Wrong>, _: Wrong) -> Result<()> {
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Wrong> {
        Err(problem(id))
    }
}

impl ListResource for WrongEverywhere {
    type Resource = Self;
    type Config = Wrong;

    async fn list(&self, _: Wrong, _: &mut Results<Wrong>) -> Result<()> {
        Ok(())
    }
}

impl Action for WrongEverywhere {
    const NAME: &'static str = "action";
    type Config = Wrong;

    async fn invoke(&self, _: Wrong, _: &mut Progress) -> Result<()> {
        Ok(())
    }
}

async fn declarations_that_terraform_would_not_take_are_errors_of_the_schema() {
    let actual = schema(&Server::new(WrongEverywhere)).await.diagnostics;
    let details: Vec<_> = actual.iter().map(|it| it.detail.as_str()).collect();
    insta::assert_snapshot!(details.join("\n"), @r"
    The function `function` cannot be offered: its attribute `hidden` is write-only, but arguments are never stored. This is a bug in the provider.
    The function `function` cannot be offered: its attribute `answer` is computed, but a parameter is given. This is a bug in the provider.
    The function `function` cannot be offered: its variadic parameter is no list. This is a bug in the provider.
    The ephemeral resource `ephemeral` cannot be offered: its attribute `hidden` is write-only, but nothing of it is ever stored. This is a bug in the provider.
    The list resource `list` cannot be offered: its attribute `hidden` is write-only, but nothing of it is ever stored. This is a bug in the provider.
    The list resource `list` cannot be offered: its attribute `answer` is computed, but a search answers objects alone. This is a bug in the provider.
    The list resource `list` cannot be offered: its resource has no identity. This is a bug in the provider.
    The action `action` cannot be offered: its attribute `hidden` is write-only, but nothing of it is ever stored. This is a bug in the provider.
    The action `action` cannot be offered: its attribute `answer` is computed, but an action has no result. This is a bug in the provider.
    The list resource `wrong_list` cannot be offered: there is no resource of the same name. This is a bug in the provider.
    ");
}
