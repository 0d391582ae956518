//! Signals to a running command, as terminals and CI systems send them.

use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Child;
use zilliz_cloud_sim::Options;

use super::TerraformCli;

impl TerraformCli {
    /// A laboratory in which every answer of the service takes a while, so that a signal can come before it.
    pub async fn with_slow_answers() -> Self {
        let options = Options {
            latency: Duration::from_millis(150),
            ..Options::default()
        };
        Self::with(options).await
    }

    /// Sends a signal to a command and to the provider that it has started.
    pub fn signal(child: &Child, signal: Signal) {
        let id = child.id().and_then(|it| i32::try_from(it).ok());
        let group = Pid::from_raw(id.unwrap()).unwrap();
        kill_process_group(group, signal).unwrap();
    }

    /// Interrupts a command as Ctrl-C does: the provider gets the signal, too.
    pub fn interrupt(child: &Child) {
        Self::signal(child, Signal::INT);
    }

    /// Waits until the service has made a cluster of this name for a running command, which has no answer yet.
    pub async fn until_created(&self, child: &mut Child, name: &str) {
        self.until_exists(child, ("clusters", "clusterName"), name)
            .await;
    }

    /// The same of any kind of object, which has its name in this field.
    pub async fn until_exists(&self, child: &mut Child, kind: (&str, &str), name: &str) {
        let (kind, field) = kind;
        loop {
            let inventory = self.inventory().await;
            let mut objects = inventory[kind].as_array().unwrap().iter();
            if objects.any(|it| it[field] == name) {
                return;
            }
            let ended = child.try_wait().unwrap();
            assert_eq!(ended, None, "it ended and {kind} have no \"{name}\"");
        }
    }

    /// Waits until the one call that a scripted fault holds up has reached the service.
    pub async fn until_held_up(&self, child: &mut Child) {
        while self.open_faults().await > 0 {
            let ended = child.try_wait().unwrap();
            assert_eq!(ended, None, "it ended before that call");
        }
    }

    /// The identifiers of the clusters of this name.
    pub async fn clusters(&self, name: &str) -> Vec<String> {
        let inventory = self.inventory().await;
        let clusters = inventory["clusters"].as_array().unwrap().iter();
        let named = clusters.filter(|it| it["clusterName"] == name);
        named
            .map(|it| it["clusterId"].as_str().unwrap().to_owned())
            .collect()
    }
}
