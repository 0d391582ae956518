//! Objects that Terraform does not know yet.

use serde_json::{Value as Text, json};
use tf_provider::protocol::generated::tfplugin5::{
    ResourceIdentityData, import_resource_state as import, provider_server::Provider,
};
use tonic::Request;

use super::lab::{Lab, SHELF, Stored, errors, identity, known, show_identity, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(98, an_object_is_imported_by_its_id_or_by_its_identity),
    item!(98, an_import_by_nothing_or_by_nonsense_is_told),
    item!(
        98,
        only_the_read_right_after_an_import_may_find_another_identity
    ),
];

async fn import(lab: &Lab, id: &str, identity: Option<ResourceIdentityData>) -> import::Response {
    let request = import::Request {
        type_name: SHELF.to_owned(),
        id: id.to_owned(),
        client_capabilities: Some(lab.client),
        identity,
    };
    let answer = lab
        .server
        .import_resource_state(Request::new(request))
        .await;
    answer.unwrap().into_inner()
}

fn only(mut answer: import::Response) -> Stored {
    assert_eq!(errors(&answer.diagnostics), [""; 0]);
    assert_eq!(answer.imported_resources.len(), 1);
    let imported = answer.imported_resources.remove(0);
    assert_eq!(imported.type_name, SHELF);
    Stored {
        state: known(imported.state.as_ref()),
        private: imported.private,
        identity: imported.identity,
    }
}

fn who() -> Text {
    json!({ "room": "attic", "id": "s-1" })
}

async fn an_object_is_imported_by_its_id_or_by_its_identity() {
    let lab = Lab::start().await;
    let mut config = small();
    config["timeouts"] = json!({ "create": "5m" });
    lab.create(&config).await;
    for (id, asked) in [("attic/s-1", None), ("", identity(&who()))] {
        let imported = only(import(&lab, id, asked).await);
        assert_eq!(show_identity(imported.identity.as_ref()), who());
        let read = lab.read(&imported).await;
        assert_eq!(read.state.get("timeouts"), None);
        assert_eq!(show_identity(read.identity.as_ref()), who());
        assert_eq!(read.private, br#"{"reads":1}"#);
        lab.assert_settled(&read, &small()).await;
    }
}

async fn an_import_by_nothing_or_by_nonsense_is_told() {
    let lab = Lab::start().await;
    lab.create(&small()).await;
    for (id, asked, error) in [
        ("", None, "Missing import identifier"),
        ("", identity(&json!(null)), "Missing import identifier"),
        (
            "",
            identity(&json!({ "room": "attic" })),
            "Incomplete identity",
        ),
        (
            "",
            identity(&json!({ "room": "attic", "id": "" })),
            "Empty identity",
        ),
        (
            "",
            identity(&json!({ "room": " ", "id": "s-1" })),
            "Empty identity",
        ),
        (" ", None, "Missing import identifier"),
        ("attic", None, "Invalid identifier"),
        ("cellar/s-1", None, "No such shelf"),
    ] {
        let answer = import(&lab, id, asked).await;
        assert_eq!(errors(&answer.diagnostics), [error]);
        assert_eq!(answer.imported_resources, []);
    }
}

async fn only_the_read_right_after_an_import_may_find_another_identity() {
    let lab = Lab::start().await;
    lab.create(&small()).await;
    let mut imported = only(import(&lab, "attic/s-1", None).await);
    imported.identity = identity(&json!({ "room": "ATTIC", "id": "s-1" }));
    let read = lab.read(&imported).await;
    assert_eq!(show_identity(read.identity.as_ref()), who());

    let later = Stored {
        identity: imported.identity,
        ..read
    };
    assert_eq!(lab.try_read(&later).await.1, ["Unexpected Identity Change"]);
}
