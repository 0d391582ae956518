//! The log: its lines, and its places.

use std::{collections::BTreeSet, fs};

use testkit::TerraformCli;

const CLUSTERS: &str = r#"
resource "zillizcloud_cluster" "this" {
  count = 8

  cluster_name = "search-${count.index}"
  project_id   = local.project_id
  region_id    = local.region_id
  plan         = "Serverless"
}
"#;

#[tokio::test]
async fn nothing_is_written_beside_the_state_whatever_is_to_be_logged() {
    let mut lab = TerraformCli::start().await;
    lab.log_everything();
    // With this, the vendor's provider writes a file that everybody can read.
    lab.set("ZILLIZCLOUD_DEBUG", "true");
    lab.write(CLUSTERS);
    lab.apply().await;
    let folder = fs::read_dir(lab.configuration_folder()).unwrap();
    let names = folder.map(|it| it.unwrap().file_name().into_string().unwrap());
    let actual: BTreeSet<_> = names.collect();
    let expected = ["common.tf", "main.tf", "terraform.tfstate"];
    assert_eq!(actual, expected.map(str::to_owned).into());
    lab.destroy().await;
}

#[tokio::test]
async fn each_logged_reply_is_that_of_its_own_call_also_among_many() {
    let lab = TerraformCli::start().await;
    lab.write(CLUSTERS);
    lab.apply().await;
    let log = lab.log();
    let mut described = BTreeSet::new();
    for line in log.lines().filter(|it| it.contains(": reply: ")) {
        let Some((_, after)) = line.split_once("path=/v2/clusters/in") else {
            continue;
        };
        let id = format!("in{}", after.split([' ', '/', '"']).next().unwrap());
        assert!(
            line.contains(&format!("clusterId\\\":\\\"{id}\\\"")),
            "{line}"
        );
        described.insert(id);
    }
    assert_eq!(described.len(), 8, "{log}");
    lab.destroy().await;
}
