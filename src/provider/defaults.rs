//! The defaults of the provider block for arguments that a block leaves out, and their sources.
//!
//! A message about such a value would send people to a block that does not have it, so it names the argument of the provider
//! block, or the variable.

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Computed, Model},
    path::Path,
    resource::{Op, PlanChange},
    value::Json,
};

use crate::{api::ForeignText, provider::preview::Previews};

/// The provider's defaults for its resources.
#[derive(Clone, Debug, Default)]
pub(crate) struct Defaults {
    pub(crate) organization_id: Computed<String>,
    pub(crate) project_id: DefaultValue,
    pub(crate) region_id: DefaultValue,
    pub(crate) previews: Previews,
}

/// A default, and where it comes from.
#[derive(Clone, Debug, Default)]
pub(crate) struct DefaultValue {
    pub(crate) value: Computed<String>,
    /// An argument of the provider block, or a variable.
    pub(crate) origin: Option<String>,
}

/// Keeps for the apply which arguments the block of a new object leaves out.
const OMITTED: &str = "left_out";

const PROJECT_ID: &str = "project_id";
const REGION_ID: &str = "region_id";

impl Defaults {
    /// The arguments among `configured` that the block of a new object leaves out.
    pub(crate) fn omitted<M: Model>(
        change: &mut PlanChange<M>,
        configured: impl Fn(&M::Config) -> Vec<(&'static str, bool)>,
    ) -> Vec<String> {
        let (None, Some(config)) = (&change.prior, &change.config) else {
            return Vec::new();
        };
        let arguments = configured(config).into_iter();
        let omitted: Vec<_> = arguments
            .filter(|(_, is_null)| *is_null)
            .map(|(name, _)| name.to_owned())
            .collect();
        if !omitted.is_empty() {
            let kept = omitted.iter().cloned().map(Json::String).collect();
            change.set_private(OMITTED, Json::Array(kept));
        }
        omitted
    }

    /// What [`Self::left_out`] kept for the creation, which needs it only once.
    pub(crate) fn take_omitted<M: Model>(op: &mut Op<M>) -> Vec<String> {
        let kept = op.private(OMITTED);
        op.set_private(OMITTED, Json::Null);
        let Some(Json::Array(names)) = kept else {
            return Vec::new();
        };
        let name = |it: Json| match it {
            Json::String(name) => Some(name),
            _ => None,
        };
        names.into_iter().filter_map(name).collect()
    }

    /// Adds to the messages of a plan where the default of these arguments comes from.
    pub(crate) fn explain_plan<M: Model>(&self, omitted: &[String], change: &mut PlanChange<M>) {
        let problem = std::mem::take(&mut change.diagnostics);
        change.diagnostics = self.explain(omitted, problem);
    }

    /// Adds to the messages about a default of these arguments where it comes from.
    pub(crate) fn explain(&self, omitted: &[String], diagnostics: Diagnostics) -> Diagnostics {
        let mut diagnostics = diagnostics;
        for name in omitted {
            let default = match name.as_str() {
                PROJECT_ID => &self.project_id,
                REGION_ID => &self.region_id,
                _ => continue,
            };
            diagnostics = default.explain(name, diagnostics);
        }
        diagnostics
    }

    /// Adds to the messages of a look-up where its project comes from, if that is the default one.
    pub(crate) fn explain_project(
        &self,
        is_default: bool,
        diagnostics: Diagnostics,
    ) -> Diagnostics {
        if is_default {
            self.project_id.explain(PROJECT_ID, diagnostics)
        } else {
            diagnostics
        }
    }
}

impl DefaultValue {
    pub(crate) fn text(&self) -> Option<&str> {
        self.value.text()
    }

    /// Adds to the messages about this value, which stands in for `attribute`, where it comes from.
    pub(crate) fn explain(&self, attribute: &str, diagnostics: Diagnostics) -> Diagnostics {
        let (Some(value), Some(origin)) = (self.text(), &self.origin) else {
            return diagnostics;
        };
        let shown = ForeignText::from(value);
        let text = format!("`{attribute}` is not set here: {shown} comes from {origin}.");
        let is_about = |it: &Diagnostic| {
            it.path == Path::attribute(attribute)
                || it.summary.contains(value)
                || it.detail.contains(value)
        };
        let explain = |it: Diagnostic| {
            if !is_about(&it) || it.detail.contains(&text) {
                return it;
            }
            let detail = format!("{}\n\n{text}", it.detail);
            Diagnostic { detail, ..it }
        };
        diagnostics.into_iter().map(explain).collect()
    }
}
