//! A complete provider: its one resource is a file that greets.

use std::{env, fs, io};

use tf_provider::diagnostics::{Diagnostic, Diagnostics, Result};
use tf_provider::provider::{Host, Provider, Registry};
use tf_provider::resource::{Op, Resource};

tf_provider::model! {
    /// The provider needs no settings.
    pub(crate) struct Settings <- SettingsConfig {}
}
tf_provider::model! {
    /// A file that greets.
    pub(crate) struct Greeting <- GreetingConfig {
        /// Where it is. Another path is another file.
        path: String = required().requires_replace(),
        /// What it says.
        text: String = required().len(1..=100),
    }
}

struct Greeter;
impl Provider for Greeter {
    const NAME: &'static str = "greeting";
    type Config = Settings;
    type Client = ();
    async fn configure(&self, _: SettingsConfig, _: &Host) -> Result<()> {
        Ok(())
    }
    fn registry() -> Registry<()> {
        Registry::new("greeting").resource(|()| Self)
    }
}

impl Resource for Greeter {
    const NAME: &'static str = "file";
    type Model = Greeting;
    async fn create(&self, _: &mut Op<Greeting>, it: Greeting) -> Result<Greeting> {
        fs::write(&it.path, &it.text).map_err(|error| failed(&error))?;
        Ok(it)
    }
    async fn read(&self, it: Greeting) -> Result<Option<Greeting>> {
        if !fs::exists(&it.path).map_err(|error| failed(&error))? {
            return Ok(None);
        }
        self.import(&it.path).await.map(Some)
    }
    async fn update(&self, op: &mut Op<Greeting>, _: Greeting, it: Greeting) -> Result<Greeting> {
        self.create(op, it).await
    }
    async fn delete(&self, _: &mut Op<Greeting>, it: Greeting) -> Result<()> {
        fs::remove_file(&it.path).map_err(|error| failed(&error))
    }
    async fn import(&self, path: &str) -> Result<Greeting> {
        let text = fs::read_to_string(path).map_err(|error| failed(&error))?;
        let path = path.to_owned();
        Ok(Greeting { path, text })
    }
}

fn failed(error: &io::Error) -> Diagnostics {
    Diagnostic::error("The greeting failed", error.to_string()).into()
}

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "`main` may")]
pub(crate) async fn main() -> Result<(), tf_provider::plugin::Error> {
    let environment = tf_provider::plugin::Environment::from("greeting", |it| env::var(it).ok());
    tf_provider::serve(Greeter, environment).await
}
