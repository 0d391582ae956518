//! The one binary: a plugin when Terraform starts it, a command line when a person does.
//!
//! It is the only place that reads the environment of the process.

use std::{io::Write, process::ExitCode};

use tf_provider::plugin::{self, Environment};
use tokio::runtime;
use zillizcloud::{cli, env::Env, provider::ZillizCloud};

fn main() -> ExitCode {
    let env = Env::read(variable);
    let environment = Environment::from("zillizcloud", variable);
    if plugin::is_plugin(&environment) {
        return serve(env, environment);
    }
    run(cli::run(&env, environment))
}

fn serve(env: Env, environment: Environment) -> ExitCode {
    plugin::install_logging(&environment);
    plugin::install_panic_hook();
    run(async move {
        tf_provider::serve(ZillizCloud::new(env), environment)
            .await
            .map(|()| ExitCode::SUCCESS)
    })
}

/// Runs to the end, and does not wait for tasks that are still busy: Terraform waits for this process.
fn run<E: std::fmt::Display>(work: impl Future<Output = Result<ExitCode, E>>) -> ExitCode {
    let runtime = runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(work).map_err(|error| error.to_string());
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(format!("could not start: {error}")),
    };
    outcome.unwrap_or_else(|error| {
        // Nobody is left to tell when stderr is gone, too.
        let _ = writeln!(std::io::stderr(), "{error}");
        ExitCode::FAILURE
    })
}

/// One variable: what is not asked for is never copied out of the environment.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the one place that reads the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok()
}
