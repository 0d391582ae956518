//! What happens before gRPC: the environment, the line, refusals.

use tf_provider::{plugin::MAGIC_COOKIE, testing::process::Refusal};

use crate::host::{assert_clean, echo, host, plain_host};

pub(crate) async fn the_host_gets_exactly_one_line() {
    let mut plugin = host().start().await.unwrap();
    assert!(plugin.line.ends_with('\n'));
    let fields = plugin.fields();
    assert_eq!(fields[..3], ["1", "5", "unix"]);
    assert!(fields[3].starts_with('/'));
    assert_eq!(fields[4], "grpc");
    assert!(fields[5].len() > 50, "hosts ignore a shorter certificate");
    assert_eq!(fields.len(), 6);

    let channel = plugin.connect().await.unwrap();
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
    drop(channel);
    assert_clean(&plugin.ended().await.unwrap());
}

pub(crate) async fn without_a_client_certificate_the_connection_is_plaintext() {
    let plugin = plain_host().start().await.unwrap();
    assert!(plugin.line.ends_with("|grpc|\n"), "{}", plugin.line);
    let channel = plugin.connect_in_plaintext().await.unwrap();
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
}

pub(crate) async fn protocol_5_is_answered_whatever_the_host_lists() {
    for listed in ["5,6", "5", "", "x,5", "6"] {
        let host = plain_host().with("PLUGIN_PROTOCOL_VERSIONS", listed);
        assert_eq!(host.start().await.unwrap().fields()[1], "5", "{listed}");
    }
}

pub(crate) async fn a_host_that_asks_for_multiplexing_gets_a_seventh_field() {
    let host = plain_host().with("PLUGIN_MULTIPLEX_GRPC", "true");
    let plugin = host.start().await.unwrap();
    assert!(plugin.line.ends_with("|grpc||false\n"), "{}", plugin.line);
}

pub(crate) async fn the_socket_is_where_the_host_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let host = plain_host().with("PLUGIN_UNIX_SOCKET_DIR", folder.path().to_str().unwrap());
    let plugin = host.start().await.unwrap();
    assert!(plugin.socket().starts_with(folder.path()));
}

pub(crate) async fn a_person_is_told_what_this_binary_is() {
    for cookie in ["", "wrong", &format!("{MAGIC_COOKIE}\n")] {
        let host = host().with("TF_PLUGIN_MAGIC_COOKIE", cookie);
        let Refusal {
            code,
            stdout,
            stderr,
        } = host.refusal().await.unwrap();
        assert_eq!((code, stdout.as_str()), (Some(1), ""));
        assert!(stderr.contains("`terraform init`"), "{stderr}");
    }
}

pub(crate) async fn a_wrong_client_certificate_variable_ends_the_process() {
    let host = host().with("PLUGIN_CLIENT_CERT", "garbage");
    let Refusal {
        code,
        stdout,
        stderr,
    } = host.refusal().await.unwrap();
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("PLUGIN_CLIENT_CERT"), "{stderr}");
}

pub(crate) async fn an_absent_socket_folder_ends_the_process() {
    let host = host().with("PLUGIN_UNIX_SOCKET_DIR", "/nonexistent");
    let Refusal {
        code,
        stdout,
        stderr,
    } = host.refusal().await.unwrap();
    assert_eq!((code, stdout.as_str()), (Some(1), ""));
    assert!(stderr.contains("PLUGIN_UNIX_SOCKET_DIR"), "{stderr}");
}

pub(crate) async fn prints_of_the_provider_do_not_reach_stdout() {
    let mut plugin = host().start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    echo(&channel, "print").await.unwrap();
    drop(channel);
    assert_clean(&plugin.ended().await.unwrap());
}
