//! List resources.

use tf_provider::{
    diagnostics::Result,
    protocol::{
        Server, codec,
        generated::tfplugin5::{
            list_resource, provider_server::Provider as _, stop,
            validate_list_resource_config as validate,
        },
    },
    value::{Type, Value},
};
use tokio_stream::{Stream, StreamExt as _};
use tonic::{Request, Status};

use super::{
    toys::{Animal, Search},
    zoo::{Zoo, closed_zoo, nothing, object_of, only_error, open_zoo, told, wire_of},
};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(105, every_object_comes_with_its_identity_and_a_name),
    item!(
        105,
        the_object_comes_if_it_is_asked_for_without_what_is_write_only
    ),
    item!(105, the_limit_is_kept_and_nothing_is_looked_for_beyond_it),
    item!(105, a_list_that_hangs_after_the_limit_is_over),
    item!(105, an_error_is_the_last_event_and_the_stream_ends_well),
    item!(105, a_client_that_goes_away_ends_the_list),
    item!(105, an_interrupt_ends_the_list_with_an_error),
    item!(105, what_cannot_be_listed_is_one_event_with_an_error),
    item!(105, a_search_is_checked_also_where_parts_are_unknown),
];

fn search(count: i64, then: &str) -> list_resource::Request {
    let then = if then.is_empty() {
        Value::Null
    } else {
        then.into()
    };
    list_resource::Request {
        type_name: "zoo_animal".to_owned(),
        config: Some(wire_of::<Search>([("count", count.into()), ("then", then)])),
        include_resource_object: false,
        limit: 100,
    }
}

type Event = Result<list_resource::Event, Status>;

async fn start(
    zoo: &Server<Zoo>,
    request: list_resource::Request,
) -> impl Stream<Item = Event> + Unpin {
    let answer = zoo.list_resource(Request::new(request)).await;
    answer.unwrap().into_inner()
}

async fn all(zoo: &Server<Zoo>, request: list_resource::Request) -> Vec<list_resource::Event> {
    let events: Result<_, Status> = start(zoo, request).await.collect().await;
    events.unwrap()
}

async fn every_object_comes_with_its_identity_and_a_name() {
    let (zoo, _heard) = open_zoo().await;
    let events = all(&zoo, search(2, "")).await;
    assert_eq!(events.len(), 2);
    let ty = Type::object([("id", Type::String)]);
    for (number, event) in events.iter().enumerate() {
        let identity = event.identity.as_ref().unwrap().identity_data.as_ref();
        let identity = codec::from_wire(&ty, identity).unwrap().unwrap();
        let id = [("id".to_owned(), number.to_string().into())];
        assert_eq!(identity, Value::Object(id.into()));
        assert_eq!(event.display_name, format!("Animal {number}"));
        assert_eq!(event.resource_object, None);
        assert_eq!(event.diagnostic, []);
    }
}

async fn the_object_comes_if_it_is_asked_for_without_what_is_write_only() {
    let (zoo, _heard) = open_zoo().await;
    let mut request = search(1, "");
    request.include_resource_object = true;
    let events = all(&zoo, request).await;
    let object = object_of::<Animal>(events[0].resource_object.as_ref());
    assert_eq!(object["name"], "Bo".into());
    assert_eq!(object["id"], "0".into());
    assert_eq!(object["secret"], Value::Null);
}

async fn the_limit_is_kept_and_nothing_is_looked_for_beyond_it() {
    for (limit, expected) in [(0, 0), (1, 1), (3, 3), (5, 3), (-1, 0)] {
        let (zoo, mut heard) = open_zoo().await;
        let mut request = search(3, "");
        request.limit = limit;
        let events = all(&zoo, request).await;
        assert_eq!(events.len(), expected, "limit {limit}");
        drop(zoo);
        let mut actual = 0;
        while let Ok(it) = heard.try_recv() {
            actual += usize::from(it.starts_with("found"));
        }
        assert_eq!(actual, expected, "limit {limit}");
    }
}

async fn a_list_that_hangs_after_the_limit_is_over() {
    let (zoo, _heard) = open_zoo().await;
    let mut request = search(2, "hang");
    request.limit = 2;
    assert_eq!(all(&zoo, request).await.len(), 2);
}

async fn an_error_is_the_last_event_and_the_stream_ends_well() {
    let (zoo, _heard) = open_zoo().await;
    for (then, text) in [
        ("fail", "It bites."),
        ("panic", "a lion"),
        ("stray", "without what identifies it (id)"),
    ] {
        let events = all(&zoo, search(2, then)).await;
        assert_eq!(events.len(), 3, "{then}");
        let last = &events[2];
        assert!(only_error(&last.diagnostic).detail.contains(text));
        assert_eq!(last.identity, None);
        assert!(events[..2].iter().all(|it| it.diagnostic.is_empty()));
    }
}

async fn a_client_that_goes_away_ends_the_list() {
    for (count, then) in [(1_000_000, ""), (1, "hang")] {
        let (zoo, mut heard) = open_zoo().await;
        let mut events = start(&zoo, search(count, then)).await;
        events.next().await.unwrap().unwrap();
        drop(events);
        let mut actual = 0;
        while heard.recv().await.unwrap() != "list dropped" {
            actual += 1;
        }
        assert!(actual < 40, "{actual} objects for one that was taken");
    }
}

async fn an_interrupt_ends_the_list_with_an_error() {
    let (zoo, mut heard) = open_zoo().await;
    let mut events = start(&zoo, search(1, "hang")).await;
    events.next().await.unwrap().unwrap();
    zoo.stop(Request::new(stop::Request::default()))
        .await
        .unwrap();
    let last = events.next().await.unwrap().unwrap();
    assert_eq!(only_error(&last.diagnostic).summary, "List canceled");
    assert!(events.next().await.is_none());
    assert_eq!(heard.recv().await.unwrap(), "found 0");
    assert_eq!(heard.recv().await.unwrap(), "list dropped");
    assert_eq!(all(&zoo, search(1, "")).await.len(), 1);
}

async fn what_cannot_be_listed_is_one_event_with_an_error() {
    let (zoo, _heard) = open_zoo().await;
    let unknown = list_resource::Request::default();
    let mut without = search(1, "");
    without.config = None;
    for (zoo, request) in [
        (&zoo, unknown),
        (&zoo, without),
        (&closed_zoo().0, search(1, "")),
    ] {
        let events = all(zoo, request).await;
        assert_eq!(events.len(), 1);
        only_error(&events[0].diagnostic);
    }
}

async fn a_search_is_checked_also_where_parts_are_unknown() {
    let (zoo, _heard) = closed_zoo();
    let check = async |count: Value| {
        let request = validate::Request {
            type_name: "zoo_animal".to_owned(),
            config: Some(wire_of::<Search>([("count", count)])),
            ..validate::Request::default()
        };
        let answer = zoo.validate_list_resource_config(Request::new(request));
        answer.await.unwrap().into_inner().diagnostics
    };
    assert_eq!(told(&check(Value::Unknown).await), []);
    assert_eq!(only_error(&check(13.into()).await).summary, "Bad luck");
    assert!(only_error(&check((-1).into()).await).detail.contains("-1"));
    let unknown = zoo.validate_list_resource_config(nothing());
    only_error(&unknown.await.unwrap().into_inner().diagnostics);
}
