//! The diagnostics about clusters.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    resource::Op,
};

use crate::{
    api::{self, ForeignText, wait::WaitError},
    provider::{
        cluster::model::Cluster,
        errors::{
            ErrorContext, INVALID_OR_FORBIDDEN, explain, found_again, is_absence, sentence, summary,
        },
    },
};

/// Says as warnings what was not done for a new cluster.
pub(super) fn warn_all(op: &mut Op<Cluster>, problems: Diagnostics, consequence: &str) {
    for problem in problems {
        op.warn(Diagnostic {
            severity: Severity::Warning,
            detail: format!("{}\n\n{consequence}", problem.detail),
            ..problem
        });
    }
}

/// For a new cluster that was to be suspended and still runs.
pub(super) const NOT_SUSPENDED: &str =
    "The cluster was created and runs, which is paid for. The next apply suspends it.";
/// For a new cluster that was to scale itself and does not yet.
pub(super) fn not_scaling(planned: &Cluster) -> &'static str {
    if planned.wants_suspended() {
        "The cluster was created with its least size and does not scale itself. Zilliz Cloud scales running clusters only, so the \
         next apply that finds or makes it run sets its policies."
    } else {
        "The cluster was created with its least size and does not scale itself yet. The next apply makes it do so."
    }
}
/// For a new cluster whose security groups are not set yet.
pub(super) const NOT_GUARDED: &str =
    "The cluster was created without these security groups. The next apply sets them.";

/// A wait that did not end as it should, with what to do when waiting does not help.
pub(super) fn stuck(error: WaitError, doing: &str, cluster: &Cluster) -> Diagnostics {
    let has_failed = matches!(&error, WaitError::Failed { .. });
    let failed = Err::<(), _>(error).context(doing);
    let mut diagnostics = Diagnostics::new();
    for mut problem in failed.err().into_iter().flatten() {
        if has_failed {
            problem.detail = format!(
                "{}\n\nWaiting does not help. What was done so far is on record. Look at cluster {} in the console, or ask the support of \
                 Zilliz Cloud about it, and apply again when it runs.",
                problem.detail,
                cluster.id()
            );
        }
        diagnostics.push(problem);
    }
    diagnostics
}

/// Whether the service says that the cluster is gone or not for this key.
pub(super) fn is_hidden(error: &api::Error) -> bool {
    error.code() == Some(INVALID_OR_FORBIDDEN)
}

/// A refusal that leaves open whether the cluster is gone or the key may not see it.
pub(super) fn perhaps_gone(error: &api::Error, doing: &str) -> Diagnostic {
    let problem = explain(error, doing);
    if !is_hidden(error) {
        return problem;
    }
    let detail = format!(
        "{}\n\nZilliz Cloud says the same of a cluster that is gone, so this one is kept in the state. If the console shows that it was \
         deleted, `terraform state rm <address>` with the address of this resource forgets it.",
        problem.detail
    );
    Diagnostic { detail, ..problem }
}

/// Whether this cluster has the name because it is of the same project, and will have it.
pub(super) fn is_in_the_way(holder: &api::Cluster, project_id: &str) -> bool {
    holder.project_id == project_id && holder.status != api::ClusterStatus::Deleting
}

/// For the creation of a cluster whose name is that of another one.
pub(super) const IF_IT_IS_TO_BE_REPLACED: &str = "If that is the cluster to be replaced, it keeps its name for as long as it exists: \
     with `create_before_destroy` until the new one is there, with `destroy = false` until you delete it yourself. Give the new one \
     another name, or remove that argument.";

/// A name that is taken, with who has it.
pub(super) fn with_holder(
    problem: Diagnostic,
    holder: &api::Cluster,
    project_id: &str,
) -> Diagnostic {
    let api::Cluster {
        cluster_id,
        project_id: home,
        status,
        ..
    } = holder;
    let (cluster_id, status_text) = (
        ForeignText::from(cluster_id),
        ForeignText::from(status.as_str()),
    );
    let who = if home != project_id {
        let other = ForeignText::from(home);
        format!(
            "No cluster of project {project_id} that this key can see has the name, but {cluster_id} of project {other} has. Names may be \
             unique in the whole organization: choose another name."
        )
    } else if *status == api::ClusterStatus::Deleting {
        format!(
            "The name belongs to cluster {cluster_id} of the same project, which is being deleted and keeps it until it is gone. Apply \
             again then, or choose another name."
        )
    } else {
        format!(
            "The name belongs to cluster {cluster_id} of project {home}, which is {status_text}."
        )
    };
    let detail = format!("{}\n\n{who}", problem.detail);
    Diagnostic { detail, ..problem }
}

/// The warning for a new cluster whose answer was lost, and with it what is said only once.
pub(super) fn without_password(cluster: &Cluster) -> Diagnostic {
    let problem = found_again(&format!(
        "Cluster \"{}\" ({})",
        ForeignText::from(&cluster.cluster_name),
        ForeignText::from(cluster.id())
    ));
    let detail = format!(
        "{} Its initial user and password went down with that answer, so `username` and `password` are empty in the state. To set a \
         new password, open cluster {} in the console, go to Users, and choose Reset Password for the initial user.",
        problem.detail,
        cluster.id()
    );
    Diagnostic { detail, ..problem }
}

/// A creation that was begun and not finished.
pub(super) struct Unfinished {
    /// What is there, and what Terraform will do about it.
    pub(super) problems: Diagnostics,
    /// Whether the service says that the cluster will never run. A wait that ended without news says nothing. A cluster that is gone
    /// needs no word of it: the next refresh forgets it, if that is so.
    pub(super) has_failed: bool,
}

impl Unfinished {
    /// A cluster that the service never showed after it had answered the creation may exist or not.
    pub(super) fn new(error: WaitError, cluster: &Cluster, was_seen: bool) -> Self {
        let status = match &error {
            WaitError::Failed { status, .. } => Some(status.as_str()),
            _ => None,
        };
        let is_gone = status == Some(GONE);
        let has_failed = matches!(status, Some("ABNORMAL" | "DELETED" | "DELETING"));
        let id = cluster.id();
        let next = if cluster.deletion_protection && !has_failed {
            "the next apply wants to replace it, and fails, because `deletion_protection` is true. Once it runs, `terraform untaint \
             <address>` with the address of this resource keeps it."
        } else {
            "the next apply replaces it. To keep it once it runs, use `terraform untaint <address>` first, with the address of this \
             resource."
        };
        let consequence = if is_gone {
            "Somebody else deleted it before it was ready. Apply again to create another one."
                .to_owned()
        } else if was_seen {
            format!(
                "The cluster exists and is in the state as tainted: {next} Look at cluster {id} in the console."
            )
        } else {
            format!(
                "Zilliz Cloud took the creation of cluster {id} and has not shown it since, so it is not known whether it exists. Look \
                 for it in the console: it may be paid for. It is in the state as tainted: {next}"
            )
        };
        let doing = format!("waiting for {} to be ready", cluster.title());
        let mut problems = Diagnostics::new();
        for problem in end_of_wait(error, &doing) {
            let detail = format!("{}\n\n{consequence}", problem.detail);
            problems.push(Diagnostic { detail, ..problem });
        }
        Self {
            problems,
            has_failed,
        }
    }
}

/// Why the wait ended. That a new cluster is not found is no sign that somebody deleted it.
fn end_of_wait(error: WaitError, doing: &str) -> Diagnostics {
    match error {
        WaitError::Api(error) if is_absence(&error) => {
            let detail = format!(
                "{}\n\nZilliz Cloud has said so for ten minutes.",
                sentence(&error.to_string())
            );
            Diagnostic::error(summary(doing), detail).into()
        }
        error => {
            let failed = Err::<(), _>(error).context(doing);
            failed.err().unwrap_or_default()
        }
    }
}

/// Whether the service refuses because such a cluster has nothing of the kind. A code that no document explains says nothing.
pub(super) fn has_none(refused: &api::Error) -> bool {
    matches!(
        refused.kind(),
        api::ErrorKind::Invalid | api::ErrorKind::NotFound
    ) && !refused.is_unexplained()
}

/// What became of a cluster that was seen and then was no more.
pub(super) const GONE: &str = "deleted";
