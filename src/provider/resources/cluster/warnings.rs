//! What there is to say about a cluster that was created all the same.

use tf_provider::diagnostics::{Diagnostic, Severity};

use crate::provider::{errors::found_again, resources::cluster::model::Cluster};

/// The warning for a new cluster that was to be suspended and still runs.
pub(super) fn not_suspended(problem: Diagnostic) -> Diagnostic {
    let detail = format!(
        "{}\n\nThe cluster was created and runs, which is paid for. The next apply suspends it.",
        problem.detail
    );
    Diagnostic {
        severity: Severity::Warning,
        detail,
        ..problem
    }
}

/// The warning for a new cluster whose answer was lost, and with it what is said only once.
pub(super) fn without_password(cluster: &Cluster) -> Diagnostic {
    let found = found_again(&format!(
        "Cluster \"{}\" ({})",
        cluster.cluster_name,
        cluster.id()
    ));
    let detail = format!(
        "{} Its initial user and password went down with that answer, so `username` and `password` are empty in the state. To set a \
         new password, open cluster {} in the console, go to Users, and choose Reset Password for the initial user.",
        found.detail,
        cluster.id()
    );
    Diagnostic { detail, ..found }
}
