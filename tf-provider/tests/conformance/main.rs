//! The conformance suite: one test for each item of the list of what a provider owes to Terraform.
//!
//! The binary has no libtest harness because that prints to stdout before a test runs, and stdout belongs to the
//! handshake. It plays all parts itself, chosen by `CONFORMANCE_ROLE`: without it, it runs the tests, which start it
//! again as a provider. The table of all items in the README is made of [`frame::Item`]s; `UPDATE=1` writes it.

#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod config;
#[cfg(test)]
mod frame;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod life;
#[cfg(test)]
mod process;
#[cfg(test)]
mod rpc;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod state;
#[cfg(test)]
mod support;
#[cfg(test)]
mod terraform;
#[cfg(test)]
mod toy;

use std::process::ExitCode;

use libtest_mimic::Arguments;

use crate::frame::Item;

/// Every item, in the order of its number.
const ITEMS: &[&[Item]] = &[
    process::ITEMS,
    schema::ITEMS,
    rpc::ITEMS,
    config::ITEMS,
    life::ITEMS,
    state::ITEMS,
    kinds::ITEMS,
    concurrency::ITEMS,
];

#[expect(clippy::disallowed_methods, reason = "this is a `main`")]
fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    if variable("CONFORMANCE_ROLE").as_deref() == Some("provider") {
        return toy::provider(variable);
    }
    let update = variable("UPDATE").is_some();
    let items: Vec<&'static Item> = ITEMS.iter().copied().flatten().collect();
    libtest_mimic::run(&Arguments::from_args(), frame::trials(&items, update)).exit_code()
}
