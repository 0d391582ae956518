//! Common rules of the resources: protection from deletion, refusals that are still to come, defaults.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    model::{Computed, Model},
    resource::PlanChange,
};

/// Refuses, while it is still a plan, to destroy or replace an object that is protected in the state.
pub(crate) fn protect<M: Model>(
    change: &mut PlanChange<M>,
    is_protected: impl Fn(&M) -> bool,
    name: &str,
) {
    let Some(prior) = &change.prior else { return };
    if is_protected(prior) && (change.planned.is_none() || change.replaces_object()) {
        change.error(protected(name));
    }
}

/// A plan that would destroy or replace a protected object.
pub(crate) fn protected(name: &str) -> Diagnostic {
    let detail = format!(
        "`deletion_protection` is true for {name}, and this plan would destroy it, or forget it where its `lifecycle` block has \
         `destroy = false`: a provider is asked the same in both cases. Set it to false and apply that first, if this is what you \
         want.\n\n{IF_TAINTED}"
    );
    Diagnostic::error("Protected from deletion", detail).at("deletion_protection")
}

/// How a protected object is kept or replaced that Terraform wants to replace.
const IF_TAINTED: &str = "If it is tainted, because the end of its creation was not seen, Terraform applies no such change, and wants to \
                          replace it: `terraform untaint <address>`, with the address of this resource, keeps it. To replace it all the \
                          same, untaint it, apply `deletion_protection = false`, and then use `terraform apply -replace=<address>`.";

/// A destroyed object that must not be: the message for what reached the apply all the same.
pub(crate) fn refuse_to_delete(name: &str) -> Diagnostics {
    let detail = format!(
        "`deletion_protection` is true for {name}. Set it to false and apply that first.\n\n{IF_TAINTED}"
    );
    Diagnostic::error("Protected from deletion", detail)
        .at("deletion_protection")
        .into()
}

/// Says that an apply will fail with this. It is no error of the plan: Terraform plans normally before it destroys, and an
/// error would keep it from that.
pub(crate) fn will_fail(problem: Diagnostic) -> Diagnostic {
    let detail = format!(
        "{}\n\nAn apply of this plan fails with this message. `terraform destroy` works.",
        problem.detail
    );
    Diagnostic {
        severity: Severity::Warning,
        detail,
        ..problem
    }
}

/// Says of a new object what the service will refuse. In place of another object it is an error of the plan: that object would
/// be gone by the time that the new one is refused.
pub(crate) fn will_fail_if_new<M: Model>(
    change: &PlanChange<M>,
    problem: Diagnostic,
) -> Diagnostic {
    if change.is_replacement() {
        problem
    } else {
        will_fail(problem)
    }
}

/// An object that cannot be read, for a reason that is its own. It stays in the state, and is in no other object's way.
pub(crate) fn kept_in_state(problem: Diagnostic) -> Diagnostic {
    let detail = format!(
        "{}\n\nThe object is kept in the state as it is. Nothing else waits for it, and `terraform destroy` tries to delete it.",
        problem.detail
    );
    Diagnostic {
        severity: Severity::Warning,
        detail,
        ..problem
    }
}

/// An attribute that the provider block can set for all resources.
#[derive(Clone, Copy)]
pub(crate) struct Setting<'a> {
    pub(crate) attribute: &'static str,
    pub(crate) default: &'a Computed<String>,
    pub(crate) variable: &'static str,
}

/// Plans the provider's setting for a new object whose configuration leaves the attribute open.
pub(crate) fn fill_default(
    setting: Setting<'_>,
    config: &Computed<String>,
    planned: &mut Computed<String>,
    diagnostics: &mut Diagnostics,
) {
    let Setting {
        attribute,
        default,
        variable,
    } = setting;
    if !config.is_null() {
        return;
    }
    if default.is_null() {
        let detail = format!("Set `{attribute}` here or in the provider block, or {variable}.");
        diagnostics.push(Diagnostic::error(format!("Missing {attribute}"), detail).at(attribute));
    } else {
        *planned = default.clone();
    }
}
