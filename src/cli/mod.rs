//! The commands that a person types; one file each.

mod child;
mod copy;
mod debug;
mod demo;
mod error;
mod mirror;
mod sim;

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{CommandFactory, Parser, Subcommand};
use tf_provider::plugin::Environment;

use crate::env::Env;

pub use error::Error;

/// A Terraform provider for Zilliz Cloud. Terraform and OpenTofu start this program themselves; the commands are for you.
#[derive(Debug, Parser)]
#[command(name = "terraform-provider-zillizcloud", version, about, long_about = None, args_conflicts_with_subcommands = true)]
struct Cli {
    /// Serve a Terraform that is told by the variable that this prints, until Ctrl-C. For debuggers.
    #[arg(long)]
    debug: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start a simulator of Zilliz Cloud on this machine.
    Sim(sim::Args),
    /// Show the provider at work: simulator, init, plan, apply, an empty second plan, destroy.
    Demo {
        /// Folder with a configuration; without one, three environments isolated at project level.
        dir: Option<PathBuf>,
        /// Terraform or OpenTofu to run: a path, or a name on the PATH; by default `terraform`, or else `tofu`.
        #[arg(long, value_name = "PATH")]
        terraform: Option<PathBuf>,
    },
}

/// Runs the command that the process was started with.
pub async fn run(env: &Env, environment: Environment) -> Result<ExitCode, Error> {
    let cli = Cli::parse();
    if cli.debug {
        return debug::run(env, &environment).await;
    }
    match cli.command {
        Some(Command::Sim(args)) => sim::run(args, env).await,
        Some(Command::Demo { dir, terraform }) => demo::run(dir, terraform, env).await,
        None => {
            introduce().map_err(|source| Error::io("writing to stderr", source))?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What the program is, for who starts it by hand. Like every plugin it then fails.
fn introduce() -> io::Result<()> {
    let mut stderr = io::stderr();
    writeln!(
        stderr,
        "This is the Terraform provider for Zilliz Cloud. Terraform and OpenTofu start it themselves: name it in \
         `required_providers`\nof a configuration, then run `terraform init` and `terraform plan`.\n"
    )?;
    write!(stderr, "{}", Cli::command().render_help())
}
