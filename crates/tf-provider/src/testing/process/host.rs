//! Starting a provider.

use std::{ffi::OsStr, io, process::Stdio};

use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::Command,
};

use crate::{
    plugin::MAGIC_COOKIE,
    testing::process::{Identity, Plugin},
};

/// How a provider is started: as Terraform does it, unless changed.
#[derive(Debug)]
pub struct Host {
    /// Who the host is.
    pub identity: Identity,
    /// The folder for temporary files of the provider.
    pub folder: TempDir,
    command: Command,
    reads_stderr: bool,
}

/// What a provider did that did not want to serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its exit status; `None` if a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to stdout.
    pub stdout: String,
    /// What it wrote to stderr.
    pub stderr: String,
}

impl Host {
    /// Will start `program` with mutual TLS and an environment of its own.
    pub fn new(program: impl AsRef<OsStr>) -> io::Result<Self> {
        let mut host = Self::without_tls(program)?;
        host.command.env("PLUGIN_CLIENT_CERT", &host.identity.pem);
        Ok(host)
    }

    /// Will start `program` as Terraform does when `TF_DISABLE_PLUGIN_TLS` is set.
    pub fn without_tls(program: impl AsRef<OsStr>) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE)
            .env("PLUGIN_PROTOCOL_VERSIONS", "6,5")
            .env("PLUGIN_MIN_PORT", "10000")
            .env("PLUGIN_MAX_PORT", "25000")
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Ok(Self {
            identity: Identity::new()?,
            folder,
            command,
            reads_stderr: true,
        })
    }

    /// Sets a variable of the provider's environment.
    pub fn with(mut self, variable: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(variable, value);
        self
    }

    /// Adds an argument, which Terraform never does.
    pub fn argument(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    /// Leaves what the provider writes to stderr in the pipe, until [`Plugin::read_stderr`].
    pub fn deaf(mut self) -> Self {
        self.reads_stderr = false;
        self
    }

    /// Starts the provider and reads the line in which it says where it is.
    ///
    /// A provider that ends or closes its stdout first makes it an empty line.
    pub async fn start(mut self) -> io::Result<Plugin> {
        let mut child = self.command.spawn()?;
        let stdout = child.stdout.take().expect("stdout is piped");
        let stderr = child.stderr.take().expect("stderr is piped");
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        stdout.read_line(&mut line).await?;
        let reads_stderr = self.reads_stderr;
        let mut plugin = Plugin::new(self, child, line, stdout, stderr);
        if reads_stderr {
            plugin.read_stderr();
        }
        Ok(plugin)
    }

    /// Runs a provider that should refuse to serve.
    pub async fn refusal(mut self) -> io::Result<Refusal> {
        let output = self.command.output().await?;
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Ok(Refusal {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        })
    }
}
