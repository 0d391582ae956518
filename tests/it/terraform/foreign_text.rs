//! Text from outside under the real Terraform: identifiers that hide something, and answers and names that talk to the terminal.

use serde_json::json;
use tf_provider::testing::printable_line;
use zillizcloud::api::ForeignText;

use crate::{
    cluster::terraform::{DEDICATED, RED, red},
    terraform::failures::{PROJECT, RED_PROJECT},
};
use testkit::{Outcome, TerraformCli};

/// Clears the screen, turns the direction of reading, and forges a message.
const EVIL: &str = "\u{1b}[2J\u{202e}red\u{2028}\n\nError: everything is gone\u{200b}";

/// No character that a terminal obeys or nobody sees is in the text.
#[track_caller]
fn is_plain(text: &str) {
    let bad = ['\u{1b}', '\u{202e}', '\u{2028}', '\u{200b}', '\r', '\t'];
    let actual = text.find(bad);
    assert_eq!(actual, None, "{:?}", &text[actual.unwrap_or_default()..]);
}

/// Everything that a command told the user is plain, and nothing in it is forged.
#[track_caller]
fn says_nothing_forged(outcome: &Outcome) {
    let all = [outcome.problems("error"), outcome.problems("warning")];
    for problem in all.iter().flatten() {
        for text in [&problem.summary, &problem.detail] {
            is_plain(text);
            assert!(!text.contains("\nError"), "{text}");
        }
    }
}

/// The client knows nothing of the framework, so each of them has its own set of characters.
#[test]
fn the_client_and_the_framework_escape_the_same_characters() {
    let all: Vec<char> = ('\0'..=char::MAX).collect();
    // An error of the client shows 1000 characters.
    for characters in all.chunks(1000) {
        let text = String::from_iter(characters);
        assert_eq!(ForeignText::from(&text).as_str(), printable_line(&text));
    }
}

#[tokio::test]
async fn an_identifier_with_a_hidden_character_is_refused_and_nothing_is_imported() {
    let lab = TerraformCli::start().await;
    lab.write(&format!("{RED_PROJECT}\n{}", red(DEDICATED)));
    lab.apply().await;
    let ids = [
        (PROJECT, lab.project_id("red").await),
        (RED, lab.cluster_id("red").await),
    ];
    lab.forget_state();
    for (address, id) in &ids {
        let (start, end) = id.split_at(5);
        for hidden in [
            "\t", "\n", "\r", "/", "../", "?", "#", "%2f", " ", "\u{200b}", "é",
        ] {
            let wrong = format!("{start}{hidden}{end}");
            let outcome = lab.run(&["import", "-no-color", address, &wrong]).await;
            assert_eq!(outcome.code, Some(1), "{outcome}");
            assert!(outcome.stderr.contains("is no identifier"), "{outcome}");
            assert!(outcome.stderr.contains("Nothing was sent"), "{outcome}");
            is_plain(&outcome.stderr);
            assert_eq!(lab.addresses(), Vec::<String>::new(), "{wrong:?}");
        }
    }
    for (address, id) in &ids {
        lab.run(&["import", "-no-color", address, id])
            .await
            .succeeded();
    }
    lab.destroy().await;
}

#[tokio::test]
async fn an_answer_cannot_talk_to_the_terminal_or_forge_a_message() {
    let lab = TerraformCli::start().await;
    lab.write(RED_PROJECT);
    lab.apply().await;
    for fault in [
        json!({"kind": "envelope", "code": 1, "message": EVIL}),
        json!({"kind": "status", "status": 400, "body": EVIL}),
        json!({"kind": "status", "status": 400, "body": json!({"code": 1, "message": EVIL, "requestId": EVIL}).to_string()}),
    ] {
        lab.fault(json!({"match": {"method": "GET", "path": "/v2/projects*"}, "fault": fault}))
            .await;
        let planned = lab.try_plan(&[]).await;
        let error = planned.only_error();
        assert!(error.detail.contains("\\u{202e}"), "{error:?}");
        says_nothing_forged(&planned);
        lab.clear_faults().await;
    }
    let log = lab.log();
    let own = log
        .lines()
        .filter(|it| it.contains("provider.terraform-provider-zillizcloud"));
    own.for_each(|line| is_plain(&line.replace('\t', " ")));
    lab.destroy().await;
}

#[tokio::test]
async fn a_name_cannot_talk_to_the_terminal_or_forge_a_message() {
    let lab = TerraformCli::start().await;
    lab.write(RED_PROJECT);
    lab.apply().await;
    let id = lab.project_id("red").await;
    lab.change_elsewhere("projects", &id, json!({"projectName": EVIL}))
        .await;
    let data = "data \"zillizcloud_project\" \"other\" { name = \"other\" }";
    lab.write(data);
    let planned = lab.try_plan(&[]).await;
    let error = planned.only_error();
    assert!(
        error.detail.contains("Error: everything is gone"),
        "{error:?}"
    );
    says_nothing_forged(&planned);

    lab.fault(json!({
        "match": {"method": "PATCH", "path": "/v2/projects/*"}, "fault": {"kind": "status", "status": 400},
    }))
    .await;
    lab.write(RED_PROJECT);
    let applied = lab.try_apply().await;
    says_nothing_forged(&applied);
    assert!(
        applied.only_error().summary.contains("\\u{202e}"),
        "{applied}"
    );
    lab.clear_faults().await;
    lab.destroy().await;
}
