//! Items 29 to 37: the end of a process that has something under way, and does not depend on it.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use tf_provider::testing::{
    Failure, ResourceInstance, Terraform,
    process::{Ended, Host, Plugin, shutdown},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
    time::interval,
};
use tonic::transport::Channel;

use crate::{
    echo::WORKERS,
    frame::{Item, item},
    support::{assert_clean, echo, host, provider_host, signal},
    toy,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(29, shutdown_tells_a_change_and_says_what_exists),
    item!(
        32,
        a_change_whose_host_hung_up_comes_to_its_end_and_is_told_in_plain_text
    ),
    item!(32, a_busy_provider_ends_when_its_host_hangs_up),
    item!(33, a_busy_provider_ends_with_its_parent),
    item!(34, a_signal_lets_the_answers_of_changes_out),
    item!(34, signals_that_come_together_count_as_one),
    item!(34, a_later_signal_ends_the_process_and_says_what_exists),
    item!(34, a_change_that_heeds_no_signal_is_not_waited_for_forever),
    item!(34, a_signal_ends_a_busy_provider),
    item!(34, a_hangup_that_the_host_ignores_is_ignored),
    item!(37, a_stderr_that_nobody_reads_stops_no_call_and_no_end),
];

/// What is said about the letter that was under way.
const EXISTS: &str = "[ERROR] toy_letter (id=l'1) exists, and Terraform may not have recorded it. \
     If it is not in the state: terraform import <address> 'l'\"'\"'1'\n";

/// The creation of a letter that is under way, and the letter's connection.
struct Delivery {
    plugin: Plugin,
    channel: Channel,
    creation: JoinHandle<(ResourceInstance, Failure)>,
    letter: TcpStream,
}

impl Delivery {
    async fn start(text: &'static str) -> Self {
        let mailbox = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = mailbox.local_addr().unwrap().to_string();
        let host = Host::new(std::env::current_exe().unwrap()).unwrap();
        let host = host.with("CONFORMANCE_ROLE", "post");
        let plugin = host.start().await.unwrap();
        let channel = plugin.connect().await.unwrap();
        let terraform = Terraform::over(toy::ADDRESS, channel.clone()).await;
        let terraform = terraform.unwrap();
        terraform
            .configure(json!({ "address": address }))
            .await
            .unwrap();
        let creation = tokio::spawn(async move {
            let letter = terraform.resource("toy_letter");
            let failure = letter.apply(json!({ "text": text })).await.unwrap_err();
            (letter, failure)
        });
        let (mut letter, _) = mailbox.accept().await.unwrap();
        assert_eq!(letter.read_u8().await.unwrap(), b'!');
        Self {
            plugin,
            channel,
            creation,
            letter,
        }
    }

    /// Waits until the change was told to stop.
    async fn hears_stop(&mut self) {
        assert_eq!(self.letter.read_u8().await.unwrap(), b'?');
    }
}

async fn a_signal_lets_the_answers_of_changes_out() {
    for wanted in [Signal::TERM, Signal::HUP] {
        let mut delivery = Delivery::start("wait").await;
        signal(&delivery.plugin, wanted);
        delivery.hears_stop().await;
        let (letter, failure) = delivery.creation.await.unwrap();
        assert_eq!(failure.summary(), "Delivery interrupted");
        assert!(letter.is_tainted());
        assert_eq!(letter.state()["id"], "l'1");
        let ended = delivery.plugin.ended().await.unwrap();
        assert_clean(&ended);
        assert_eq!(ended.log, "");
        assert!(delivery.plugin.left_nothing().unwrap());
    }
}

async fn signals_that_come_together_count_as_one() {
    let mut delivery = Delivery::start("deaf").await;
    for wanted in [Signal::TERM, Signal::HUP, Signal::HUP] {
        signal(&delivery.plugin, wanted);
    }
    delivery.hears_stop().await;
    drop(delivery.letter);
    let (letter, failure) = delivery.creation.await.unwrap();
    assert_eq!(failure.summary(), "Letter lost");
    assert_eq!(letter.state()["id"], "l'1");
    let ended = delivery.plugin.ended().await.unwrap();
    assert_clean(&ended);
    assert_eq!(ended.log, "");
}

async fn a_later_signal_ends_the_process_and_says_what_exists() {
    let mut delivery = Delivery::start("deaf").await;
    signal(&delivery.plugin, Signal::TERM);
    delivery.hears_stop().await;
    let process = delivery.plugin.id().unwrap().try_into().unwrap();
    let process = Pid::from_raw(process).unwrap();
    let repeat = tokio::spawn(async move {
        let mut ticks = interval(Duration::from_millis(100));
        loop {
            ticks.tick().await;
            // The process may have ended.
            let _outcome = kill_process(process, Signal::TERM);
        }
    });
    let ended = delivery.plugin.ended().await.unwrap();
    repeat.abort();
    assert_clean(&ended);
    assert_eq!(ended.log, EXISTS);
    assert!(delivery.plugin.left_nothing().unwrap());
}

async fn shutdown_tells_a_change_and_says_what_exists() {
    let mut delivery = Delivery::start("deaf").await;
    shutdown(&delivery.channel).await.unwrap();
    delivery.hears_stop().await;
    let ended = delivery.plugin.ended().await.unwrap();
    assert_clean(&ended);
    assert_eq!(ended.log, EXISTS);
}

async fn a_change_whose_host_hung_up_comes_to_its_end_and_is_told_in_plain_text() {
    let Delivery {
        mut plugin,
        channel,
        creation,
        mut letter,
    } = Delivery::start("deaf").await;
    creation.abort();
    drop((channel, creation));
    assert_eq!(letter.read_u8().await.unwrap(), b'?');
    letter.write_u8(b'.').await.unwrap();
    let ended = plugin.ended().await.unwrap();
    assert_clean(&ended);
    assert!(ended.log.ends_with(EXISTS), "{}", ended.log);
}

async fn a_change_that_heeds_no_signal_is_not_waited_for_forever() {
    let host = provider_host().with("TF_LOG", "info");
    let mut plugin = host.start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    let terraform = Terraform::over(toy::ADDRESS, channel).await.unwrap();
    terraform.configure(json!({})).await.unwrap();
    let creation = tokio::spawn(async move {
        let chest = terraform.resource("toy_chest");
        chest.apply(json!({ "name": "hang\u{1b}[2J" })).await
    });
    assert!(plugin.logged("made a chest").await);
    signal(&plugin, Signal::TERM);
    let ended = plugin.ended().await.unwrap();
    assert_clean(&ended);
    for told in [
        "[ERROR] toy_chest (",
        "id=c-hang\\u{1b}[2J",
        "terraform import <address> 'c-hang\\u{1b}[2J'",
    ] {
        assert!(ended.log.contains(told), "{}", ended.log);
    }
    assert!(!ended.log.contains('\u{1b}'), "{}", ended.log);
    creation.await.unwrap().unwrap_err();
}

/// Keeps every thread of an echo service busy, for good.
async fn busy(plugin: &Plugin, channel: &Channel) -> JoinSet<()> {
    let mut calls = JoinSet::new();
    for _ in 0..WORKERS {
        let channel = channel.clone();
        calls.spawn(async move { drop(echo(&channel, "busy").await) });
    }
    assert!(plugin.logged(&"busy\n".repeat(WORKERS)).await);
    calls
}

async fn a_signal_ends_a_busy_provider() {
    for wanted in [Signal::TERM, Signal::HUP] {
        let mut plugin = host().start().await.unwrap();
        let channel = plugin.connect().await.unwrap();
        let _calls = busy(&plugin, &channel).await;
        signal(&plugin, wanted);
        assert_clean(&plugin.ended().await.unwrap());
        assert!(plugin.left_nothing().unwrap());
    }
}

async fn a_busy_provider_ends_when_its_host_hangs_up() {
    for is_shut_down in [true, false] {
        let mut plugin = host().start().await.unwrap();
        let channel = plugin.connect().await.unwrap();
        let calls = busy(&plugin, &channel).await;
        if is_shut_down {
            shutdown(&channel).await.unwrap();
        }
        drop((calls, channel));
        assert_clean(&plugin.ended().await.unwrap());
        assert!(plugin.left_nothing().unwrap());
    }
}

async fn a_busy_provider_ends_with_its_parent() {
    let parent = host().with("CONFORMANCE_ROLE", "parent");
    let mut parent = parent.start().await.unwrap();
    let channel = parent.connect().await.unwrap();
    let _calls = busy(&parent, &channel).await;
    parent.kill_started().await.unwrap();
    // The plugin holds the other end of stdout.
    parent.stdout_closed().await.unwrap();
    assert!(parent.left_nothing().unwrap());
}

async fn a_hangup_that_the_host_ignores_is_ignored() {
    let shell = Host::without_tls("/bin/sh").unwrap();
    let shell = shell
        .with("CONFORMANCE_ROLE", "echo")
        .with("TF_LOG", "trace");
    // What `nohup` does.
    let shell = shell.argument("-c").argument("trap '' HUP; exec \"$0\"");
    let started = shell.argument(std::env::current_exe().unwrap()).start();
    let mut plugin = started.await.unwrap();
    let channel = plugin.connect().await.unwrap();
    signal(&plugin, Signal::HUP);
    assert_eq!(echo(&channel, "red").await.unwrap(), "red");
    shutdown(&channel).await.unwrap();
    let Ended { code, log, .. } = plugin.ended().await.unwrap();
    assert_eq!(code, Some(0));
    assert!(log.contains(r#""reason":"Shutdown""#), "{log}");
}

async fn a_stderr_that_nobody_reads_stops_no_call_and_no_end() {
    for is_terminated in [true, false] {
        let host = provider_host().with("TF_LOG", "trace").deaf();
        let mut plugin = host.start().await.unwrap();
        let channel = plugin.connect().await.unwrap();
        log_much(&channel).await;
        if is_terminated {
            signal(&plugin, Signal::TERM);
        } else {
            shutdown(&channel).await.unwrap();
        }
        assert_clean(&plugin.ended().await.unwrap());
        assert!(plugin.left_nothing().unwrap());
    }

    let host = provider_host().with("TF_LOG", "trace").deaf();
    let mut plugin = host.start().await.unwrap();
    let channel = plugin.connect().await.unwrap();
    log_much(&channel).await;
    plugin.read_stderr();
    assert!(plugin.logged("lines of the log were dropped").await);
}

/// Has a provider log more than a pipe, and what waits for it, can take.
async fn log_much(channel: &Channel) {
    let terraform = Terraform::over(toy::ADDRESS, channel.clone()).await;
    let terraform = terraform.unwrap();
    terraform.configure(json!({})).await.unwrap();
    for number in 0..50 {
        let chest = terraform.resource("toy_chest");
        let chest = chest.named(&format!("number_{number}"));
        let name = "long ".repeat(20_000);
        chest.apply(json!({ "name": name })).await.unwrap();
    }
}
