//! `--debug`: the provider under a debugger, for a Terraform that is told where it is.

use std::process::ExitCode;

use tf_provider::plugin::{self, Environment};

use crate::{cli::Error, env::Env, provider::ZillizCloud};

/// The sources that the provider goes by: its own, and that of the provider that it can stand in for.
const ADDRESSES: &[&str] = &[
    "registry.terraform.io/zilliz-rs/zillizcloud",
    "registry.opentofu.org/zilliz-rs/zillizcloud",
    "registry.terraform.io/zilliztech/zillizcloud",
];

pub(super) async fn run(env: &Env, environment: &Environment) -> Result<ExitCode, Error> {
    plugin::install_logging(environment);
    plugin::install_panic_hook();
    tf_provider::serve_debug(ZillizCloud::new(env.clone()), environment, ADDRESSES).await?;
    Ok(ExitCode::SUCCESS)
}
