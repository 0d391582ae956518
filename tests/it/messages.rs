//! The diagnostics of one operation, as text.

use tf_provider::{
    diagnostics::{Diagnostics, Severity},
    testing::{Failure, Outcome},
};

/// Everything that one operation said, and whether it failed.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    text: String,
    pub(crate) has_failed: bool,
}

impl Messages {
    pub(crate) fn of(outcome: &Result<Outcome, Failure>) -> Self {
        match outcome {
            Ok(outcome) => Self::diagnostics(&outcome.warnings),
            Err(failure) => failure.into(),
        }
    }

    pub(crate) fn diagnostics(diagnostics: &Diagnostics) -> Self {
        let texts: Vec<_> = diagnostics
            .iter()
            .map(|it| format!("{}\n{}\n", it.summary, it.detail))
            .collect();
        let text = texts.join("\n");
        let has_failed = diagnostics.iter().any(|it| it.severity == Severity::Error);
        Self { text, has_failed }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The identifiers of the import commands in it.
    pub(crate) fn imports(&self) -> Vec<String> {
        let commands = self.text.split("`terraform import <address> '").skip(1);
        commands
            .filter_map(|it| it.split_once('\''))
            .map(|(id, _)| id.to_owned())
            .collect()
    }

    /// Adds what another operation said.
    pub(crate) fn then(&mut self, other: &Self) {
        self.text += &other.text;
        self.has_failed |= other.has_failed;
    }
}

impl From<&Failure> for Messages {
    fn from(failure: &Failure) -> Self {
        Self::diagnostics(&failure.diagnostics)
    }
}
