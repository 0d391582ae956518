//! One of everything but resources: functions, an ephemeral resource, a list resource and an action, and the animals
//! that they are about. They say what happens to them to whoever holds the other end of [`Heard`].

use std::{future::pending, time::Duration};

use serde::{Deserialize, Serialize};
use tf_provider::{
    action::{Action, Progress},
    diagnostics::{Diagnostic, Diagnostics, Result},
    ephemeral::{EphemeralResource, Lease, Opened},
    function::{Function, FunctionError},
    list::{ListResource, Results},
    model,
    model::Computed,
    path::{Path, Step},
    resource::{Op, Resource},
};
use tokio::sync::mpsc::UnboundedSender;

/// Where the toys say what happens to them.
pub(crate) type Heard = UnboundedSender<String>;

model! {
    /// Nothing to set.
    pub(crate) struct Nothing <- NothingConfig {}
}

model! {
    /// An animal.
    pub(crate) struct Animal <- AnimalConfig {
        /// What it is called.
        name: String = required(),
        /// What only its keeper knows.
        secret: Option<String> = optional().write_only(),
        /// The number of its cage.
        id: Computed<String> = computed().use_state_for_unknown(),
    }
}

#[derive(Debug)]
pub(crate) struct Animals;

impl Resource for Animals {
    const NAME: &'static str = "animal";
    const IDENTITY: &'static [&'static str] = &["id"];
    type Model = Animal;

    async fn create(&self, _: &mut Op<Animal>, planned: Animal) -> Result<Animal> {
        Ok(planned)
    }

    async fn read(&self, state: Animal) -> Result<Option<Animal>> {
        Ok(Some(state))
    }

    async fn update(&self, _: &mut Op<Animal>, _: Animal, planned: Animal) -> Result<Animal> {
        Ok(planned)
    }

    async fn delete(&self, _: &mut Op<Animal>, _: Animal) -> Result<()> {
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Animal> {
        Err(problem(id))
    }
}

model! {
    /// Greets an animal.
    /// It does not bite.
    pub(crate) struct GreetArgs <- GreetArgsConfig {
        /// Whom to greet.
        name: String = required().len(1..=10),
        /// What to say.
        greeting: Option<String> = optional(),
    }
}

pub(crate) struct Greet;

impl Function for Greet {
    const NAME: &'static str = "greet";
    const DEPRECATED: Option<&'static str> = Some("Wave instead.");
    type Args = GreetArgs;
    type Output = String;

    fn call(args: GreetArgs) -> Result<String, FunctionError> {
        match args.greeting.as_deref() {
            Some("rude") => Err(FunctionError::new("Be nice.").at("greeting")),
            Some("late") => Err(FunctionError::new("The zoo is closed.")),
            Some("panic") => panic!("a lion"),
            greeting => Ok(format!("{} {}", greeting.unwrap_or("Hello"), args.name)),
        }
    }
}

model! {
    /// Joins words.
    pub(crate) struct JoinArgs <- JoinArgsConfig {
        /// What goes between.
        separator: String = required(),
        /// What to join.
        words: Vec<String> = required(),
    }
}

pub(crate) struct Join;

impl Function for Join {
    const NAME: &'static str = "join";
    const VARIADIC: bool = true;
    type Args = JoinArgs;
    type Output = String;

    fn call(args: JoinArgs) -> Result<String, FunctionError> {
        if let Some(index) = args.words.iter().position(|it| *it == args.separator) {
            let path = Path::attribute("words").with(Step::Index(index));
            return Err(FunctionError::new("It is the separator.").at(path));
        }
        Ok(args.words.join(&args.separator))
    }
}

model! {
    /// Counts what there is.
    pub(crate) struct CountArgs <- CountArgsConfig {
        /// What to count.
        things: Option<Vec<Option<String>>> = optional(),
    }
}

pub(crate) struct Count;

impl Function for Count {
    const NAME: &'static str = "count";
    const VARIADIC: bool = true;
    type Args = CountArgs;
    type Output = Option<i64>;

    fn call(args: CountArgs) -> Result<Option<i64>, FunctionError> {
        let things = args.things.into_iter().flatten().flatten().count();
        Ok(i64::try_from(things).ok().filter(|it| *it > 0))
    }
}

pub(crate) struct Answer;

impl Function for Answer {
    const NAME: &'static str = "answer";
    type Args = Nothing;
    type Output = i64;

    fn call(_: Nothing) -> Result<i64, FunctionError> {
        Ok(42)
    }
}

model! {
    /// A ticket to the zoo.
    pub(crate) struct Ticket <- TicketConfig {
        /// Who goes in.
        visitor: String = required().len(1..=20),
        /// Its color.
        color: String = optional().default("red"),
        /// What else there is to say.
        note: Option<String> = optional(),
        /// What opens the gate.
        code: Computed<String> = computed().sensitive(),
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Stub {
    code: String,
    renewals: u32,
}

pub(crate) struct TicketDesk(pub(crate) Heard);

impl EphemeralResource for TicketDesk {
    const NAME: &'static str = "ticket";
    type Model = Ticket;
    type Private = Stub;

    fn validate(config: &TicketConfig, diagnostics: &mut Diagnostics) {
        if config.visitor.text() == config.color.text() && config.visitor.known().is_some() {
            diagnostics
                .push(Diagnostic::error("No such visitor", "A color cannot visit.").at("visitor"));
        }
    }

    async fn open(&self, config: Ticket) -> Result<Opened<Ticket, Stub>> {
        let renew_in = match config.visitor.as_str() {
            "wolf" => return Err(problem("the wolf")),
            "lion" => panic!("a lion"),
            "snail" => {
                let _ = self.0.send("opening".to_owned());
                tokio::task::yield_now().await;
                None
            }
            "fly" => Some(Duration::ZERO),
            _ => Some(Duration::from_secs(60)),
        };
        let code = format!("{}-1", config.visitor);
        let result = Ticket {
            visitor: config.visitor.to_uppercase(),
            note: Some("made up".to_owned()),
            code: code.clone().into(),
            ..config
        };
        let private = Stub { code, renewals: 0 };
        let lease = Lease { private, renew_in };
        Ok(Opened { result, lease })
    }

    async fn renew(&self, private: Stub) -> Result<Lease<Stub>> {
        match private.code.as_str() {
            "gone-1" => return Err(problem("who is gone")),
            "ghost-1" => panic!("a ghost"),
            _ => {}
        }
        let renewals = private.renewals + 1;
        Ok(Lease {
            private: Stub {
                renewals,
                ..private
            },
            renew_in: (renewals < 2).then_some(Duration::from_secs(60)),
        })
    }

    async fn close(&self, private: Stub) -> Result<()> {
        let _ = self.0.send(format!("closed {}", private.code));
        Ok(())
    }
}

model! {
    /// A search for animals.
    pub(crate) struct Search <- SearchConfig {
        /// How many there are.
        count: i64 = required().range(0..),
        /// What happens after the last.
        then: Option<String> = optional().one_of(&["fail", "hang", "panic", "stray"]),
    }
}

pub(crate) struct AnimalList(pub(crate) Heard);

impl ListResource for AnimalList {
    type Resource = Animals;
    type Config = Search;

    fn validate(config: &SearchConfig, diagnostics: &mut Diagnostics) {
        if config.count.known() == Some(&13) {
            diagnostics.push(Diagnostic::error("Bad luck", "Take another.").at("count"));
        }
    }

    async fn list(&self, config: Search, results: &mut Results<Animal>) -> Result<()> {
        let _mortal = Mortal(self.0.clone(), "list");
        for number in 0..config.count {
            let animal = animal(number.to_string());
            let _ = self.0.send(format!("found {number}"));
            results.push(format!("Animal {number}"), &animal).await?;
        }
        match config.then.as_deref() {
            Some("fail") => Err(problem("the next page")),
            Some("hang") => pending().await,
            Some("panic") => panic!("a lion"),
            Some("stray") => results.push("stray", &animal(Computed::Null)).await,
            _ => Ok(()),
        }
    }
}

fn animal(id: impl Into<Computed<String>>) -> Animal {
    Animal {
        name: "Bo".to_owned(),
        secret: Some("hush".to_owned()),
        id: id.into(),
    }
}

model! {
    /// Feeds an animal.
    pub(crate) struct Meal <- MealConfig {
        /// Whom to feed.
        animal: String = required().len(1..=10),
    }
}

pub(crate) struct Feed(pub(crate) Heard);

impl Action for Feed {
    const NAME: &'static str = "feed";
    type Config = Meal;

    fn validate(config: &MealConfig, diagnostics: &mut Diagnostics) {
        if config.animal.text() == Some("stone") {
            diagnostics.push(Diagnostic::error("No animal", "It does not eat.").at("animal"));
        }
    }

    async fn plan(&self, config: MealConfig) -> Result<()> {
        match config.animal.text() {
            Some("wolf") => Err(problem("the wolf")),
            _ => Ok(()),
        }
    }

    async fn invoke(&self, config: Meal, progress: &mut Progress) -> Result<()> {
        let _mortal = Mortal(self.0.clone(), "action");
        progress.report(format!("Calling {}", config.animal)).await;
        match config.animal.as_str() {
            "wolf" => return Err(problem("the wolf")),
            "lion" => panic!("a lion"),
            "snail" => {
                progress.stop().cancelled().await;
                let _ = self.0.send("told to stop".to_owned());
                progress.report("Putting the food away").await;
                return Err(problem("the snail"));
            }
            "stone" => pending().await,
            "pig" => progress.warn(Diagnostic::warning("Too fat", "Feed it less.")),
            _ => {}
        }
        progress.report("Fed").await;
        Ok(())
    }
}

/// An error of the service.
pub(crate) fn problem(what: &str) -> Diagnostics {
    Diagnostic::error(format!("Error feeding {what}"), "It bites.").into()
}

/// Says that it is dropped.
pub(crate) struct Mortal(pub(crate) Heard, pub(crate) &'static str);

impl Drop for Mortal {
    fn drop(&mut self) {
        let _ = self.0.send(format!("{} dropped", self.1));
    }
}
