//! States that come from another type.

use serde_json::json;
use tf_provider::protocol::generated::tfplugin5::{
    get_provider_schema as schema, move_resource_state as moving, provider_server::Provider,
};
use tonic::Request;

use super::lab::{Lab, SHELF, errors, known, raw, show_identity};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(99, the_capabilities_to_move_and_to_generate_are_announced),
    item!(99, a_known_type_moves_with_what_it_has_in_common),
    item!(99, what_this_provider_kept_moves_along),
    item!(99, every_type_moves_from_another_address_of_this_provider),
    item!(
        99,
        a_state_of_any_version_moves_from_another_address_of_this_provider
    ),
    item!(99, what_another_provider_of_the_same_name_kept_stays_behind),
    item!(99, an_object_without_an_identity_moves_without_one),
    item!(99, a_state_of_a_newer_version_does_not_move),
    item!(99, what_cannot_move_is_told),
];

/// This provider under another address.
const ELSEWHERE: &str = "registry.opentofu.org/acme/toy";

fn request(provider: &str, type_name: &str, version: i64) -> moving::Request {
    moving::Request {
        source_provider_address: format!("registry.terraform.io/acme/{provider}"),
        source_type_name: type_name.to_owned(),
        source_schema_version: version,
        source_state: raw(r#"{"name":"red","id":"s-1","grain":"oak","size":"4","paint":"blue"}"#),
        target_type_name: SHELF.to_owned(),
        source_private: br#"{"etag":"a"}"#.to_vec(),
        ..Default::default()
    }
}

async fn moved(request: moving::Request) -> moving::Response {
    let lab = Lab::unconfigured();
    let answer = lab.server.move_resource_state(Request::new(request)).await;
    answer.unwrap().into_inner()
}

async fn the_capabilities_to_move_and_to_generate_are_announced() {
    let lab = Lab::unconfigured();
    let answer = lab
        .server
        .get_schema(Request::new(schema::Request {}))
        .await;
    let capabilities = answer.unwrap().into_inner().server_capabilities.unwrap();
    assert!(capabilities.move_resource_state && capabilities.generate_resource_config);
}

async fn a_known_type_moves_with_what_it_has_in_common() {
    let answer = moved(request("wood", "wood_board", 1)).await;
    assert_eq!(errors(&answer.diagnostics), [""; 0]);
    let expected =
        json!({ "room": "wood", "name": "red", "id": "s-1", "size": 4, "color": "blue" });
    assert_eq!(known(answer.target_state.as_ref()), expected);
    assert_eq!(answer.target_private, b"");
    let who = json!({ "room": "wood", "id": "s-1" });
    assert_eq!(show_identity(answer.target_identity.as_ref()), who);
}

async fn what_this_provider_kept_moves_along() {
    let mut own = request("toy", "wood_board", 0);
    assert_eq!(moved(own.clone()).await.target_private, br#"{"etag":"a"}"#);
    own.source_private = Vec::new();
    assert_eq!(moved(own).await.target_private, b"");
}

/// The same type, written by a provider with this address.
fn same_type(address: &str, version: i64, state: &str) -> moving::Request {
    moving::Request {
        source_provider_address: address.to_owned(),
        source_type_name: SHELF.to_owned(),
        source_schema_version: version,
        source_state: raw(state),
        ..request("toy", SHELF, version)
    }
}

async fn every_type_moves_from_another_address_of_this_provider() {
    for address in [
        ELSEWHERE,
        "registry.terraform.io/acme/toy",
        "terraform.example.com/mirror/toy",
    ] {
        let state = r#"{"room":"attic","name":"red","id":"s-1","size":4,"key":"leaked","old":1}"#;
        let answer = moved(same_type(address, 2, state)).await;
        assert_eq!(errors(&answer.diagnostics), [""; 0], "{address}");
        let expected = json!({ "room": "attic", "name": "red", "id": "s-1", "size": 4 });
        assert_eq!(known(answer.target_state.as_ref()), expected);
        assert_eq!(answer.target_private, br#"{"etag":"a"}"#);
        let who = json!({ "room": "attic", "id": "s-1" });
        assert_eq!(show_identity(answer.target_identity.as_ref()), who);
    }
    // Pegs say nothing of moves, and have no identity.
    let peg = moving::Request {
        source_type_name: "toy_peg".to_owned(),
        target_type_name: "toy_peg".to_owned(),
        ..same_type(ELSEWHERE, 0, r#"{"room":"attic"}"#)
    };
    let answer = moved(peg).await;
    assert_eq!(errors(&answer.diagnostics), [""; 0]);
    assert_eq!(answer.target_identity, None);
}

async fn a_state_of_any_version_moves_from_another_address_of_this_provider() {
    for (version, state) in [
        (0, r#"{"room":"attic","label":"red","centimeters":9}"#),
        (1, r#"{"room":"attic","name":"red","centimeters":9}"#),
        (2, r#"{"room":"attic","name":"red","size":9}"#),
        (2, r#"{"room":"attic","name":"red","size":9,"paint":null}"#),
    ] {
        let answer = moved(same_type(ELSEWHERE, version, state)).await;
        assert_eq!(errors(&answer.diagnostics), [""; 0], "{version}");
        let expected = json!({ "room": "attic", "name": "red", "size": 9 });
        assert_eq!(known(answer.target_state.as_ref()), expected, "{version}");
    }
}

/// The other one writes `varnish`.
async fn what_another_provider_of_the_same_name_kept_stays_behind() {
    let state = r#"{"room":"attic","name":"red","id":"s-1","paint":"blue","varnish":1}"#;
    let answer = moved(same_type(ELSEWHERE, 2, state)).await;
    assert_eq!(errors(&answer.diagnostics), [""; 0]);
    let expected = json!({ "room": "attic", "name": "red", "id": "s-1", "color": "blue" });
    assert_eq!(known(answer.target_state.as_ref()), expected);
    assert_eq!(answer.target_private, b"");
}

async fn an_object_without_an_identity_moves_without_one() {
    let unfinished = r#"{"room":"attic","name":"red"}"#;
    let answer = moved(same_type(ELSEWHERE, 2, unfinished)).await;
    assert_eq!(errors(&answer.diagnostics), [""; 0]);
    assert_eq!(answer.target_identity, None);
}

async fn a_state_of_a_newer_version_does_not_move() {
    let state = r#"{"room":"attic","name":"red"}"#;
    let answer = moved(same_type(ELSEWHERE, 3, state)).await;
    assert_eq!(
        errors(&answer.diagnostics),
        ["Unreadable state of a toy_shelf"]
    );
    let detail = &answer.diagnostics[0].detail;
    assert!(detail.contains("version 3"), "{detail}");
}

async fn what_cannot_move_is_told() {
    // Perhaps this provider under an address that nobody told it.
    for address in ["registry.terraform.io/stranger/toy", "toy", ""] {
        let answer = moved(same_type(address, 2, r#"{"room":"attic"}"#)).await;
        assert_eq!(
            errors(&answer.diagnostics),
            ["Unable to Move Resource State"]
        );
        let detail = &answer.diagnostics[0].detail;
        assert!(
            detail.contains("terraform state replace-provider"),
            "{detail}"
        );
    }
    for unable in [
        request("wood", "wood_chair", 1),
        request("wood", "wood_board", 2),
    ] {
        let answer = moved(unable).await;
        assert_eq!(
            errors(&answer.diagnostics),
            ["Unable to Move Resource State"]
        );
    }
    for broken in [raw("{"), raw("null"), raw(""), None, raw(r#"{"name":{}}"#)] {
        let broken = moving::Request {
            source_state: broken,
            ..request("wood", "wood_board", 1)
        };
        assert_eq!(errors(&moved(broken).await.diagnostics).len(), 1);
    }
}
