//! Values that are known only at apply, under the real Terraform: what is not known is not different.

use serde_json::json;

use crate::cluster::terraform::{DEDICATED, RED, red};
use testkit::{TerraformCli, requires};

const ADA: &str = "zillizcloud_project_user.ada";
const EMAIL: &str = "ada@example.com";

/// A project with this description.
fn project(description: &str) -> String {
    format!(
        "resource \"zillizcloud_project\" \"p\" {{\n  project_name = \"p\"\n  region_ids = [\"aws-us-west-2\"]\n  \
         description = \"{description}\"\n}}\n"
    )
}

/// The project "p", and one that is looked up once it has been applied: at apply, where "p" changes.
fn lookup(description: &str, arguments: &str) -> String {
    format!(
        "{}data \"zillizcloud_project\" \"p\" {{\n  {arguments}\n  depends_on = [zillizcloud_project.p]\n}}\n",
        project(description)
    )
}

/// The cluster "red", with these arguments in place of those of `red`.
fn red_with(project_id: &str, region_id: &str, arguments: &str) -> String {
    red(arguments)
        .replace("local.project_id", project_id)
        .replace("local.region_id", region_id)
}

/// Values of `terraform_data`, which are known only at apply when `note` changes.
fn later(note: &str, values: &str) -> String {
    format!(
        "resource \"terraform_data\" \"later\" {{\n  input = {{ note = \"{note}\", {values} }}\n}}\n"
    )
}

fn ada(arguments: &str) -> String {
    format!(
        "resource \"zillizcloud_project_user\" \"ada\" {{\n  {arguments}\n  roles = [\"Data Viewer\"]\n}}\n"
    )
}

/// Applies `before`. After it, `vague` is planned as an update of `attributes`, changes nothing of the object, and leaves
/// nothing to do.
async fn changes_nothing(
    lab: &TerraformCli,
    address: &str,
    before: &str,
    vague: &str,
    attributes: &[&str],
) {
    lab.write(before);
    lab.apply().await;
    let (state, writes) = (lab.state(address), lab.writes().await.len());
    lab.write(vague);
    let plan = lab.plan().await;
    let update = format!("update {address}");
    assert!(plan.actions().contains(&update), "{:?}", plan.actions());
    assert_eq!(plan.changed(address), attributes);
    lab.apply().await;
    assert_eq!(lab.state(address), state);
    let writes = lab.writes().await.split_off(writes);
    let is_of_the_project = |it: &String| it.contains("/v2/projects/");
    assert!(writes.iter().all(is_of_the_project), "{writes:?}");
}

#[tokio::test]
async fn a_project_that_is_looked_up_at_apply_and_is_the_same_replaces_nothing() {
    let lab = TerraformCli::start().await;
    let red = red_with(
        "data.zillizcloud_project.p.id",
        "local.region_id",
        DEDICATED,
    );
    let of = |description: &str| {
        let actual = lookup(description, "name = \"p\"");
        format!("{actual}{red}")
    };
    changes_nothing(&lab, RED, &of("one"), &of("two"), &["project_id"]).await;
    lab.destroy().await;
}

#[tokio::test]
async fn a_region_that_is_looked_up_at_apply_and_is_the_same_replaces_nothing() {
    let lab = TerraformCli::start().await;
    let region = "one(data.zillizcloud_project.p.region_ids)";
    let red = red_with("zillizcloud_project.p.id", region, DEDICATED);
    let protected = red.replace(DEDICATED, "cu_size = 8\n deletion_protection = true");
    let of = |description: &str| {
        let actual = lookup(description, "id = zillizcloud_project.p.id");
        format!("{actual}{protected}")
    };
    changes_nothing(&lab, RED, &of("one"), &of("two"), &["region_id"]).await;
}

#[tokio::test]
async fn the_type_and_the_kind_of_a_cluster_that_are_known_later_and_are_the_same_replace_nothing()
{
    for (values, arguments, attribute) in [
        (
            "cu_type = \"Capacity-optimized\"",
            "cu_size = 8\n cu_type = terraform_data.later.output.cu_type",
            "cu_type",
        ),
        (
            "plan = \"Serverless\"",
            "plan = terraform_data.later.output.plan",
            "plan",
        ),
    ] {
        let lab = TerraformCli::start().await;
        let of = |note: &str| format!("{}{}", later(note, values), red(arguments));
        changes_nothing(&lab, RED, &of("one"), &of("two"), &[attribute]).await;
        lab.destroy().await;
    }
}

#[tokio::test]
async fn a_person_who_is_known_later_and_is_the_same_keeps_everything() {
    let lab = TerraformCli::start().await;
    let user_id = lab.add_member(EMAIL).await;
    let member = |description: &str| {
        format!(
            "{}data \"zillizcloud_member\" \"ada\" {{\n  email = \"{EMAIL}\"\n  depends_on = [zillizcloud_project.p]\n}}\n",
            project(description)
        )
    };
    let person = "project_id = zillizcloud_project.p.id\n  ";
    let by_id = ada(&format!(
        "{person}user_id = data.zillizcloud_member.ada.user_id"
    ));
    let of = |description: &str| format!("{}{by_id}", member(description));
    changes_nothing(&lab, ADA, &of("one"), &of("two"), &["user_id"]).await;

    let by_email = ada(&format!(
        "{person}email = terraform_data.later.output.email"
    ));
    let email = format!("email = \"{EMAIL}\"");
    let of = |note: &str| format!("{}{}{by_email}", project("two"), later(note, &email));
    changes_nothing(&lab, ADA, &of("one"), &of("two"), &["email"]).await;

    let in_project = ada(&format!(
        "project_id = terraform_data.later.output.project_id\n  user_id = \"{user_id}\"\n  lifecycle {{ create_before_destroy = true }}"
    ));
    let id = "project_id = zillizcloud_project.p.id";
    let of = |note: &str| format!("{}{}{in_project}", project("two"), later(note, id));
    changes_nothing(&lab, ADA, &of("one"), &of("two"), &["project_id"]).await;
    lab.destroy().await;
}

/// The apply of what `vague` says fails at `attribute`; then the next plan shows the replacement.
async fn is_refused(lab: &TerraformCli, address: &str, before: &str, vague: &str, attribute: &str) {
    lab.write(before);
    lab.apply().await;
    let (state, writes) = (lab.state(address), lab.writes().await.len());
    lab.write(vague);
    let error = lab.try_apply().await.only_error();
    error.is_at(attribute).says([
        &format!("`{attribute}`"),
        "nothing was changed",
        "The next plan shows the replacement",
    ]);
    assert_eq!(lab.state(address), state);
    assert_eq!(lab.writes().await.len(), writes);
    let plan = lab.plan().await;
    assert_eq!(plan.actions(), [format!("replace {address}")]);
}

#[tokio::test]
async fn another_project_that_is_known_only_at_apply_is_an_error_that_changes_nothing() {
    requires!(DeferralInApply);
    let lab = TerraformCli::start().await;
    let project = |name: &str| {
        format!("resource \"zillizcloud_project\" \"{name}\" {{ project_name = \"{name}\" }}\n")
    };
    let projects = project("one") + &project("two");
    let red = red_with(
        "terraform_data.later.output.id",
        "local.region_id",
        "plan = \"Serverless\"",
    );
    let of = |name: &str| {
        let id = format!("id = zillizcloud_project.{name}.id");
        format!("{projects}{}{red}", later(name, &id))
    };
    is_refused(&lab, RED, &of("one"), &of("two"), "project_id").await;
    lab.apply().await;
    let id = lab.project_id("two").await;
    assert_eq!(lab.state(RED)["project_id"], id);
    lab.destroy().await;
}

#[tokio::test]
async fn another_kind_that_is_known_only_at_apply_is_an_error_that_changes_nothing() {
    requires!(DeferralInApply);
    let lab = TerraformCli::start().await;
    let of = |plan: &str| {
        let values = format!("plan = \"{plan}\"");
        let red = red("plan = terraform_data.later.output.plan");
        format!("{}{red}", later(plan, &values))
    };
    is_refused(&lab, RED, &of("Serverless"), &of("Free"), "plan").await;
}

#[tokio::test]
async fn another_person_who_is_known_only_at_apply_is_an_error_that_changes_nothing() {
    requires!(DeferralInApply);
    let lab = TerraformCli::start().await;
    lab.add_member(EMAIL).await;
    lab.add_member("bob@example.com").await;
    let of = |email: &str| {
        let person = "project_id = local.project_id\n  email = terraform_data.later.output.email";
        let values = format!("email = \"{email}\"");
        format!("{}{}", later(email, &values), ada(person))
    };
    is_refused(&lab, ADA, &of(EMAIL), &of("bob@example.com"), "email").await;
}

/// Nothing says that an object is protected from an apply that does not destroy it.
#[tokio::test]
async fn a_protected_cluster_is_neither_destroyed_nor_in_the_way() {
    requires!(DeferralInApply);
    let lab = TerraformCli::start().await;
    let red = red_with(
        "local.project_id",
        "terraform_data.later.output.region_id",
        "cu_size = 8\n deletion_protection = true",
    );
    let of = |region: &str| {
        let values = format!("region_id = \"{region}\"");
        format!("{}{red}", later(region, &values))
    };
    lab.write(&of("aws-us-west-2"));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    lab.write(&of("aws-eu-central-1"));
    assert_eq!(lab.plan().await.changed(RED), ["region_id"]);
    let error = lab.try_apply().await.only_error();
    error.is_at("region_id").says(["nothing was changed"]);
    assert_eq!(lab.cluster_id("red").await, id);
    let errors = lab.try_plan(&[]).await;
    let errors = errors.problems("error");
    assert!(
        errors
            .iter()
            .any(|it| it.summary == "Protected from deletion"),
        "{errors:?}"
    );
}

/// A plan without a refresh is a plan, not an apply.
#[tokio::test]
async fn a_replacement_is_planned_and_made_without_a_refresh_as_well() {
    let lab = TerraformCli::start().await;
    lab.write(&red("plan = \"Serverless\""));
    lab.apply().await;
    let id = lab.cluster_id("red").await;
    let project_id = lab.project_id("Default Project").await;
    lab.change_elsewhere("projects", &project_id, json!({"regionIds": []}))
        .await;
    lab.write(&red("plan = \"Serverless\"").replace("local.region_id", "\"gcp-us-west1\""));
    let applied = lab
        .run(&["apply", "-json", "-auto-approve", "-refresh=false"])
        .await;
    assert!(
        lab.inventory().await["clusters"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["clusterId"] != id.as_str() || it["status"] == "DELETED"),
        "{applied}"
    );
}
