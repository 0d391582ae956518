//! `--debug` and the real Terraform: plan, apply and destroy by way of reattach.

use std::{ffi::OsStr, io, path::Path, process::Output};

use tf_provider::testing::process::{Host, Plugin};
use tokio::process::Command;
use zillizcloud::sim::{Options, Sim};

use testkit::executable;

const CONFIGURATION: &str = r#"
terraform {
  required_providers {
    zillizcloud = { source = "zilliz-rs/zillizcloud" }
  }
}
resource "zillizcloud_project" "this" {
  project_name = "red"
}
"#;

#[tokio::test(flavor = "multi_thread")]
async fn terraform_attaches_to_a_provider_that_is_being_debugged() {
    let sim = Sim::start(Options::default()).await.unwrap();
    let (mut plugin, reattach) = debugged(&sim).await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("main.tf"), CONFIGURATION).unwrap();

    for (arguments, expected) in [
        (&["init"][..], "successfully initialized"),
        (&["plan"], "1 to add"),
        (&["apply", "-auto-approve"], "1 added"),
        (&["plan", "-detailed-exitcode"], "No changes"),
        (&["destroy", "-auto-approve"], "1 destroyed"),
    ] {
        let output = terraform(folder.path(), &reattach, arguments)
            .await
            .unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
    }
    plugin.kill().await.unwrap();
}

/// The provider as a person starts it, and what it wants `TF_REATTACH_PROVIDERS` to be.
async fn debugged(sim: &Sim) -> (Plugin, String) {
    let host = Host::without_tls(env!("CARGO_BIN_EXE_terraform-provider-zillizcloud")).unwrap();
    let host = host
        .argument("--debug")
        .with("TF_PLUGIN_MAGIC_COOKIE", "")
        .with("ZILLIZCLOUD_HOST_ADDRESS", sim.url())
        .with("ZILLIZCLOUD_API_KEY", sim.api_key());
    let mut plugin = host.start().await.unwrap();
    let mut line = String::new();
    while !line.contains("TF_REATTACH_PROVIDERS='") {
        line = plugin.next_line().await.unwrap();
        assert!(!line.is_empty(), "{:?}", plugin.ended().await);
    }
    let quoted = line.trim().split_once('=').unwrap().1;
    (plugin, quoted.trim_matches('\'').to_owned())
}

async fn terraform(
    folder: &Path,
    reattach: &str,
    arguments: &[impl AsRef<OsStr>],
) -> io::Result<Output> {
    Command::new(executable().program())
        .args(arguments)
        .arg("-no-color")
        .current_dir(folder)
        .env("TF_REATTACH_PROVIDERS", reattach)
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1")
        .output()
        .await
}
