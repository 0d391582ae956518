//! New objects that no plan has shown.
//!
//! A configured value that is not known in the plan takes no new object. Terraform plans once more in the apply, when the value
//! is known. If it is another one, the object must not be touched: nobody has agreed to lose it.
//!
//! The request does not say whether it comes from a plan or from an apply. Terraform reads an object before it plans it, unless
//! `-refresh=false` is set, and reads none in an apply. Terraform from 1.9 on allows to defer changes in an apply only, apart
//! from stacks and experiments.

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    path::{Path, Step},
    plan::{self, Proposal},
    protocol::{
        generated::tfplugin5::plan_resource_change as plan_change,
        server::{Server, encode},
    },
    provider::Provider,
    schema::Block,
    value::{Type, Value, encode_json},
};

/// When a change is planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Plan,
    Apply,
    /// The host does not tell the two apart.
    Unknown,
}

impl<P: Provider> Server<P> {
    /// When this plan is made.
    pub(super) fn moment(
        &self,
        request: &plan_change::Request,
        ty: &Type,
        prior: &Value,
    ) -> Result<Moment> {
        let is_refreshed = !prior.is_null()
            && self
                .1
                .take_refreshed(&request.type_name, &encode(ty, prior)?);
        Ok(match request.client_capabilities {
            _ if is_refreshed => Moment::Plan,
            Some(client) if client.deferral_allowed => Moment::Apply,
            Some(_) => Moment::Plan,
            None => Moment::Unknown,
        })
    }
}

/// Refuses in an apply what takes a new object: the plan that was agreed to has not shown it.
pub(super) fn check(
    block: &Block,
    proposal: Proposal<'_>,
    moment: Moment,
    replaced: &mut Vec<Path>,
    diagnostics: &mut Diagnostics,
) {
    if replaced.is_empty() || moment == Moment::Plan {
        return;
    }
    if moment == Moment::Unknown {
        diagnostics.extend(replaced.iter().map(perhaps_not_planned));
        return;
    }
    // Whatever else is wrong with a replacement is beside the point.
    let (prior, config) = (proposal.prior, proposal.config);
    let problems = replaced.iter();
    *diagnostics = problems
        .map(|it| not_planned(block, it, prior, config))
        .collect();
    replaced.clear();
}

/// Refuses an update of what takes a new object. No host sends one after a plan of this framework.
pub(super) fn refuse_update(block: &Block, prior: &Value, planned: &Value) -> Result<()> {
    let replaced = plan::replacements(block, prior, planned);
    if replaced.is_empty() {
        return Ok(());
    }
    let problems = replaced.iter();
    let problems = problems.map(|it| not_planned(block, it, prior, planned));
    Err(problems.collect())
}

fn not_planned(block: &Block, path: &Path, prior: &Value, wanted: &Value) -> Diagnostic {
    let values = match (shown(block, path, prior), shown(block, path, wanted)) {
        (Some(prior), Some(wanted)) => format!(": it is {wanted}, and the object has {prior}"),
        _ => ", and is not what the object has".to_owned(),
    };
    let detail = format!(
        "`{path}` became known only during this apply{values}. This takes a new object, which the plan did not show, so nothing was changed. The next plan shows the replacement. If it is not what you want, correct the value first."
    );
    Diagnostic::error("Replacement that was not planned", detail).at(path.clone())
}

fn perhaps_not_planned(path: &Path) -> Diagnostic {
    let detail = format!(
        "`{path}` takes a new object. If this is an apply, and it stops because of an inconsistent final plan, `{path}` became known only during the apply: nothing was changed, and the next plan shows the replacement."
    );
    Diagnostic::warning("Replacement without a refresh", detail).at(path.clone())
}

/// The value of a top-level attribute that may be shown.
fn shown(block: &Block, path: &Path, object: &Value) -> Option<String> {
    let ([Step::Attribute(name)], Value::Object(object)) = (path.steps(), object) else {
        return None;
    };
    let attribute = block.attribute(name).filter(|it| !it.sensitive)?;
    let value = object.get(name)?;
    let json = encode_json(&attribute.ty, value).ok()?;
    Some(json.to_string())
}
