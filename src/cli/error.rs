//! Why a command could not do what it was asked to.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::sim;

/// A command that failed; made to be printed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Something with files, processes or streams.
    #[error("error {doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system answered.
        source: io::Error,
    },
    /// The simulator did not start.
    #[error("error starting the simulator: {0}")]
    Sim(#[from] sim::Error),
    /// The simulator did not answer as it should.
    #[error("error asking the simulator: {0}")]
    Control(#[from] reqwest::Error),
    /// The provider could not be served.
    #[error(transparent)]
    Debug(#[from] tf_provider::plugin::Error),
    /// There is no Terraform.
    #[error(
        "neither `terraform` nor `tofu` is on the PATH.\nGet Terraform from https://developer.hashicorp.com/terraform/install or \
         OpenTofu from https://opentofu.org/docs/intro/install, then try again."
    )]
    NoTerraform,
    /// The Terraform that was asked for does not exist.
    #[error("{} is neither a file nor on the PATH: name a Terraform or OpenTofu executable", program.display())]
    NotThere {
        /// The program.
        program: PathBuf,
    },
    /// The folder holds no configuration.
    #[error("{dir} has no `.tf` file: name a folder with a Terraform configuration")]
    NoConfiguration {
        /// The folder.
        dir: String,
    },
    /// A listening address that others could reach.
    #[error(
        "refusing to listen on {address}: the simulator gives its control surface to everyone who can reach it. Use a \
         loopback address such as 127.0.0.1:0, or add --public if you mean it"
    )]
    Public {
        /// The address.
        address: std::net::SocketAddr,
    },
    /// A step of the demo failed.
    #[error("`{step}` failed; its output is above")]
    Step {
        /// The command.
        step: String,
    },
    /// Something is left after everything was destroyed, or the second plan found something to do.
    #[error("{0}")]
    Unexpected(String),
}

impl Error {
    pub(super) fn io(doing: impl Into<String>, source: io::Error) -> Self {
        Self::Io {
            doing: doing.into(),
            source,
        }
    }

    pub(super) fn file(doing: &str, path: &Path, source: io::Error) -> Self {
        Self::io(format!("{doing} {}", path.display()), source)
    }
}
