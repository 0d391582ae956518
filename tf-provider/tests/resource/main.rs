//! What Terraform asks about managed resources, answered in process by a toy provider.
//!
//! Every state and plan that comes back passes through [`lab`], which checks what holds for all of them: the type, no
//! unknown value in a state, no write-only value anywhere.

#![cfg(test)]

mod deferral;
mod generate;
mod identity;
mod import;
mod lab;
mod life;
mod meta;
mod moved;
mod odd;
mod plan;
mod private;
mod toy;
mod upgrade;
mod write_only;
