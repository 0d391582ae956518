//! `demo`: it finds Terraform or OpenTofu, and shows a whole life.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use tempfile::TempDir;
use tokio::process::Command;

use testkit::executable;

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    zillizcloud = { source = "zilliz-rs/zillizcloud" }
  }
}
resource "zillizcloud_project" "red" {
  project_name = "red"
}
"#;

/// A folder with a program of this name, which is the executable of these tests.
fn folder_with(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    #[expect(clippy::disallowed_methods, reason = "this is a test")]
    let path = std::env::var_os("PATH").unwrap();
    let script = format!(
        "#!/bin/sh\nPATH='{}' exec '{}' \"$@\"\n",
        path.display(),
        executable().program().display()
    );
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    (folder, program)
}

/// Runs `demo` with nothing but this folder on the PATH.
async fn demo(path: &Path, arguments: &[&Path]) -> Output {
    let home = tempfile::tempdir().unwrap();
    Command::new(env!("CARGO_BIN_EXE_terraform-provider-zillizcloud"))
        .arg("demo")
        .args(arguments)
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path())
        .env("TMPDIR", home.path())
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .unwrap()
}

fn said(output: &Output) -> String {
    let both = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(both).unwrap()
}

#[tokio::test]
async fn the_demo_ends_well_with_only_tofu_on_the_path() {
    let (folder, _) = folder_with("tofu");
    let output = demo(folder.path(), &[]).await;
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    for part in [
        "━━━ tofu init",
        "━━━ tofu plan",
        "━━━ tofu destroy",
        "How long it took",
    ] {
        assert!(said.contains(part), "not {part:?} in {said}");
    }
    assert!(!said.contains("terraform plan"), "{said}");
}

#[tokio::test]
async fn the_demo_runs_the_executable_that_it_is_told_to() {
    let (folder, program) = folder_with("another");
    let configuration = tempfile::tempdir().unwrap();
    fs::write(configuration.path().join("main.tf"), CONFIGURATION).unwrap();
    let nowhere = tempfile::tempdir().unwrap();
    let option = Path::new("--terraform");
    let (name, configuration) = (Path::new("another"), configuration.path());
    for (path, terraform) in [(nowhere.path(), program.as_path()), (folder.path(), name)] {
        let output = demo(path, &[configuration, option, terraform]).await;
        let said = said(&output);
        assert!(output.status.success(), "{said}");
        assert!(said.contains("━━━ another plan"), "{said}");
    }
    let output = demo(nowhere.path(), &[configuration, option, name]).await;
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("another is neither a file nor on the PATH"),
        "{said}"
    );
}
