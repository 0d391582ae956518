//! The guides to isolation and to testing, followed to the letter: their files are written, their commands run, and what they
//! promise is so.
//!
//! While the guide to isolation is followed, the cluster that production uses is never away.

use std::{fs, process::Stdio};

use serde_json::Value;
use tokio::process::Command;

use testkit::{TerraformCli, executable, requires};

/// What a fenced block of the guide is.
#[derive(Debug)]
enum Block {
    /// A file, by the name in its first line.
    File(String, String),
    Commands(String),
    /// What the commands before it said last.
    Said(String),
}

/// The blocks of a guide; what is for another terminal is left out.
fn blocks(name: &str) -> Vec<Block> {
    let path = format!("{}/docs/guides/{name}.md", env!("CARGO_MANIFEST_DIR"));
    let guide = fs::read_to_string(path).unwrap();
    let mut items = Vec::new();
    for fenced in guide.split("\n```").skip(1).step_by(2) {
        let (language, text) = fenced.split_once('\n').unwrap();
        let text = format!("{text}\n");
        items.push(match language {
            "terraform" => {
                let (name, _) = text.split_once('\n').unwrap();
                Block::File(name.trim_start_matches("# ").to_owned(), text)
            }
            "sh" => Block::Commands(text),
            "text" => Block::Said(text.trim().to_owned()),
            "console" => continue,
            other => panic!("what is to be done with {other}?"),
        });
    }
    items
}

/// Runs commands as a person does, and answers what they said.
async fn run(lab: &TerraformCli, commands: &str) -> String {
    let program = executable().program().display();
    let terraform = format!("terraform() {{ command '{program}' \"$@\"; }}\n{commands}");
    let mut shell = Command::new("sh");
    shell.args(["-e", "-u", "-c", &terraform]);
    let shell = lab.in_configuration(&mut shell).stdin(Stdio::null());
    let output = shell.output().await.unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let complaints = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{commands}{said}{complaints}");
    said
}

/// The cluster that production uses is there and runs.
async fn prod_is_up(lab: &TerraformCli) {
    let state: Value = serde_json::from_str(&lab.raw_state()).unwrap();
    let Some(address) = state["outputs"]["prod_endpoint"]["value"].as_str() else {
        return;
    };
    let estate = lab.estate().await;
    let clusters = estate.as_array().unwrap().iter();
    let mut clusters = clusters.flat_map(|it| it["clusters"].as_array().unwrap());
    let running = clusters.find(|it| it["connectAddress"] == address);
    let status = &running.expect("its cluster exists")["status"];
    assert_eq!(status, "RUNNING", "{address}");
}

#[tokio::test]
async fn the_guide_to_isolation_leads_from_level_to_level_while_production_runs() {
    let mut lab = TerraformCli::with_organizations(2).await;
    lab.set("TF_CLI_ARGS_apply", "-auto-approve");
    let (id, key) = lab.organizations().remove(1);
    lab.forget_invoices(&key).await;
    lab.set("TF_VAR_prod_api_key", &key);
    lab.set("TF_VAR_prod_organization_id", &id);
    let mut said = String::new();
    let mut levels = Vec::new();
    for block in blocks("isolation") {
        match block {
            Block::File(name, text) => lab.write_file(&name, &text),
            Block::Commands(commands) => {
                said = run(&lab, &commands).await;
                lab.has_nothing_to_do().await;
                prod_is_up(&lab).await;
            }
            Block::Said(text) => {
                assert_eq!(said.lines().last(), Some(text.as_str()), "{said}");
                levels.push(text);
            }
        }
    }
    assert_eq!(levels, ["project", "cluster", "project", "organization"]);
}

#[tokio::test]
async fn the_guide_to_testing_tests_without_a_key_and_then_against_the_simulator() {
    requires!(MocksOfOptionalMembers);
    let mut lab = TerraformCli::with_organizations(1).await;
    let before = lab.estate().await;
    let access = ["ZILLIZCLOUD_API_KEY", "ZILLIZCLOUD_HOST_ADDRESS"];
    let access = access.map(|it| (it, lab.unset(it).unwrap()));
    let mut access = Some(access);
    let mut said = String::new();
    let mut passed = Vec::new();
    for block in blocks("testing") {
        match block {
            Block::File(name, text) => lab.write_file(&name, &text),
            Block::Commands(commands) => {
                said = run(&lab, &commands).await;
                for (name, value) in access.take().into_iter().flatten() {
                    lab.set(name, &value);
                }
            }
            Block::Said(text) => {
                assert_eq!(said.lines().last(), Some(text.as_str()), "{said}");
                passed.push(text);
            }
        }
    }
    assert_eq!(passed.len(), 2);
    assert!(!lab.writes().await.is_empty());
    assert_eq!(lab.estate().await, before);
}
