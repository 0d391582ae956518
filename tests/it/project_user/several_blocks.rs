//! Two objects of the state that are one thing of the service, under the real Terraform: blocks that are renamed without `moved`,
//! lists that shift, and two blocks for one person.

use serde_json::{Value, json};

use testkit::TerraformCli;

const VIEWER: [&str; 1] = ["Data Viewer"];

/// A block that gives somebody roles in the default project.
fn user(block: &str, person: &str, roles: &str) -> String {
    format!(
        "resource \"zillizcloud_project_user\" \"{block}\" {{\n  project_id = local.project_id\n  {person}\n  roles = [{roles}]\n}}\n"
    )
}

fn ada(block: &str) -> String {
    user(block, "email = \"ada@example.com\"", "\"Data Viewer\"")
}

/// People, one block for each position of a list.
fn list(people: &[&str]) -> String {
    format!(
        "locals {{ people = {people:?} }}\nresource \"zillizcloud_project_user\" \"all\" {{\n  count = length(local.people)\n  project_id = \
         local.project_id\n  email = local.people[count.index]\n  roles = [\"Data Viewer\"]\n}}\n"
    )
}

/// Calls of this method that change roles take a while.
fn slow(method: &str) -> Value {
    json!({
        "match": {"method": method, "path": "*roles*"}, "times": 10,
        "fault": {"kind": "delay", "milliseconds": 300},
    })
}

/// Applies under trouble; afterwards there is nothing left to do.
async fn apply_while(lab: &TerraformCli, fault: Value) {
    lab.fault(fault).await;
    lab.try_apply().await.succeeded();
    lab.clear_faults().await;
}

#[tokio::test]
async fn a_renamed_block_leaves_somebody_their_role_however_slow_the_calls_are() {
    for method in ["DELETE", "PUT", "GET"] {
        let lab = TerraformCli::start().await;
        let id = lab.add_member("ada@example.com").await;
        let project = lab.project_id("Default Project").await;
        lab.write(&ada("ada"));
        lab.apply().await;
        lab.write(&ada("lovelace"));
        apply_while(&lab, slow(method)).await;
        assert_eq!(lab.roles(&id, &project).await, VIEWER, "{method}");
        lab.has_nothing_to_do().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_renamed_block_names_the_same_person_another_way() {
    let lab = TerraformCli::start().await;
    let id = lab.add_member("ada@example.com").await;
    let project = lab.project_id("Default Project").await;
    let by_id = user(
        "lovelace",
        &format!("user_id = \"{id}\""),
        "\"Data Viewer\"",
    );
    let in_capitals = user("ada", "email = \"ADA@example.com\"", "\"Data Viewer\"");
    lab.write(&ada("ada"));
    lab.apply().await;
    for next in [&by_id, &in_capitals] {
        lab.write(next);
        apply_while(&lab, slow("DELETE")).await;
        assert_eq!(lab.roles(&id, &project).await, VIEWER);
        lab.has_nothing_to_do().await;
    }
    lab.destroy().await;
}

#[tokio::test]
async fn a_renamed_block_with_other_roles_has_these_and_no_others() {
    for arguments in [&["-parallelism=1"][..], &[]] {
        let lab = TerraformCli::start().await;
        let id = lab.add_member("ada@example.com").await;
        let project = lab.project_id("Default Project").await;
        let ada = |block, roles| user(block, "email = \"ada@example.com\"", roles);
        lab.write(&ada("ada", "\"Data Viewer\", \"Data Operator\""));
        lab.apply().await;
        let admin = lab.role_id("Data Admin").await;
        lab.write(&ada("lovelace", &format!("\"{admin}\", \"Data Operator\"")));
        lab.fault(slow("DELETE")).await;
        let command = [&["apply", "-json", "-auto-approve"], arguments].concat();
        lab.run(&command).await.succeeded();
        lab.clear_faults().await;
        let roles = lab.roles(&id, &project).await;
        assert_eq!(roles, ["Data Admin", "Data Operator"]);
        lab.has_nothing_to_do().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_list_that_shifts_takes_nothing_from_who_is_still_in_it() {
    for method in ["DELETE", "PUT", "GET"] {
        let lab = TerraformCli::start().await;
        let project = lab.project_id("Default Project").await;
        let mut ids = Vec::new();
        for name in ["ada", "bob", "cyd", "dan"] {
            ids.push(lab.add_member(&format!("{name}@example.com")).await);
        }
        let all = [
            "ada@example.com",
            "bob@example.com",
            "cyd@example.com",
            "dan@example.com",
        ];
        lab.write(&list(&all));
        lab.apply().await;
        lab.write(&list(&all[1..]));
        // Whose old object goes slowly gets the new one meanwhile.
        let fault = json!({
            "match": {"method": method, "path": format!("/v2/members/{}/*", ids[1])}, "times": 10,
            "fault": {"kind": "delay", "milliseconds": 500},
        });
        apply_while(&lab, fault).await;
        assert_eq!(lab.roles(&ids[0], &project).await, Vec::<String>::new());
        for id in &ids[1..] {
            assert_eq!(lab.roles(id, &project).await, VIEWER, "{method}");
        }
        lab.has_nothing_to_do().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn two_blocks_for_one_person_are_said_at_plan_and_take_nothing_from_each_other() {
    let lab = TerraformCli::start().await;
    let id = lab.add_member("ada@example.com").await;
    let project = lab.project_id("Default Project").await;
    let viewer = ada("viewer");
    let admin = user("admin", &format!("user_id = \"{id}\""), "\"Data Admin\"");
    lab.write(&format!("{viewer}{admin}"));
    for _ in 0..2 {
        let warnings = lab.try_plan(&[]).await.succeeded().warnings();
        let is_said = warnings
            .iter()
            .any(|it| it.summary.contains("Two resources for one person"));
        assert!(is_said, "{warnings:?}");
        lab.try_apply().await.succeeded();
        assert_eq!(
            lab.roles(&id, &project).await,
            ["Data Admin", "Data Viewer"]
        );
    }
    // What the removed one had goes, and nothing else.
    lab.write(&viewer);
    lab.apply().await;
    assert_eq!(lab.roles(&id, &project).await, VIEWER);
    lab.destroy().await;
}

#[tokio::test]
async fn of_two_blocks_for_one_person_the_one_that_stays_keeps_what_both_had() {
    for removed in ["first", "second"] {
        let lab = TerraformCli::start().await;
        let id = lab.add_member("ada@example.com").await;
        let project = lab.project_id("Default Project").await;
        lab.write(&format!("{}{}", ada("first"), ada("second")));
        lab.apply().await;
        let stays = if removed == "first" {
            "second"
        } else {
            "first"
        };
        lab.write(&ada(stays));
        apply_while(&lab, slow("DELETE")).await;
        assert_eq!(lab.roles(&id, &project).await, VIEWER, "{removed}");
        lab.has_nothing_to_do().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_renamed_block_of_somebody_who_is_invited_leaves_the_invitation() {
    for method in ["GET", "POST", "DELETE"] {
        let lab = TerraformCli::with_previews().await;
        lab.write(&ada("ada"));
        lab.apply().await;
        lab.write(&ada("lovelace"));
        let fault = json!({
            "match": {"method": method, "path": "*invitations*"}, "times": 10,
            "fault": {"kind": "delay", "milliseconds": 300},
        });
        apply_while(&lab, fault).await;
        let inventory = lab.inventory().await;
        let invitations = inventory["invitations"].as_array().unwrap().iter();
        let pending = invitations.filter(|it| it["status"] == "PENDING").count();
        assert_eq!(pending, 1, "{method}: {inventory:#}");
        lab.has_nothing_to_do().await;
    }
}

#[tokio::test]
async fn a_block_renamed_over_two_applies_leaves_somebody_their_role() {
    for parallelism in ["-parallelism=1", "-parallelism=10"] {
        let lab = TerraformCli::start().await;
        let id = lab.add_member("ada@example.com").await;
        let project = lab.project_id("Default Project").await;
        lab.write(&ada("ada"));
        lab.apply().await;
        lab.write(&ada("lovelace"));
        let target = "-target=zillizcloud_project_user.lovelace";
        for argument in [target, parallelism] {
            let command = ["apply", "-json", "-auto-approve", argument];
            lab.run(&command).await.succeeded();
        }
        assert_eq!(lab.addresses(), ["zillizcloud_project_user.lovelace"]);
        assert_eq!(lab.roles(&id, &project).await, VIEWER);
        lab.has_nothing_to_do().await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_deposed_object_that_goes_in_a_later_apply_leaves_somebody_their_role() {
    // In which order Terraform goes about it depends on how much it does at once.
    for parallelism in ["-parallelism=1", "-parallelism=10"] {
        let lab = TerraformCli::start().await;
        let id = lab.add_member("ada@example.com").await;
        let project = lab.project_id("Default Project").await;
        let person =
            "email = \"ada@example.com\"\n  lifecycle {\n    create_before_destroy = true\n  }";
        // What depends on her fails, so that Terraform does not get to destroy the old object.
        let letter = "resource \"terraform_data\" \"letter\" {\n  triggers_replace = zillizcloud_project_user.ada.id\n  provisioner \
             \"local-exec\" {\n    command = \"test -e stamp\"\n  }\n}\n";
        let stamp = lab.configuration_folder().join("stamp");
        lab.write_file("stamp", "");
        lab.write(&(user("ada", person, "\"Data Viewer\"") + letter));
        lab.apply().await;
        std::fs::remove_file(stamp).unwrap();
        let apply = ["apply", "-json", "-auto-approve"];
        let replace = "-replace=zillizcloud_project_user.ada";
        let failed = lab.run(&[&apply[..], &[replace]].concat()).await;
        assert_ne!(failed.code, Some(0), "{failed}");
        assert!(lab.raw_state().contains("\"deposed\""), "{failed}");
        assert_eq!(lab.roles(&id, &project).await, VIEWER);
        lab.write_file("stamp", "");
        let applied = lab.run(&[&apply[..], &[parallelism]].concat()).await;
        applied.succeeded();
        assert!(!lab.raw_state().contains("\"deposed\""));
        assert_eq!(lab.roles(&id, &project).await, VIEWER);
        lab.has_nothing_to_do().await;
        lab.destroy().await;
    }
}
