//! The simulator as a process: its keys, its address, and a disk that is full.

use std::path::Path;
use std::process::{Output, Stdio};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-zillizcloud");

/// A simulator that is ready.
struct Process {
    _child: Child,
    ready: Value,
    http: Client,
}

fn sim(arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.arg("sim").args(arguments).env_clear();
    command
}

async fn start(mut command: Command) -> Process {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.kill_on_drop(true).spawn().unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).await.unwrap();
    Process {
        _child: child,
        ready: serde_json::from_str(&line).unwrap(),
        http: Client::builder().no_proxy().build().unwrap(),
    }
}

async fn fails(mut command: Command) -> String {
    let Output { status, stderr, .. } = command.output().await.unwrap();
    assert_eq!(status.code(), Some(1));
    String::from_utf8(stderr).unwrap()
}

impl Process {
    fn keys(&self) -> Vec<&str> {
        let all = self.ready["organizations"].as_array().unwrap().iter();
        all.map(|it| it["api_key"].as_str().unwrap()).collect()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.ready["address"].as_str().unwrap())
    }

    async fn inventory(&self) -> Value {
        let answer = self.http.get(self.url("/_sim/inventory")).send().await;
        answer.unwrap().json().await.unwrap()
    }

    async fn create_project(&self, name: &str) -> u16 {
        let create = self.http.post(self.url("/v2/projects"));
        let body = json!({"projectName": name, "plan": "Enterprise"});
        let create = create.bearer_auth(self.keys()[0]).json(&body);
        create.send().await.unwrap().status().as_u16()
    }
}

#[tokio::test]
async fn keys_come_from_options_a_file_or_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    std::fs::write(&file, "file-1\n\nfile-2\n").unwrap();
    let file = file.to_str().unwrap();
    let mut command = sim(&["--api-key", "option", "--api-key-file", file]);
    command.env("ZILLIZCLOUD_SIM_API_KEY", "environment");
    assert_eq!(start(command).await.keys(), ["option", "file-1", "file-2"]);
    let mut command = sim(&[]);
    command.env("ZILLIZCLOUD_SIM_API_KEY", "environment");
    assert_eq!(start(command).await.keys(), ["environment"]);
    let mut command = sim(&[]);
    // The key of the real service is none of the simulator's business.
    command.env("ZILLIZCLOUD_API_KEY", "real");
    assert!(start(command).await.keys()[0].starts_with("sim-"));
}

#[tokio::test]
async fn a_file_of_keys_that_is_a_pipe_is_waited_for_and_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("keys");
    let made = Command::new("mkfifo").arg(&pipe).status().await.unwrap();
    assert!(made.success());
    let mut command = sim(&["--api-key-file", pipe.to_str().unwrap()]);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.kill_on_drop(true).spawn().unwrap();
    let mut said = String::new();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    stderr.read_line(&mut said).await.unwrap();
    assert!(said.contains(pipe.to_str().unwrap()), "{said}");
    tokio::fs::write(&pipe, "key-1\r\n").await.unwrap();
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).await.unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(ready["api_key"], "key-1");
}

#[tokio::test]
async fn a_rate_of_no_request_at_all_is_refused() {
    let Output { status, stderr, .. } = sim(&["--rate-limit", "0"]).output().await.unwrap();
    assert_eq!(status.code(), Some(2));
    let said = String::from_utf8(stderr).unwrap();
    assert!(said.contains("--rate-limit"), "{said}");
}

#[tokio::test]
async fn keys_that_nobody_could_send_are_refused_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let empty = folder.path().join("empty");
    std::fs::write(&empty, "\n").unwrap();
    for (key, why) in [
        ("", "is empty"),
        ("hunter2 ", "white space"),
        ("hun\tter2", "white space"),
        ("hunter2\u{1b}", "control character"),
        ("hunter2é", "no key has"),
    ] {
        let said = fails(sim(&["--api-key", key])).await;
        assert!(said.contains(why) && !said.contains("hunter"), "{said}");
    }
    let said = fails(sim(&["--api-key", "hunter2", "--api-key", "hunter2"])).await;
    assert!(
        said.contains("given twice") && !said.contains("hunter"),
        "{said}"
    );
    for file in [empty.as_path(), Path::new("missing")] {
        let said = fails(sim(&["--api-key-file", file.to_str().unwrap()])).await;
        assert!(said.contains(file.to_str().unwrap()), "{said}");
    }
}

#[tokio::test]
async fn a_public_simulator_prints_an_address_that_works_here() {
    let said = fails(sim(&["--listen", "0.0.0.0:0"])).await;
    assert!(said.contains("--public"), "{said}");
    let process = start(sim(&["--listen", "0.0.0.0:0", "--public"])).await;
    let address = process.url("");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    assert!(process.inventory().await["projects"].is_array());
}

#[tokio::test]
async fn a_full_disk_refuses_changes_and_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let arguments = ["--api-key", "key", "--state", state.to_str().unwrap()];
    // No file may grow beyond a few kilobytes, and the signal that says so is ignored.
    let mut command = Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 20; exec \"$0\" sim \"$@\"";
    command.args(["-c", script, BINARY]).args(arguments);
    let process = start(command).await;
    let mut number = 0;
    loop {
        let status = process.create_project(&format!("project-{number}")).await;
        if status == 503 {
            break;
        }
        assert_eq!(status, 200);
        number += 1;
        assert!(number < 99, "the disk is never full");
    }
    assert!(number > 0);
    let inventory = process.inventory().await;
    assert_eq!(inventory["projects"].as_array().unwrap().len(), number + 1);
    assert_eq!(process.create_project("one more").await, 503);
    drop(process);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let again = folder.path().join("again.json");
    std::fs::copy(&state, &again).unwrap();
    let arguments = ["--api-key", "key", "--state", again.to_str().unwrap()];
    assert_eq!(start(sim(&arguments)).await.inventory().await, inventory);
}
