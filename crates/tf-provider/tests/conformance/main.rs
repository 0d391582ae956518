//! The conformance suite: one test for each item of the list of what a provider owes to Terraform.
//!
//! The binary has no libtest harness because that prints to stdout before a test runs, and stdout belongs to the
//! handshake. It plays all parts itself, chosen by `CONFORMANCE_ROLE`: without it, it runs the tests, which start it
//! again as a provider. The table of all items in the README is made of [`frame::Item`]s; `UPDATE=1` writes it.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod codec;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod config;
#[cfg(test)]
mod debug;
#[cfg(test)]
mod echo;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod features;
#[cfg(test)]
mod frame;
#[cfg(test)]
mod life;
#[cfg(test)]
mod logs;
#[cfg(test)]
#[path = "../../examples/minimal.rs"]
mod minimal;
#[cfg(test)]
mod post;
#[cfg(test)]
mod process;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod resource;
#[cfg(test)]
mod rpc;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod services;
#[cfg(test)]
mod support;
#[cfg(test)]
mod terraform;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod toy;

use std::process::ExitCode;

use libtest_mimic::Arguments;

use crate::frame::Item;

/// Every item, in the order of its number.
const ITEMS: &[&[Item]] = &[
    process::ITEMS,
    tls::ITEMS,
    services::ITEMS,
    ending::ITEMS,
    debug::ITEMS,
    logs::ITEMS,
    codec::numbers::ITEMS,
    codec::shapes::ITEMS,
    codec::json::ITEMS,
    codec::properties::ITEMS,
    schema::announced::ITEMS,
    schema::rules::ITEMS,
    schema::whole::ITEMS,
    schema::wrong::ITEMS,
    rpc::ITEMS,
    config::ITEMS,
    life::ITEMS,
    resource::deferral::ITEMS,
    resource::generate::ITEMS,
    resource::identity::ITEMS,
    resource::import::ITEMS,
    resource::liar::ITEMS,
    resource::life::ITEMS,
    resource::meta::ITEMS,
    resource::moved::ITEMS,
    resource::odd::ITEMS,
    resource::plan::ITEMS,
    resource::private::ITEMS,
    resource::replacement::ITEMS,
    resource::unplanned::ITEMS,
    resource::upgrade::ITEMS,
    resource::write_only::ITEMS,
    properties::ITEMS,
    readme::ITEMS,
    features::action::ITEMS,
    features::ephemeral::ITEMS,
    features::function::ITEMS,
    features::list::ITEMS,
    features::schema::ITEMS,
    concurrency::stop::ITEMS,
    concurrency::interrupt::ITEMS,
];

#[expect(clippy::disallowed_methods, reason = "this is a `main`")]
fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    match variable("CONFORMANCE_ROLE").as_deref() {
        Some("provider") => return toy::serve_alone(toy::Playroom::new().0, variable),
        Some("post") => return toy::serve_alone(post::Post::new("home"), variable),
        Some("minimal") => {
            return minimal::main().map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
        }
        Some("echo") => return echo::plugin(variable),
        Some("debug") => return debug::provider(variable),
        Some("parent") => return echo::parent(),
        _ => {}
    }
    let update = variable("UPDATE").is_some();
    let items: Vec<&'static Item> = ITEMS.iter().copied().flatten().collect();
    libtest_mimic::run(&Arguments::from_args(), frame::trials(&items, update)).exit_code()
}
