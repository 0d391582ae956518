//! Terraform's questions about managed resources, answered in process by a toy provider.
//!
//! Every state and plan that comes back passes through [`lab`], which checks what holds for all of them: the type, no
//! unknown value in a state, no write-only value anywhere.

pub(crate) mod deferral;
pub(crate) mod generate;
pub(crate) mod identity;
pub(crate) mod import;
pub(crate) mod lab;
pub(crate) mod liar;
pub(crate) mod life;
pub(crate) mod meta;
pub(crate) mod moved;
pub(crate) mod odd;
pub(crate) mod plan;
pub(crate) mod private;
pub(crate) mod replacement;
pub(crate) mod toy;
pub(crate) mod unplanned;
pub(crate) mod upgrade;
pub(crate) mod write_only;
