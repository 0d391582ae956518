//! A plan that cannot be applied is not green.
//!
//! Most calls of a plan only serve its warnings, so their failures are passed over. Two are not: a key that is refused is an
//! error, for no apply can succeed with it, and an address that does not answer is a warning, for it may answer later. The
//! client of a plan keeps both, so that no call can hide them.

use tf_provider::{diagnostics::Diagnostic, model::Model, resource::PlanChange};

use crate::provider::{Context, errors::explain, route};

const DOING: &str = "checking the plan with Zilliz Cloud";

impl Context {
    /// The same for the calls of one plan of one object. [`Context::report_plan`] says what became of them.
    pub(crate) fn for_plan(&self) -> Self {
        Self {
            api: self.api.watched(),
            ..self.clone()
        }
    }

    /// Says what nobody may pass over of the failures in this plan. The plan of a new object makes one call at least, should no
    /// other have been answered before.
    pub(crate) async fn report_plan<M: Model>(&self, change: &mut PlanChange<M>) {
        let is_new = change.prior.is_none() && change.planned.is_some();
        if is_new && !self.api.has_called() {
            self.known.check(&self.api).await;
        }
        if let Some(refused) = self.api.refusal() {
            let problem = explain(&refused, DOING);
            let is_said = |it: &Diagnostic| {
                route::advice(&refused).is_some_and(|advice| it.detail.contains(&advice))
            };
            if !change.diagnostics.iter().any(is_said) {
                change.diagnostics.push(problem);
            }
        } else if let Some(silent) = self.api.silence() {
            let advice = route::advice(&silent).unwrap_or_default();
            if !change
                .diagnostics
                .iter()
                .any(|it| it.detail.contains(&advice))
            {
                let problem = explain(&silent, DOING);
                let detail = format!(
                    "{}\n\nThe plan was made without what Zilliz Cloud would have said. An apply fails as long as nothing answers.",
                    problem.detail
                );
                change
                    .diagnostics
                    .push(Diagnostic::warning("No answer from Zilliz Cloud", detail));
            }
        }
    }
}
