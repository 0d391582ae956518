//! Actions.

use tf_provider::{
    diagnostics::Result,
    protocol::{
        Server,
        generated::tfplugin5::{
            self as wire,
            invoke_action::{self, event::Type},
            plan_action,
            provider_server::Provider as _,
            stop, validate_action_config as validate,
        },
    },
    value::Value,
};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Status};

use super::{
    toys::Meal,
    zoo::{Zoo, closed_zoo, nothing, only_error, open_zoo, told, wire_of},
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(106, progress_comes_first_and_then_exactly_one_end),
    item!(106, a_failure_and_a_panic_are_ends_too),
    item!(106, an_interrupted_action_ends_in_its_own_words),
    item!(106, an_action_that_does_not_listen_is_cut_short, paused),
    item!(106, a_client_that_goes_away_ends_the_action, paused),
    item!(106, what_cannot_be_invoked_is_one_event_that_says_so),
    item!(106, a_plan_takes_what_is_not_known_yet),
    item!(
        106,
        a_configuration_is_checked_before_the_provider_is_configured
    ),
];

fn meal(animal: impl Into<Value>) -> invoke_action::Request {
    invoke_action::Request {
        action_type: "zoo_feed".to_owned(),
        config: Some(wire_of::<Meal>([("animal", animal.into())])),
        ..invoke_action::Request::default()
    }
}

type Event = Result<invoke_action::Event, Status>;

async fn start(
    zoo: &Server<Zoo>,
    request: invoke_action::Request,
) -> impl Stream<Item = Event> + Unpin {
    let answer = zoo.invoke_action(Request::new(request)).await;
    answer.unwrap().into_inner()
}

/// Lines, and the messages of the one event that completes the action.
type Ending = (Vec<String>, Vec<wire::Diagnostic>);

async fn rest(events: impl Stream<Item = Event>) -> Ending {
    let events: Result<Vec<_>, Status> = events.collect().await;
    let mut events = events.unwrap();
    let Some(Type::Completed(completed)) = events.pop().unwrap().r#type else {
        panic!("the last event does not complete the action");
    };
    let line = |it: invoke_action::Event| match it.r#type {
        Some(Type::Progress(progress)) => progress.message,
        other => panic!("{other:?}"),
    };
    (
        events.into_iter().map(line).collect(),
        completed.diagnostics,
    )
}

async fn all(zoo: &Server<Zoo>, request: invoke_action::Request) -> Ending {
    rest(start(zoo, request).await).await
}

async fn interrupt(zoo: &Server<Zoo>) {
    let request = Request::new(stop::Request::default());
    zoo.stop(request).await.unwrap();
}

async fn progress_comes_first_and_then_exactly_one_end() {
    let (zoo, _heard) = open_zoo().await;
    let (lines, actual) = all(&zoo, meal("cow")).await;
    assert_eq!(lines, ["Calling cow", "Fed"]);
    assert_eq!(actual, []);
    let (lines, actual) = all(&zoo, meal("pig")).await;
    assert_eq!(lines, ["Calling pig", "Fed"]);
    assert_eq!(told(&actual), [(2, "Too fat", String::new())]);
}

async fn a_failure_and_a_panic_are_ends_too() {
    let (zoo, _heard) = open_zoo().await;
    for (animal, text) in [("wolf", "It bites."), ("lion", "a lion")] {
        let (lines, actual) = all(&zoo, meal(animal)).await;
        assert_eq!(lines, [format!("Calling {animal}")]);
        assert!(only_error(&actual).detail.contains(text));
    }
}

async fn an_interrupted_action_ends_in_its_own_words() {
    let (zoo, _heard) = open_zoo().await;
    let mut events = start(&zoo, meal("snail")).await;
    events.next().await.unwrap().unwrap();
    interrupt(&zoo).await;
    let (lines, actual) = rest(events).await;
    assert_eq!(lines, ["Putting the food away"]);
    assert_eq!(only_error(&actual).summary, "Error feeding the snail");
    let (_, actual) = all(&zoo, meal("cow")).await;
    assert_eq!(actual, []);
}

async fn an_action_that_does_not_listen_is_cut_short() {
    let (zoo, mut heard) = open_zoo().await;
    let mut events = start(&zoo, meal("stone")).await;
    events.next().await.unwrap().unwrap();
    interrupt(&zoo).await;
    let (lines, actual) = rest(events).await;
    assert_eq!(lines, [""; 0]);
    assert_eq!(only_error(&actual).summary, "Action canceled");
    assert_eq!(heard.recv().await.unwrap(), "action dropped");
}

async fn a_client_that_goes_away_ends_the_action() {
    for (animal, last_words) in [
        ("snail", vec!["told to stop", "action dropped"]),
        ("stone", vec!["action dropped"]),
    ] {
        let (zoo, mut heard) = open_zoo().await;
        let mut events = start(&zoo, meal(animal)).await;
        events.next().await.unwrap().unwrap();
        drop(events);
        for words in last_words {
            assert_eq!(heard.recv().await.unwrap(), words);
        }
    }
}

async fn what_cannot_be_invoked_is_one_event_that_says_so() {
    let (zoo, _heard) = open_zoo().await;
    let unknown = invoke_action::Request::default();
    let mut without = meal("cow");
    without.config = None;
    for (zoo, request) in [
        (&zoo, unknown),
        (&zoo, without),
        (&zoo, meal(Value::Unknown)),
        (&closed_zoo().0, meal("cow")),
    ] {
        let (lines, actual) = all(zoo, request).await;
        assert_eq!(lines, [""; 0]);
        only_error(&actual);
    }
}

async fn a_plan_takes_what_is_not_known_yet() {
    let (zoo, _heard) = open_zoo().await;
    let plan = async |animal: Value| {
        let request = plan_action::Request {
            action_type: "zoo_feed".to_owned(),
            config: Some(wire_of::<Meal>([("animal", animal)])),
            ..plan_action::Request::default()
        };
        let planned = zoo.plan_action(Request::new(request)).await.unwrap();
        planned.into_inner()
    };
    assert_eq!(plan(Value::Unknown).await, plan_action::Response::default());
    let refused = plan("wolf".into()).await.diagnostics;
    assert_eq!(only_error(&refused).summary, "Error feeding the wolf");
    let unknown = zoo.plan_action(nothing()).await.unwrap();
    only_error(&unknown.into_inner().diagnostics);
}

async fn a_configuration_is_checked_before_the_provider_is_configured() {
    let (zoo, _heard) = closed_zoo();
    let check = async |animal: Value| {
        let request = validate::Request {
            action_type: "zoo_feed".to_owned(),
            config: Some(wire_of::<Meal>([("animal", animal)])),
        };
        let answer = zoo.validate_action_config(Request::new(request)).await;
        answer.unwrap().into_inner().diagnostics
    };
    assert_eq!(told(&check(Value::Unknown).await), []);
    assert_eq!(
        only_error(&check("stone".into()).await).summary,
        "No animal"
    );
    assert!(
        only_error(&check("".into()).await)
            .detail
            .contains("0 characters")
    );
    let unknown = zoo.validate_action_config(nothing()).await;
    only_error(&unknown.unwrap().into_inner().diagnostics);
}
