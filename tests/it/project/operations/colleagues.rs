//! A colleague who makes a project of the same name while the answer to ours is lost: it is theirs.

use serde_json::json;

use crate::in_process::InProcess;

#[tokio::test(start_paused = true)]
async fn a_project_that_was_made_elsewhere_while_the_create_was_lost_is_named_and_not_adopted() {
    let rig = InProcess::start(7, || {}).await;
    rig.fault(json!({
        "match": {"method": "POST", "path": "/v2/projects"}, "times": 1, "fault": {"kind": "reset_before"},
    }))
    .await;
    let project = rig.terraform.resource("zillizcloud_project");
    let colleague = async {
        // Our create was lost, and nobody has looked for it a second time.
        let post = ("POST".to_owned(), "/v2/projects".to_owned());
        while !rig.calls().await.contains(&post) {}
        let theirs = json!({"projectName": "red", "plan": "Enterprise", "description": "theirs"});
        let made = rig.call("projects", theirs).await;
        assert_eq!(made["code"], 0, "{made}");
    };
    let ours = project.apply(json!({"project_name": "red"}));
    let (refused, ()) = tokio::join!(ours, colleague);
    let refused = refused.unwrap_err();
    let remote = rig.news().await;
    assert_eq!(remote.projects.len(), 1, "{remote:?}");
    let theirs = remote.projects.keys().next().unwrap();
    let command = format!("`terraform import <address> '{theirs}'`");
    assert!(refused.to_string().contains(&command), "{refused}");
    assert!(!project.exists(), "{theirs} was adopted");
}
