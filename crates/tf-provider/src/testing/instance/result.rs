//! The result of an apply: the check that it is lawful, and the part that goes into the state.

use crate::{
    diagnostics::Diagnostics,
    protocol::generated::tfplugin5::apply_resource_change,
    testing::{
        Failure,
        instance::{ResourceInstance, Stored},
        laws::{Violation, compatible, unknown_values, write_only_values},
        wire,
    },
    value::Value,
};

impl ResourceInstance {
    /// The object to save, and everything there is to say. `before` is what the state held.
    ///
    /// An answer that cannot be saved leaves the state as it was, which loses an object that was just created.
    pub(super) fn result(
        &self,
        before: Option<Stored>,
        planned: &Value,
        sent: apply_resource_change::Response,
    ) -> Result<(Option<Stored>, Diagnostics), Failure> {
        let schema = self.schema()?;
        let block = &schema.block;
        let subject = self.subject();
        let mut diagnostics = wire::diagnostics(sent.diagnostics);
        let state = match wire::value(&block.ty(), sent.new_state.as_ref()) {
            Ok(state) => state,
            Err(error) => {
                let did = format!(
                    "produced an invalid value after apply for {}: {error}. The result cannot not be saved in the Terraform state.",
                    self.address
                );
                diagnostics.push(subject.blame("Provider produced invalid object", &did));
                return Ok((before, diagnostics));
            }
        };
        let stored = write_only_values(block, &state);
        if !stored.is_empty() {
            diagnostics.extend(stored.iter().map(|it| {
                subject.write_only("Provider produced invalid object", it, "after apply")
            }));
            return Ok((before, diagnostics));
        }
        let had_errors = diagnostics.has_errors();
        let unknown = unknown_values(&state);
        diagnostics.extend(unknown.iter().map(|it| subject.unknown_after_apply(it)));
        let state = state.null_unknowns();
        if !had_errors {
            self.judge(planned, &state, !unknown.is_empty(), &mut diagnostics)?;
        }
        if state.is_null() && diagnostics.has_errors() {
            return Ok((before, diagnostics));
        }
        let is_tainted = match &before {
            None => diagnostics.has_errors(),
            Some(before) => before.is_tainted,
        };
        let saved = Stored {
            version: schema.version,
            state,
            private: sent.private,
            identity: self.read_identity(sent.new_identity.as_ref())?,
            is_tainted,
        };
        Ok((Some(saved), diagnostics))
    }

    /// Holds a result without errors against its plan.
    fn judge(
        &self,
        planned: &Value,
        state: &Value,
        had_unknown: bool,
        diagnostics: &mut Diagnostics,
    ) -> Result<(), Failure> {
        let subject = self.subject();
        if planned.is_null() {
            if !state.is_null() {
                diagnostics.push(subject.not_destroyed());
            }
            return Ok(());
        }
        // What was unknown has been said already, and is null by now.
        let broken = compatible(&self.schema()?.block, planned, state);
        let is_news = |it: &&Violation| !(had_unknown && it.reason.ends_with("but now null"));
        diagnostics.extend(
            broken
                .iter()
                .filter(is_news)
                .map(|it| subject.inconsistent_result(it)),
        );
        Ok(())
    }
}
