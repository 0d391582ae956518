//! Requests for what this provider does not have: an answer that says so, never a success.

use crate::diagnostics::{Diagnostic, Diagnostics};

/// Why a state cannot move here.
pub(super) fn no_move(source: &str, target: &str) -> Diagnostics {
    let detail = format!(
        "A {source} cannot become a {target}: this version of the provider moves no states. Remove it from the state and import it instead."
    );
    Diagnostic::error("Unable to Move Resource State", detail).into()
}
