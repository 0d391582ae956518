//! Functions, which configurations compute without asking the service.

use serde_json::{Value, json};
use tf_provider::testing::{Failure, Terraform};
use zillizcloud::{env::Env, provider::ZillizCloud};

async fn call(function: &str, argument: Value) -> Result<Value, Failure> {
    let terraform = Terraform::start(ZillizCloud::new(Env::default()))
        .await
        .unwrap();
    terraform.call(function, &[argument]).await
}

#[tokio::test]
async fn the_level_is_the_lightest_that_gives_what_is_needed() {
    for (separate_billing, role_based_access, level) in [
        (true, true, "organization"),
        (true, false, "organization"),
        (false, true, "project"),
        (false, false, "cluster"),
    ] {
        let needs =
            json!({"separate_billing": separate_billing, "role_based_access": role_based_access});
        assert_eq!(call("isolation_level", needs).await.unwrap(), level);
    }
}

#[tokio::test]
async fn a_region_says_cloud_region_and_host() {
    let international = "api.cloud.zilliz.com";
    let china = "api.cloud.zilliz.com.cn";
    for (region_id, cloud_id, region, api_host) in [
        ("aws-us-west-2", "aws", "us-west-2", international),
        ("gcp-us-west1", "gcp", "us-west1", international),
        ("az-eastus", "azure", "eastus", international),
        ("azure-eastus", "azure", "eastus", international),
        ("ali-cn-hangzhou", "ali", "cn-hangzhou", china),
        ("tc-ap-beijing", "tc", "ap-beijing", china),
    ] {
        let expected = json!({"cloud_id": cloud_id, "region": region, "api_host": api_host});
        assert_eq!(
            call("region_info", json!(region_id)).await.unwrap(),
            expected
        );
    }
    for nonsense in ["aws", "aws-", "mars-north-1"] {
        let error = call("region_info", json!(nonsense)).await.unwrap_err();
        assert!(
            error.to_string().contains("not the identifier of a region"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_identifier_that_is_empty_or_ends_in_a_line_break_is_refused() {
    for function in ["region_info", "cluster_kind"] {
        for (argument, says) in [("", "not the identifier"), ("in01-1\n", "trimspace")] {
            let error = call(function, json!(argument)).await.unwrap_err();
            assert!(error.to_string().contains(says), "{function}: {error}");
        }
    }
}

#[tokio::test]
async fn a_cluster_says_its_kind() {
    for (cluster_id, kind) in [
        ("in01-6183d6bac30f801", "Dedicated"),
        ("in03-fc01449d8a58b23", "Free"),
        ("in05-bfee098389ca970", "Serverless"),
        ("in07-bfee098389ca970", "OnDemand"),
    ] {
        assert_eq!(call("cluster_kind", json!(cluster_id)).await.unwrap(), kind);
    }
    let error = call("cluster_kind", json!("red")).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("not the identifier of a cluster"),
        "{error}"
    );
}
