//! Item 58: objects, and which of their members may be left out.

use tf_provider::{
    data_source::DataSource,
    diagnostics::Result,
    function::{Function, FunctionError},
    model,
    model::Computed,
    protocol::{
        Server,
        generated::tfplugin5::{get_provider_schema, provider_server::Provider as _},
    },
    provider::{Host, Provider, Registry},
};
use tonic::Request;

use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(58, what_a_configuration_may_leave_out_is_marked),
    item!(58, what_only_the_provider_sets_has_whole_objects),
];

model! {
    /// No settings.
    struct Settings <- SettingsConfig {}
}

model! {
    /// A part.
    struct Part <- PartConfig {
        /// Its color.
        color: Option<String> = optional(),
    }
}

model! {
    /// A thing.
    struct Thing <- ThingConfig {
        /// What is asked for.
        wanted: Option<Vec<Part>> = optional(),
        /// What is configured, or else told.
        either: Computed<Part> = optional().or_computed(),
        /// What is told.
        found: Computed<Vec<Part>> = computed(),
    }
}

struct Whole;

impl Provider for Whole {
    const NAME: &'static str = "whole";
    type Config = Settings;
    type Client = ();

    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<()> {
        Ok(())
    }

    fn registry() -> Registry<()> {
        Registry::new("whole")
            .data_source(|()| Self)
            .function::<Parts>()
    }
}

impl DataSource for Whole {
    const NAME: &'static str = "thing";
    type Model = Thing;

    async fn read(&self, config: Thing) -> Result<Thing> {
        Ok(config)
    }
}

model! {
    /// Finds parts.
    struct PartsArgs <- PartsArgsConfig {}
}

struct Parts;

impl Function for Parts {
    const NAME: &'static str = "parts";
    type Args = PartsArgs;
    type Output = Vec<Part>;

    fn call(_: PartsArgs) -> std::result::Result<Vec<Part>, FunctionError> {
        Ok(Vec::new())
    }
}

async fn schema() -> get_provider_schema::Response {
    let request = Request::new(get_provider_schema::Request::default());
    let schema = Server::new(Whole).get_schema(request).await;
    schema.unwrap().into_inner()
}

/// The type of an attribute, as it is announced.
async fn announced(name: &str) -> String {
    let schema = schema().await.data_source_schemas.remove("whole_thing");
    let attributes = schema.unwrap().block.unwrap().attributes;
    let attribute = attributes.into_iter().find(|it| it.name == name).unwrap();
    String::from_utf8(attribute.r#type).unwrap()
}

async fn what_a_configuration_may_leave_out_is_marked() {
    let marked = r#"["object",{"color":"string"},["color"]]"#;
    assert_eq!(announced("wanted").await, format!(r#"["list",{marked}]"#));
    assert_eq!(announced("either").await, marked);
}

async fn what_only_the_provider_sets_has_whole_objects() {
    // A mock of OpenTofu leaves out every member that is marked, and then does not fit.
    let whole = r#"["list",["object",{"color":"string"}]]"#;
    assert_eq!(announced("found").await, whole);
    let parts = schema().await.functions.remove("parts").unwrap();
    assert_eq!(parts.r#return.unwrap().r#type, whole.as_bytes());
}
