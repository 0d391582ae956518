//! The user has had enough: Stop, and calls that are dropped.

use std::{sync::Barrier, time::Duration};

use serde_json::json;
use tf_provider::{
    function::{Function, FunctionError},
    model,
    protocol::{
        Server,
        generated::tfplugin5::{
            apply_resource_change, call_function, get_provider_schema,
            provider_server::Provider as _, stop,
        },
    },
    provider::{Host, Provider, Registry},
    testing::{ResourceInstance, Terraform},
};
use tokio::task::JoinSet;
use tonic::Request;

use super::{
    logs::Errors,
    shop::{Events, Shop},
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(107, many_calls_at_once_do_not_block_each_other),
    item!(107, a_call_that_takes_long_holds_up_no_other_call),
    item!(
        108,
        stop_answers_while_applies_wait_and_they_end_with_what_exists
    ),
    item!(108, what_only_looks_ends_at_once),
    item!(108, stop_before_anything_runs_is_harmless),
    item!(
        109,
        a_creation_outlives_its_call_and_the_log_tells_what_exists,
        paused
    ),
    item!(109, an_answer_that_somebody_waits_for_is_not_logged, paused),
    item!(110, an_operation_of_half_an_hour_is_waited_for, paused),
];

async fn started() -> (Terraform, Shop, Events) {
    let (shop, events) = Shop::new();
    let terraform = Terraform::start(shop.clone()).await.unwrap();
    terraform.configure(json!({})).await.unwrap();
    (terraform, shop, events)
}

async fn wait_for(events: &mut Events, wanted: &str) {
    while events.recv().await.unwrap() != wanted {}
}

async fn stop_answers_while_applies_wait_and_they_end_with_what_exists() {
    let (terraform, shop, mut events) = started().await;
    let mut running = JoinSet::new();
    for number in 0..10 {
        let item = terraform
            .resource("shop_item")
            .named(&format!("number_{number}"));
        running.spawn(async move {
            let failure = item
                .apply(json!({"name": format!("slow {number}")}))
                .await
                .unwrap_err();
            (item, failure)
        });
    }
    let mut saved = 0;
    while saved < 10 {
        saved += usize::from(events.recv().await.unwrap().starts_with("saved"));
    }
    // Nobody opens the door: only Stop ends them, and they end only after it has answered.
    terraform.stop().await.unwrap();
    while let Some(ended) = running.join_next().await {
        let (item, failure) = ended.unwrap();
        assert_eq!(failure.summary(), "Creation interrupted");
        assert!(item.is_tainted());
        assert!(item.state()["id"].is_string());
    }

    // Stop is not the end.
    let later = terraform.resource("shop_item");
    later.plan(json!({"name": "tea"})).await.unwrap();
    let opening = async {
        wait_for(&mut events, "saved 11").await;
        shop.open();
    };
    let (applied, ()) = tokio::join!(later.apply(json!({"name": "slow too"})), opening);
    applied.unwrap();
}

async fn what_only_looks_ends_at_once() {
    let (terraform, shop, mut events) = started().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    shop.items(|items| items.get_mut("1").unwrap().name = "shy".to_owned());
    let before = item.value();
    wait_for(&mut events, "reading 1").await;

    let reading = interrupted(&terraform, &mut events, "reading 1", item.refresh());
    assert_eq!(reading.await.unwrap_err().summary(), "Operation canceled");
    assert_eq!(item.value(), before, "the state stays as it was");

    let other = item.named("other");
    let importing = interrupted(
        &terraform,
        &mut events,
        "importing slow",
        other.import("slow"),
    );
    assert_eq!(importing.await.unwrap_err().summary(), "Operation canceled");

    let looking = terraform.data_source("shop_lookup", json!({"name": "slow"}));
    let looking = interrupted(&terraform, &mut events, "looking for slow", looking);
    assert_eq!(looking.await.unwrap_err().summary(), "Operation canceled");
}

/// Interrupts Terraform as soon as `event` has happened in the course of `work`.
async fn interrupted<T>(
    terraform: &Terraform,
    events: &mut Events,
    event: &str,
    work: impl Future<Output = T>,
) -> T {
    let interrupt = async {
        wait_for(events, event).await;
        terraform.stop().await.unwrap();
    };
    tokio::join!(work, interrupt).0
}

async fn a_creation_outlives_its_call_and_the_log_tells_what_exists() {
    let errors = Errors::catch();
    let (terraform, shop, mut events) = started().await;
    let item = terraform.resource("shop_item");
    let call = tokio::spawn(async move {
        item.apply(json!({"name": "slow to answer", "cost": "secret"}))
            .await
    });
    wait_for(&mut events, "made 1").await;
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    heard_of_it(&errors, "no longer waits").await;

    shop.open();
    heard_of_it(&errors, "import the object").await;
    let lines = errors.lines();
    assert_eq!(terraform.addresses(), [""; 0]);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for line in &lines[1..] {
        assert!(
            line.contains("shop_item")
                && line.contains("id=1")
                && line.contains("name=slow to answer"),
            "{line}"
        );
        assert!(!line.contains("secret"), "{line}");
    }
    assert!(
        lines[1].contains("Terraform may not have recorded it"),
        "{lines:#?}"
    );
}

async fn an_answer_that_somebody_waits_for_is_not_logged() {
    let errors = Errors::catch();
    let (terraform, ..) = started().await;
    let item = terraform.resource("shop_item");
    item.apply(json!({"name": "tea"})).await.unwrap();
    item.apply(json!({"name": "breaks"})).await.unwrap();
    item.destroy().await.unwrap();
    assert_eq!(errors.lines(), [""; 0]);
}

/// Yields to the other tasks until they have logged `text`.
async fn heard_of_it(errors: &Errors, text: &str) {
    for _ in 0..10_000 {
        if errors.lines().iter().any(|it| it.contains(text)) {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("nothing like {text:?} was logged: {:#?}", errors.lines());
}

async fn an_operation_of_half_an_hour_is_waited_for() {
    let (terraform, shop, mut events) = started().await;
    let item = terraform.resource("shop_item");
    let opening = async {
        wait_for(&mut events, "saved 1").await;
        tokio::time::advance(Duration::from_secs(30 * 60)).await;
        shop.open();
    };
    let (applied, ()) = tokio::join!(item.apply(json!({"name": "slow"})), opening);
    applied.unwrap();
    assert_eq!(item.state()["id"], "1");
}

async fn many_calls_at_once_do_not_block_each_other() {
    let (terraform, shop, _events) = started().await;
    shop.open();
    let mut calls = JoinSet::new();
    for number in 0..64 {
        let terraform = terraform.clone();
        calls.spawn(async move {
            let item: ResourceInstance =
                terraform.resource("shop_item").named(&format!("n{number}"));
            match number % 4 {
                0 => drop(
                    item.apply(json!({"name": format!("slow {number}")}))
                        .await
                        .unwrap(),
                ),
                1 => drop(item.plan(json!({"name": "tea"})).await.unwrap()),
                2 => drop(
                    terraform
                        .data_source("shop_lookup", json!({"name": "nothing"}))
                        .await
                        .unwrap_err(),
                ),
                _ => drop(
                    terraform
                        .client()
                        .get_schema(get_provider_schema::Request {})
                        .await
                        .unwrap(),
                ),
            }
        });
    }
    while let Some(ended) = calls.join_next().await {
        ended.unwrap();
    }
    assert_eq!(terraform.addresses().len(), 16);
}

async fn stop_before_anything_runs_is_harmless() {
    let (terraform, ..) = started().await;
    let mut client = terraform.client();
    for _ in 0..3 {
        let answer = client.stop(stop::Request {}).await.unwrap().into_inner();
        assert_eq!(answer.error, "");
    }
    let nothing = apply_resource_change::Request::default();
    let answer = client
        .apply_resource_change(nothing)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.diagnostics.len(), 1);
}

/// As many calls as must be at work at one time.
const CALLS: usize = 3;

/// A function that keeps its thread until all calls of it are at work.
struct Meet;

impl Function for Meet {
    const NAME: &'static str = "meet";
    type Args = Nothing;
    type Output = bool;

    fn call(_: Nothing) -> Result<bool, FunctionError> {
        static BARRIER: Barrier = Barrier::new(CALLS);
        BARRIER.wait();
        Ok(true)
    }
}

model! {
    /// Nothing.
    struct Nothing <- NothingConfig {}
}

#[derive(Debug)]
struct Meeting;

impl Provider for Meeting {
    const NAME: &'static str = "meeting";
    type Config = Nothing;
    type Client = ();

    async fn configure(&self, _: NothingConfig, _: &Host) -> tf_provider::diagnostics::Result<()> {
        Ok(())
    }

    fn registry() -> Registry<()> {
        Registry::new(Self::NAME).function::<Meet>()
    }
}

async fn a_call_that_takes_long_holds_up_no_other_call() {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    let runtime = builder.worker_threads(1).build().unwrap();
    let server = Server::new(Meeting);
    let mut calls = JoinSet::new();
    for _ in 0..CALLS {
        let server = server.clone();
        let call = async move {
            let request = call_function::Request {
                name: "meet".to_owned(),
                ..call_function::Request::default()
            };
            let answer = server.call_function(Request::new(request)).await.unwrap();
            assert_eq!(answer.into_inner().error, None);
        };
        calls.spawn_on(call, runtime.handle());
    }
    calls.join_all().await;
    runtime.shutdown_background();
}
