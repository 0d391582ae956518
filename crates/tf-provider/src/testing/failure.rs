//! Why Terraform would have stopped, in its words.

use std::fmt;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Severity},
    path::Path,
    testing::laws::{Violation, dotted},
};

/// The errors that a user would see, with the warnings among them. At least one is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What came from the provider, and what Terraform says about the provider.
    pub diagnostics: Diagnostics,
}

impl Failure {
    /// The summary of the first error.
    pub fn summary(&self) -> &str {
        self.first().map_or("", |it| it.summary.as_str())
    }

    /// The detail of the first error.
    pub fn detail(&self) -> &str {
        self.first().map_or("", |it| it.detail.as_str())
    }

    fn first(&self) -> Option<&Diagnostic> {
        let mut errors = self.diagnostics.iter();
        errors.find(|it| it.severity == Severity::Error)
    }
}

impl From<Diagnostics> for Failure {
    fn from(diagnostics: Diagnostics) -> Self {
        Self { diagnostics }
    }
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics::from(diagnostic).into()
    }
}

/// As on a terminal, but for the colors and the lines of the configuration.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print(f, &self.diagnostics)
    }
}

impl std::error::Error for Failure {}

/// One diagnostic after the other, with an empty line between them.
pub(super) fn print(f: &mut fmt::Formatter<'_>, diagnostics: &Diagnostics) -> fmt::Result {
    for (position, it) in diagnostics.iter().enumerate() {
        let severity = match it.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        let gap = if position > 0 { "\n\n" } else { "" };
        write!(f, "{gap}{severity}: {}", it.summary)?;
        if !it.path.is_root() {
            write!(f, "\n  at {}", it.path)?;
        }
        if !it.detail.is_empty() {
            write!(f, "\n\n{}", it.detail)?;
        }
    }
    Ok(())
}

/// Something that Terraform asks of a provider, and about which object: what its messages begin with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    /// The provider's address, such as `registry.terraform.io/hashicorp/random`.
    pub(super) provider: &'a str,
    /// The object's address, such as `random_pet.this`.
    pub(super) object: &'a str,
}

const BUG: &str =
    "This is a bug in the provider, which should be reported in the provider's own issue tracker.";

impl Subject<'_> {
    /// `Provider "…" <did> <object>[<where>: <why>].`, which is the provider's fault.
    pub(super) fn blame(self, summary: &str, did: &str) -> Diagnostic {
        let detail = format!("Provider {:?} {did}\n\n{BUG}", self.provider);
        Diagnostic::error(summary, detail)
    }

    pub(super) fn invalid_plan(self, violation: &Violation) -> Diagnostic {
        let place = format!("{}{}", self.object, dotted(&violation.path));
        let did = format!(
            "planned an invalid value for {place}: {}.",
            violation.reason
        );
        self.blame("Provider produced invalid plan", &did)
    }

    pub(super) fn wrong_replacement(self, violation: &Violation) -> Diagnostic {
        let place = dotted(&violation.path);
        let did = format!(
            "has indicated \"requires replacement\" on {} for a non-existent attribute path {place}.",
            self.object
        );
        self.blame("Provider produced invalid plan", &did)
    }

    pub(super) fn destroy_planned_as_value(self) -> Diagnostic {
        let did = format!("planned a non-null destroy value for {}.", self.object);
        self.blame("Provider produced invalid plan", &did)
    }

    pub(super) fn inconsistent_plan(self, did: &str) -> Diagnostic {
        let detail = format!(
            "When expanding the plan for {} to include new values learned so far during apply, provider {:?} {did}.\n\n{BUG}",
            self.object, self.provider
        );
        Diagnostic::error("Provider produced inconsistent final plan", detail)
    }

    pub(super) fn inconsistent_result(self, violation: &Violation) -> Diagnostic {
        let detail = format!(
            "When applying changes to {}, provider {:?} produced an unexpected new value: {violation}.\n\n{BUG}",
            self.object, self.provider
        );
        Diagnostic::error("Provider produced inconsistent result after apply", detail)
    }

    pub(super) fn unknown_after_apply(self, path: &Path) -> Diagnostic {
        let place = format!("{}{}", self.object, dotted(path));
        let detail = format!(
            "After the apply operation, the provider still indicated an unknown value for {place}. All values must be known after apply, so this is always a bug in the provider and should be reported in the provider's own repository. Terraform will still save the other known object values in the state."
        );
        Diagnostic::error(
            "Provider returned invalid result object after apply",
            detail,
        )
    }

    pub(super) fn not_destroyed(self) -> Diagnostic {
        let detail = format!(
            "After applying a Delete plan, the provider returned a non-null object for {}. Destroying should always produce a null value, so this is always a bug in the provider and should be reported in the provider's own repository. Terraform will still save this errant object in the state for debugging and recovery.",
            self.object
        );
        Diagnostic::error(
            "Provider returned invalid result object after apply",
            detail,
        )
    }

    /// A value for a write-only attribute `when` (`during planning`, `after apply`, `during refresh`).
    pub(super) fn write_only(self, summary: &str, path: &Path, when: &str) -> Diagnostic {
        let place = format!("{}{}", self.object, dotted(path));
        let did = format!(
            "returned a value for the write-only attribute \"{place}\" {when}. Write-only attributes cannot be read back from the provider."
        );
        self.blame(summary, &did)
    }

    pub(super) fn deferred(self) -> Diagnostic {
        let did = format!(
            "returned a deferred action for {} when deferrals were not allowed.",
            self.object
        );
        let summary = "Provider deferred changes when Terraform did not allow deferrals";
        self.blame(summary, &did)
    }

    /// The summary is Terraform's; how it goes on depends on the call.
    pub(super) fn invalid_object(self, reason: &str, when: &str) -> Diagnostic {
        let did = format!(
            "planned an invalid value for {} {when}: {reason}.",
            self.object
        );
        self.blame("Provider produced invalid object", &did)
    }
}
