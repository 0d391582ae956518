//! The processes of the provider: none outlives the command that it was started for.

use std::fs;

use crate::cluster::terraform::{IMPATIENT, red};
use testkit::TerraformCli;

const RED: &str = "resource \"zillizcloud_project\" \"red\" { project_name = \"red\" }";
const TAKEN: &str =
    "resource \"zillizcloud_project\" \"red\" { project_name = \"Default Project\" }";

/// The command lines of a laboratory's provider processes that are running.
fn providers(lab: &TerraformCli) -> Vec<String> {
    let folder = lab.provider_folder().display().to_string();
    let processes = fs::read_dir("/proc").unwrap().flatten();
    // A process may end before it is looked at.
    let command = |it: fs::DirEntry| fs::read_to_string(it.path().join("cmdline")).ok();
    processes
        .filter_map(command)
        .filter(|it| it.contains(&folder))
        .collect()
}

#[tokio::test]
async fn nothing_of_the_provider_is_left_running_after_a_command() {
    let lab = TerraformCli::start().await;
    lab.write(RED);
    lab.apply().await;
    assert_eq!(providers(&lab), Vec::<String>::new());
    lab.write(TAKEN);
    lab.try_apply().await.only_error();
    assert_eq!(providers(&lab), Vec::<String>::new());
    lab.destroy().await;
    assert_eq!(providers(&lab), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_of_the_provider_is_left_running_after_an_interrupt() {
    let lab = TerraformCli::start().await;
    lab.write(&red(IMPATIENT));
    let (child, _) = lab.begin_endless_creation().await;
    assert_ne!(providers(&lab), Vec::<String>::new());
    TerraformCli::interrupt(&child);
    lab.end(child, "apply").await;
    assert_eq!(providers(&lab), Vec::<String>::new());
}
