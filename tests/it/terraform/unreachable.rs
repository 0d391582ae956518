//! Keys that are refused, and addresses that do not answer: who set them, and what to do.

use std::fs;

use testkit::{
    TerraformCli,
    network::{Socks, TlsFront, refusing_address},
};

const RED: &str = "resource \"zillizcloud_project\" \"red\" { project_name = \"red\" }";
const LOOKUP: &str = "data \"zillizcloud_projects\" \"all\" {}\noutput \"n\" { value = length(data.zillizcloud_projects.all.projects) }";

/// New objects of every kind, some of which need no call to be planned.
const NEW: &[&str] = &[
    RED,
    "resource \"zillizcloud_organization\" \"own\" {}",
    "resource \"zillizcloud_cluster\" \"red\" {\n cluster_name = \"red\"\n project_id = local.project_id\n region_id = local.region_id\n \
     plan = \"Serverless\"\n}",
    "resource \"terraform_data\" \"t\" { input = \"x\" }\nresource \"zillizcloud_cluster\" \"red\" {\n cluster_name = \"red\"\n \
     project_id = terraform_data.t.output\n region_id = terraform_data.t.output\n plan = \"Serverless\"\n}",
    "resource \"zillizcloud_project_user\" \"ada\" {\n project_id = local.project_id\n email = \"ada@example.com\"\n roles = [\"Data \
     Admin\"]\n}",
    "resource \"terraform_data\" \"t\" { input = \"a@b\" }\nresource \"zillizcloud_project_user\" \"ada\" {\n project_id = \
     terraform_data.t.output\n email = terraform_data.t.output\n roles = [\"Data Admin\"]\n}",
];

/// How often a call was repeated, by the log.
fn retries(lab: &TerraformCli) -> usize {
    lab.log().matches(": retrying").count()
}

/// A laboratory whose provider tries calls as often as it does for users.
async fn patient() -> TerraformCli {
    let mut lab = TerraformCli::start().await;
    lab.unset("ZILLIZCLOUD_MAX_RETRIES");
    lab
}

#[tokio::test]
async fn a_plan_with_a_refused_key_is_red_whatever_is_new() {
    let mut lab = TerraformCli::start().await;
    lab.set("ZILLIZCLOUD_API_KEY", "mistyped-key");
    for configuration in NEW {
        lab.write(configuration);
        let error = lab.try_plan(&[]).await.only_error();
        error.says(["The apikey is illegal", "from ZILLIZCLOUD_API_KEY"]);
    }
    lab.write(&format!(
        "provider \"zillizcloud\" {{ api_key = \"mistyped-key\" }}\n{RED}"
    ));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["from `api_key` of the provider block"]);
    lab.unset("ZILLIZCLOUD_API_KEY");
    lab.write(RED);
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["no API key is configured", "ZILLIZCLOUD_API_KEY"]);
    assert_eq!(lab.writes().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_key_that_may_not_do_one_thing_is_no_refused_key() {
    let lab = TerraformCli::start().await;
    lab.fault(serde_json::json!({
        "match": {"method": "GET", "path": "/v2/projects"},
        "fault": {"kind": "status", "status": 403, "code": 403, "message": "Not for this key."},
    }))
    .await;
    lab.write(RED);
    let planned = lab.try_plan(&["-detailed-exitcode"]).await;
    assert_eq!(planned.code, Some(2), "{planned}");
}

#[tokio::test]
async fn an_address_that_does_not_answer_is_a_warning_of_a_plan_after_one_attempt() {
    let mut lab = patient().await;
    let (_socket, address) = refusing_address();
    lab.set("ZILLIZCLOUD_HOST_ADDRESS", &format!("http://{address}"));
    for configuration in NEW {
        lab.write(configuration);
        let planned = lab.try_plan(&["-detailed-exitcode"]).await;
        assert_eq!(planned.code, Some(2), "{planned}");
        let warnings = planned.warnings();
        assert_eq!(warnings.len(), 1, "{planned}");
        warnings[0].says([
            "Nothing listens there",
            &format!("The address http://{address} comes from ZILLIZCLOUD_HOST_ADDRESS"),
            "An apply fails",
        ]);
    }
    assert_eq!(retries(&lab), 0);
}

#[tokio::test]
async fn what_exists_is_read_three_times_at_an_address_that_does_not_answer() {
    let mut lab = patient().await;
    lab.write(RED);
    lab.apply().await;
    let before = lab.raw_state();
    let (_socket, address) = refusing_address();
    lab.unset("ZILLIZCLOUD_HOST_ADDRESS");
    lab.write(&format!(
        "provider \"zillizcloud\" {{ host_address = \"http://{address}\" }}\n{RED}"
    ));
    let error = lab.try_plan(&[]).await.only_error();
    error.says([
        "Error reading project \"red\"",
        &format!("The address http://{address} comes from `host_address` of the provider block"),
        "nothing that exists has been forgotten",
    ]);
    assert_eq!(retries(&lab), 2);
    assert_eq!(lab.raw_state(), before);
}

#[tokio::test]
async fn a_look_up_at_an_address_that_does_not_answer_is_an_error_that_names_it() {
    let mut lab = TerraformCli::start().await;
    lab.write(LOOKUP);
    let (_socket, address) = refusing_address();
    lab.set("ZILLIZCLOUD_HOST_ADDRESS", &format!("http://{address}"));
    let error = lab.try_plan(&[]).await.only_error();
    error.says([
        "Error listing projects",
        &address.to_string(),
        "from ZILLIZCLOUD_HOST_ADDRESS",
    ]);
    lab.set(
        "ZILLIZCLOUD_HOST_ADDRESS",
        "https://api.cloud.zilliz.invalid",
    );
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["No such host is known", "https://api.cloud.zilliz.invalid"]);
}

#[tokio::test]
async fn a_certificate_that_does_not_verify_is_not_tried_again_and_names_the_variable() {
    let mut lab = patient().await;
    let front = TlsFront::start(lab.sim_address(), &["127.0.0.1"]).await;
    lab.set(
        "ZILLIZCLOUD_HOST_ADDRESS",
        &format!("https://{}", front.address),
    );
    lab.write(LOOKUP);
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["certificate cannot be verified", "SSL_CERT_FILE"]);
    assert_eq!(retries(&lab), 0);
    trust(&mut lab, &front);
    lab.apply().await;
}

fn trust(lab: &mut TerraformCli, front: &TlsFront) {
    let file = lab.provider_folder().join("authority.pem");
    fs::write(&file, &front.pem).unwrap();
    lab.set("SSL_CERT_FILE", file.to_str().unwrap());
}

#[tokio::test]
async fn https_spoken_to_http_and_the_reverse_are_recognized() {
    let mut lab = patient().await;
    lab.write(LOOKUP);
    let plain = lab.sim_address();
    lab.set("ZILLIZCLOUD_HOST_ADDRESS", &format!("https://{plain}"));
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["does not speak TLS", "http://", &plain.to_string()]);
    let front = TlsFront::start(plain, &["127.0.0.1"]).await;
    lab.set(
        "ZILLIZCLOUD_HOST_ADDRESS",
        &format!("http://{}", front.address),
    );
    let error = lab.try_plan(&[]).await.only_error();
    error.says(["speaks TLS", "https://", &front.address.to_string()]);
    assert_eq!(retries(&lab), 0);
}

#[tokio::test]
async fn a_socks_proxy_is_used() {
    let mut lab = TerraformCli::start().await;
    let names = ["api.zilliz.test", "192.0.2.7"];
    let front = TlsFront::start(lab.sim_address(), &names).await;
    trust(&mut lab, &front);
    let socks = Socks::start(front.address).await;
    lab.write(RED);
    for (variable, scheme, host) in [
        ("HTTPS_PROXY", "socks5h", "api.zilliz.test"),
        ("ALL_PROXY", "socks5", "192.0.2.7"),
    ] {
        lab.set("ZILLIZCLOUD_HOST_ADDRESS", &format!("https://{host}"));
        lab.set(variable, &format!("{scheme}://{}", socks.address));
        lab.try_apply().await.succeeded();
        lab.has_nothing_to_do().await;
        let targets = socks.targets();
        let target = format!("{host}:443");
        assert!(targets.contains(&target), "{targets:?}");
        lab.unset(variable);
    }
}

#[tokio::test]
async fn a_proxy_that_is_no_url_or_does_not_answer_is_named_with_its_variable() {
    let mut lab = TerraformCli::start().await;
    // Without a block, Terraform adds an error of its own.
    lab.write(&format!("provider \"zillizcloud\" {{}}\n{LOOKUP}"));
    lab.set("ZILLIZCLOUD_HOST_ADDRESS", "https://api.zilliz.test");
    for value in [
        "http://",
        "my proxy:hunter2@host",
        "ftp://proxy.example",
        "http://me:hunter2@:3128",
    ] {
        lab.set("HTTPS_PROXY", value);
        let error = lab.try_plan(&[]).await.only_error();
        error.says(["HTTPS_PROXY does not hold the URL of a proxy", "socks5h://"]);
        assert!(!error.detail.contains("hunter2"), "{error:#?}");
    }
    let (_socket, address) = refusing_address();
    for scheme in ["http", "socks5h"] {
        lab.set("HTTPS_PROXY", &format!("{scheme}://me:hunter2@{address}"));
        let error = lab.try_plan(&[]).await.only_error();
        error.says([
            &format!("through the proxy {scheme}://{address}, which HTTPS_PROXY names"),
            "The proxy does not let the call through",
        ]);
        assert!(!error.detail.contains("hunter2"), "{error:#?}");
    }
}

#[tokio::test]
async fn white_space_around_a_key_is_none_of_it() {
    let mut lab = TerraformCli::start().await;
    let key = format!(" {}\r\n", lab.api_key());
    lab.set("ZILLIZCLOUD_API_KEY", &key);
    lab.write(RED);
    lab.apply().await;
    lab.unset("ZILLIZCLOUD_API_KEY");
    let provider = format!(
        "variable \"key\" {{ sensitive = true }}\nprovider \"zillizcloud\" {{ api_key = var.key }}\n{RED}"
    );
    lab.set("TF_VAR_key", &key);
    lab.write(&provider);
    lab.has_nothing_to_do().await;
}

#[tokio::test]
async fn a_key_that_is_not_known_yet_says_how_to_go_on() {
    let mut lab = TerraformCli::start().await;
    lab.write(RED);
    lab.apply().await;
    lab.set("TF_VAR_key", lab.api_key().to_owned().as_str());
    lab.unset("ZILLIZCLOUD_API_KEY");
    lab.write(&format!(
        "variable \"key\" {{ sensitive = true }}\nresource \"terraform_data\" \"key\" {{ input = var.key }}\n\
         provider \"zillizcloud\" {{ api_key = terraform_data.key.output }}\n{RED}"
    ));
    let error = lab.try_plan(&[]).await.only_error();
    error.says([
        "`api_key` of the provider block is not known yet",
        "`-target`",
    ]);
}
