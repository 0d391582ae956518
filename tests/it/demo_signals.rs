//! The demo as a process: what is left of it when it is stopped.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::Command;

const BINARY: &str = env!("CARGO_BIN_EXE_terraform-provider-zillizcloud");

/// Stands in for Terraform, with a plugin of its own, and does not end by itself.
const ENDLESS: &str = "#!/bin/sh\nsleep 300 &\necho \"started $(ls -ld .. | cut -c1-10)\"\nwait\n";

/// A folder with a configuration, a folder for temporary files, and a program that stands in for Terraform.
fn stage(terraform: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["bin", "config", "tmp"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    fs::write(folder.path().join("config/main.tf"), "").unwrap();
    let program = folder.path().join("bin/terraform");
    fs::write(&program, terraform).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    folder
}

fn demo(stage: &TempDir) -> Command {
    let mut command = Command::new(BINARY);
    let bin = stage.path().join("bin").display().to_string();
    command
        .arg("demo")
        .arg(stage.path().join("config"))
        .env_clear()
        .env("PATH", format!("{bin}:/usr/bin:/bin"))
        .env("TMPDIR", stage.path().join("tmp"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}

fn is_empty(stage: &TempDir) -> bool {
    let left = fs::read_dir(stage.path().join("tmp")).unwrap();
    left.count() == 0
}

#[tokio::test]
async fn every_signal_ends_terraform_and_removes_the_folder() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT] {
        let stage = stage(ENDLESS);
        let mut child = demo(&stage).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = stdout.next_line().await.unwrap();
            let line = line.expect("it starts Terraform");
            if let Some(mode) = line.strip_prefix("started ") {
                assert_eq!(mode, "drwx------");
                break;
            }
        }
        assert!(!is_empty(&stage));
        let id = child.id().and_then(|it| i32::try_from(it).ok());
        kill_process(Pid::from_raw(id.unwrap()).unwrap(), signal).unwrap();
        let status = child.wait().await.unwrap();
        assert_eq!(status.code(), Some(128 + signal.as_raw()), "{signal:?}");
        assert!(is_empty(&stage), "{signal:?}");
        // It ends when nobody is left who could write.
        let mut rest = Vec::new();
        stdout.into_inner().read_to_end(&mut rest).await.unwrap();
    }
}

#[tokio::test]
async fn a_step_that_fails_leaves_nothing_behind() {
    let stage = stage("#!/bin/sh\nexit 3\n");
    let output = demo(&stage).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(is_empty(&stage));
}
