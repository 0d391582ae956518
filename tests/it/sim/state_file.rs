//! The state file: whose it is, what it may be, and what happens when it cannot be written.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use reqwest::Method;
use serde_json::{Value, json};
use zillizcloud::sim::{Options, Sim};

use super::SimHandle;

fn at(path: impl Into<PathBuf>) -> Options {
    Options {
        state: Some(path.into()),
        api_key: Some("key".to_owned()),
        ..Options::default()
    }
}

async fn refused(path: &Path) -> String {
    Sim::start(at(path)).await.unwrap_err().to_string()
}

#[tokio::test]
async fn only_a_regular_file_can_hold_the_state() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let linked = folder.path().join("linked");
    symlink(&pipe, &linked).unwrap();
    for path in [&pipe, &linked, Path::new("/dev/null"), folder.path()] {
        let error = refused(path).await;
        assert!(error.contains("it is not a regular file"), "{error}");
        assert!(error.contains(&path.display().to_string()), "{error}");
    }
}

#[tokio::test]
async fn a_second_simulator_cannot_use_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let lab = SimHandle::with(at(&path)).await;
    assert!(refused(&path).await.contains("another simulator uses it"));
    // Each change brings a new file into its place.
    lab.project("red").await;
    assert!(refused(&path).await.contains("another simulator uses it"));
    let linked = folder.path().join("linked");
    symlink("state.json", &linked).unwrap();
    assert!(refused(&linked).await.contains("another simulator uses it"));
    lab.project("green").await;
    let before = lab.inventory().await;
    lab.sim.stop().await;
    assert_eq!(SimHandle::with(at(&path)).await.inventory().await, before);
}

#[tokio::test]
async fn the_target_of_a_link_is_written_and_the_link_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (inside, outside) = (folder.path().join("a"), folder.path().join("b"));
    fs::create_dir(&inside).unwrap();
    fs::create_dir(&outside).unwrap();
    let (link, target) = (inside.join("state.json"), outside.join("real.json"));
    symlink("../b/real.json", &link).unwrap();
    let lab = SimHandle::with(at(&link)).await;
    let project = lab.project("red").await;
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let saved = fs::read_to_string(&target).unwrap();
    assert!(saved.contains(&project), "{saved}");
    assert_eq!(fs::read_dir(&inside).unwrap().count(), 1);
    assert_eq!(fs::read_dir(&outside).unwrap().count(), 1);
}

#[tokio::test]
async fn the_permissions_of_the_file_stay() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    let lab = SimHandle::with(at(&path)).await;
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
    lab.project("red").await;
    assert_eq!(mode(), 0o640);
}

#[tokio::test]
async fn a_change_that_cannot_be_saved_has_not_happened() {
    let folder = tempfile::tempdir().unwrap();
    let (place, elsewhere) = (folder.path().join("place"), folder.path().join("elsewhere"));
    fs::create_dir(&place).unwrap();
    let path = place.join("state.json");
    let lab = SimHandle::with(at(&path)).await;
    lab.project("red").await;
    let before = lab.inventory().await;

    fs::rename(&place, &elsewhere).unwrap();
    let body = json!({"projectName": "green", "plan": "Enterprise"});
    let create = || lab.request(Method::POST, "/v2/projects").json(&body).send();
    let refused = create().await.unwrap();
    assert_eq!(refused.status(), 503);
    let said: Value = refused.json().await.unwrap();
    assert!(
        said["message"]
            .as_str()
            .unwrap()
            .contains("nothing was changed"),
        "{said}"
    );
    let reset = lab.raw(Method::POST, "/_sim/reset").await.unwrap();
    assert!(!reset.status().is_success(), "{reset:?}");
    assert_eq!(lab.inventory().await, before);

    fs::rename(&elsewhere, &place).unwrap();
    assert_eq!(create().await.unwrap().status(), 200);
    let after = lab.inventory().await;
    assert_ne!(after, before);
    lab.sim.stop().await;
    assert_eq!(SimHandle::with(at(&path)).await.inventory().await, after);
}
