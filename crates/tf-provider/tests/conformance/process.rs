//! Items 1 to 17: the start of the process and the handshake.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

use rustix::{
    process::getgid,
    pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt},
};
use tf_provider::{
    plugin::MAGIC_COOKIE,
    testing::process::{Host, tls_stream},
};
use tokio::net::UnixStream;

use crate::{
    frame::{Item, elsewhere, item},
    support::{assert_clean, echo, host, plain_host, provider_host, refusal},
};

pub(crate) const ITEMS: &[Item] = &[
    item!(1, a_person_is_told_what_this_binary_is),
    item!(2, only_the_exact_cookie_is_accepted),
    elsewhere!(
        3,
        version_and_help_work_without_a_cookie,
        "The command line is that of a provider's `main`; the framework reads no arguments."
    ),
    item!(4, right_cookie_gives_exactly_one_handshake_line),
    item!(5, the_certificate_is_unpadded_base64_and_for_localhost_only),
    item!(6, without_a_client_certificate_the_connection_is_plaintext),
    item!(7, protocol_5_is_answered_whatever_the_host_lists),
    item!(8, a_host_that_asks_for_multiplexing_gets_a_seventh_field),
    item!(9, the_socket_is_where_the_host_wants_it),
    item!(9, an_absent_socket_folder_ends_the_process),
    item!(10, the_group_that_the_host_names_may_use_the_socket),
    item!(11, a_client_certificate_that_is_none_ends_the_process),
    item!(12, a_temporary_folder_too_long_for_a_socket_is_avoided),
    elsewhere!(
        13,
        without_unix_sockets_the_address_is_a_port,
        "Only Windows needs TCP, and the framework is for Unix."
    ),
    item!(14, the_socket_is_there_when_the_line_is),
    item!(15, it_does_not_matter_what_stdin_is),
    item!(16, prints_of_the_provider_do_not_reach_stdout),
    elsewhere!(
        17,
        unexpected_arguments_are_a_usage_error,
        "The command line is that of a provider's `main`; the framework reads no arguments."
    ),
];

async fn a_person_is_told_what_this_binary_is() {
    let stderr = refusal(host().with("TF_PLUGIN_MAGIC_COOKIE", "")).await;
    assert!(stderr.contains("`terraform init`"), "{stderr}");
}

async fn only_the_exact_cookie_is_accepted() {
    for cookie in [
        "wrong",
        &format!("{MAGIC_COOKIE}\n"),
        &format!("{MAGIC_COOKIE} "),
        &MAGIC_COOKIE.to_uppercase(),
    ] {
        let stderr = refusal(host().with("TF_PLUGIN_MAGIC_COOKIE", cookie)).await;
        assert!(stderr.contains("`terraform init`"), "{stderr}");
    }
}

async fn right_cookie_gives_exactly_one_handshake_line() {
    let mut plugin = provider_host().start().await.unwrap();
    assert!(plugin.line.ends_with('\n'));
    let fields = plugin.fields();
    assert_eq!(fields[..3], ["1", "5", "unix"]);
    assert!(fields[3].starts_with('/'));
    assert_eq!(fields[4], "grpc");
    assert!(fields[5].len() > 50, "hosts ignore a shorter certificate");
    assert_eq!(fields.len(), 6);
    assert_clean(&plugin.shutdown().await.unwrap());
}

async fn the_certificate_is_unpadded_base64_and_for_localhost_only() {
    let plugin = host().start().await.unwrap();
    let field = plugin.fields()[5];
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/".contains(&byte);
    assert!(field.bytes().all(is_base64), "{field}");

    // A client checks the dates, that the key may serve, and the name.
    let (socket, config) = (plugin.socket(), plugin.client_config().unwrap());
    let config = std::sync::Arc::new(config);
    let localhost = tls_stream(&socket, config.clone(), "localhost").await;
    localhost.unwrap();
    let other = tls_stream(&socket, config, "example.com").await;
    let error = other.unwrap_err().to_string();
    assert!(error.contains("not valid for name"), "{error}");
}

async fn without_a_client_certificate_the_connection_is_plaintext() {
    let plugin = plain_host().start().await.unwrap();
    assert!(plugin.line.ends_with("|grpc|\n"), "{}", plugin.line);
    let channel = plugin.connect_in_plaintext().await.unwrap();
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
}

async fn protocol_5_is_answered_whatever_the_host_lists() {
    for listed in ["5,6", "6,5", "5", "", "x,5", "6"] {
        let host = plain_host().with("PLUGIN_PROTOCOL_VERSIONS", listed);
        assert_eq!(host.start().await.unwrap().fields()[1], "5", "{listed}");
    }
}

async fn a_host_that_asks_for_multiplexing_gets_a_seventh_field() {
    let host = plain_host().with("PLUGIN_MULTIPLEX_GRPC", "true");
    let plugin = host.start().await.unwrap();
    assert!(plugin.line.ends_with("|grpc||false\n"), "{}", plugin.line);
}

async fn the_socket_is_where_the_host_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let host = plain_host().with("PLUGIN_UNIX_SOCKET_DIR", folder.path());
    let plugin = host.start().await.unwrap();
    assert!(plugin.socket().starts_with(folder.path()));
}

async fn an_absent_socket_folder_ends_the_process() {
    let stderr = refusal(host().with("PLUGIN_UNIX_SOCKET_DIR", "/nonexistent")).await;
    assert!(stderr.contains("PLUGIN_UNIX_SOCKET_DIR"), "{stderr}");
}

async fn the_group_that_the_host_names_may_use_the_socket() {
    let group = getgid().as_raw();
    let host = plain_host().with("PLUGIN_UNIX_SOCKET_GROUP", group.to_string());
    let plugin = host.start().await.unwrap();
    let socket = plugin.socket().metadata().unwrap();
    assert_eq!(socket.permissions().mode() & 0o777, 0o660);
    assert_eq!(socket.gid(), group);
    let stderr = refusal(host_of_no_group()).await;
    assert!(stderr.contains("no such group"), "{stderr}");
}

fn host_of_no_group() -> Host {
    plain_host().with("PLUGIN_UNIX_SOCKET_GROUP", "no such group")
}

async fn a_client_certificate_that_is_none_ends_the_process() {
    let stderr = refusal(host().with("PLUGIN_CLIENT_CERT", "garbage")).await;
    assert!(stderr.contains("PLUGIN_CLIENT_CERT"), "{stderr}");
}

async fn a_temporary_folder_too_long_for_a_socket_is_avoided() {
    let parent = tempfile::tempdir().unwrap();
    let long = parent.path().join("x".repeat(120));
    std::fs::create_dir(&long).unwrap();
    let plugin = plain_host().with("TMPDIR", &long).start().await.unwrap();
    assert!(!plugin.socket().starts_with(&long));
    let channel = plugin.connect().await.unwrap();
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
}

async fn the_socket_is_there_when_the_line_is() {
    for _ in 0..100 {
        let plugin = plain_host().start().await.unwrap();
        UnixStream::connect(plugin.socket()).await.unwrap();
    }
}

async fn it_does_not_matter_what_stdin_is() {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let path = ptsname(&terminal, Vec::new()).unwrap();
    let path = path.to_str().unwrap();
    for stdin in ["<&-", "</dev/null", &format!("<{path}")] {
        let shell = Host::without_tls("/bin/sh").unwrap();
        let shell = shell.with("CONFORMANCE_ROLE", "echo").argument("-c");
        let shell = shell.argument(format!("exec \"$0\" {stdin}"));
        let started = shell.argument(std::env::current_exe().unwrap()).start();
        let mut plugin = started.await.unwrap();
        let channel = plugin.connect().await.expect(stdin);
        assert_eq!(echo(&channel, "red").await.unwrap(), "red");
        drop(channel);
        assert_clean(&plugin.shutdown().await.unwrap());
    }
}

async fn prints_of_the_provider_do_not_reach_stdout() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    echo(&channel, "print").await.unwrap();
    drop(channel);
    assert_clean(&plugin.ended().await.unwrap());
}
