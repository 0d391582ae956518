//! Ctrl-C, and worse, in a real Terraform.
//!
//! The provider holds a connection to the test while it works. It ends with the process, so that nothing has to be
//! looked for among the processes of the machine.

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::{
    io::AsyncReadExt as _,
    net::{TcpListener, TcpStream},
    process::Child,
};

use crate::{
    frame::{Item, item},
    terraform::Workspace,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(111, an_interrupt_saves_the_state_and_leaves_nobody_behind),
    item!(111, a_second_interrupt_ends_everything),
    item!(111, a_termination_of_the_whole_group_saves_the_state),
    item!(112, a_killed_terraform_takes_its_provider_along),
];

/// Terraform in the middle of the creation of a letter, and the letter's connection.
struct Underway {
    workspace: Workspace,
    terraform: Child,
    letter: TcpStream,
}

impl Underway {
    async fn start(text: &str) -> Self {
        let mailbox = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let workspace = Workspace::new(&format!(
            "provider \"toy\" {{\n  address = \"{}\"\n}}\nresource \"toy_letter\" \"it\" {{\n  text = \"{text}\"\n}}\n",
            mailbox.local_addr().unwrap()
        ));
        let workspace = workspace.with_role("post");
        let mut command = workspace.command(["apply", "-auto-approve", "-no-color"]);
        let terraform = command.process_group(0).spawn().unwrap();
        let (mut letter, _) = mailbox.accept().await.unwrap();
        assert_eq!(letter.read_u8().await.unwrap(), b'!');
        Self {
            workspace,
            terraform,
            letter,
        }
    }

    /// Ctrl-C in the terminal, which reaches the provider, too.
    fn interrupt(&self) {
        self.signal(Signal::INT);
    }

    /// Sends a signal to Terraform and to the provider.
    fn signal(&self, signal: Signal) {
        let id = i32::try_from(self.terraform.id().unwrap()).unwrap();
        kill_process_group(Pid::from_raw(id).unwrap(), signal).unwrap();
    }

    /// Waits until the provider has heard of the interrupt.
    async fn heard(&mut self) {
        assert_eq!(self.letter.read_u8().await.unwrap(), b'?');
    }

    /// Waits until the provider's process is gone. It may still hear that it is to stop.
    async fn gone(&mut self) {
        // The end of a stream, or a reset.
        while self.letter.read_u8().await.is_ok() {}
    }
}

async fn an_interrupt_saves_the_state_and_leaves_nobody_behind() {
    saves_the_state(Signal::INT).await;
}

async fn a_termination_of_the_whole_group_saves_the_state() {
    saves_the_state(Signal::TERM).await;
}

async fn saves_the_state(signal: Signal) {
    let mut underway = Underway::start("wait").await;
    underway.signal(signal);
    underway.heard().await;
    underway.gone().await;
    let Underway {
        workspace,
        terraform,
        ..
    } = underway;
    let ended = terraform.wait_with_output().await.unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let told = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(told.contains("Delivery interrupted"), "{told}");
    let state = workspace
        .must(["state", "show", "-no-color", "toy_letter.it"])
        .await;
    assert!(
        state.contains("(tainted)") && state.contains("127.0.0.1"),
        "{state}"
    );
}

async fn a_second_interrupt_ends_everything() {
    let mut underway = Underway::start("deaf").await;
    underway.interrupt();
    underway.heard().await;
    underway.interrupt();
    underway.gone().await;
    assert_eq!(underway.terraform.wait().await.unwrap().code(), Some(1));
}

async fn a_killed_terraform_takes_its_provider_along() {
    let mut underway = Underway::start("deaf").await;
    underway.terraform.kill().await.unwrap();
    underway.gone().await;
}
