//! Replacements, which Terraform plans in two calls: the change of the old object, then the new object. Of the second answer it
//! shows the errors only.

use serde_json::{Value as Text, json};
use tf_provider::protocol::generated::tfplugin5::{
    Diagnostic, apply_resource_change as apply, plan_resource_change as plan,
    provider_server::Provider,
};
use tonic::Request;

use super::lab::{Lab, SHELF, Stored, errors, shelf, small};
use crate::frame::{Item, item};

pub(crate) const ITEMS: &[Item] = &[
    item!(
        77,
        the_warnings_about_a_new_object_come_with_the_change_that_replaces
    ),
    item!(77, the_second_plan_of_a_replacement_knows_which_object_goes),
    item!(77, a_replacement_that_the_user_asks_for_is_known_as_one),
    item!(
        95,
        what_the_first_plan_of_a_replacement_says_to_the_second_is_not_kept
    ),
];

fn named(room: &str, name: &str) -> Text {
    json!({ "room": room, "name": name })
}

/// The second call for a replacement, after `first`.
async fn second(lab: &Lab, first: &plan::Response, config: &Text) -> plan::Response {
    let nothing = Stored {
        private: first.planned_private.clone(),
        identity: first.planned_identity.clone(),
        ..Stored::default()
    };
    lab.plan(&nothing, config).await
}

fn warnings(actual: &[Diagnostic]) -> Vec<&str> {
    let warnings = actual.iter().filter(|it| it.severity == 2);
    warnings.map(|it| it.summary.as_str()).collect()
}

async fn the_warnings_about_a_new_object_come_with_the_change_that_replaces() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let changed = lab.plan(&stored, &named("attic", "loud")).await;
    assert_eq!(warnings(&changed.diagnostics), ["A change of a shelf"]);
    let moved = named("cellar", "loud");
    let replaced = lab.plan(&stored, &moved).await;
    assert_eq!(
        warnings(&replaced.diagnostics),
        ["A change of a shelf", "A new shelf"]
    );
    let created = second(&lab, &replaced, &moved).await;
    assert_eq!(warnings(&created.diagnostics), ["A new shelf"]);
}

async fn the_second_plan_of_a_replacement_knows_which_object_goes() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let moved = named("cellar", "unmakable");
    let replaced = lab.plan(&stored, &moved).await;
    assert_eq!(errors(&replaced.diagnostics), [""; 0]);
    let created = second(&lab, &replaced, &moved).await;
    assert_eq!(errors(&created.diagnostics), ["No such shelf can be made"]);
    let detail = &created.diagnostics[0].detail;
    assert_eq!(detail, "Some(\"attic/s-1\") would be gone.");
    // A new object that replaces none, as there is none any more when the plan is carried out.
    let alone = lab.plan(&Stored::default(), &moved).await;
    assert_eq!(errors(&alone.diagnostics), [""; 0]);
}

async fn a_replacement_that_the_user_asks_for_is_known_as_one() {
    let lab = Lab::start().await;
    let mut stored = lab.create(&small()).await;
    stored = lab.apply(&stored, &named("attic", "unmakable")).await;
    let unchanged = lab.plan(&stored, &named("attic", "unmakable")).await;
    assert_eq!(unchanged.requires_replace, []);
    let created = second(&lab, &unchanged, &named("attic", "unmakable")).await;
    assert_eq!(errors(&created.diagnostics), ["No such shelf can be made"]);
    let detail = &created.diagnostics[0].detail;
    assert_eq!(detail, "None would be gone.");
}

async fn what_the_first_plan_of_a_replacement_says_to_the_second_is_not_kept() {
    let lab = Lab::start().await;
    let stored = lab.create(&small()).await;
    let moved = named("cellar", "red");
    let replaced = lab.plan(&stored, &moved).await;
    let said = String::from_utf8(replaced.planned_private.clone()).unwrap();
    assert_eq!(said, r#"{".predecessor":"attic/s-1","etag":"etag of s-1"}"#);
    let created = second(&lab, &replaced, &moved).await;
    assert_eq!(created.planned_private, stored.private);
    // Whatever Terraform makes of the first plan, nothing of it gets into the state.
    let renamed = lab.plan(&stored, &named("attic", "green")).await;
    let request = apply::Request {
        type_name: SHELF.to_owned(),
        prior_state: Some(shelf(&stored.state)),
        planned_state: renamed.planned_state,
        config: Some(shelf(&named("attic", "green"))),
        planned_private: replaced.planned_private,
        planned_identity: renamed.planned_identity,
        ..apply::Request::default()
    };
    let answer = lab.server.apply_resource_change(Request::new(request));
    let answer = answer.await.unwrap().into_inner();
    let kept = String::from_utf8(answer.private).unwrap();
    assert!(!kept.contains("predecessor"), "{kept}");
}
