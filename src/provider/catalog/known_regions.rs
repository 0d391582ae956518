//! The check that Zilliz Cloud lists a region.

use tf_provider::diagnostics::Diagnostic;

use crate::{
    api::{ForeignText, Region},
    provider::{Context, nearest::nearest},
};

/// What is wrong with a region that something new is to use: an error when it is not listed, a warning when no list could be
/// read.
pub(crate) async fn check_region(
    context: &Context,
    region_id: &str,
    attribute: &str,
) -> Option<Diagnostic> {
    let Some(regions) = context.known.regions(&context.api).await else {
        // A refused key and an address that does not answer are reported by themselves.
        let is_reported = context.api.refusal().is_some() || context.api.silence().is_some();
        let detail = format!(
            "Zilliz Cloud did not list its regions, so this plan does not know whether there is a region {}. The apply fails if there is \
             none.",
            ForeignText::from(region_id)
        );
        let problem = Diagnostic::warning("Unchecked region", detail).at(attribute);
        return (!is_reported).then_some(problem);
    };
    (!is_listed(regions, region_id)).then(|| unknown_region(regions, region_id).at(attribute))
}

fn is_listed(regions: &[Region], region_id: &str) -> bool {
    regions.iter().any(|it| it.region_id == region_id)
}

fn unknown_region(regions: &[Region], region_id: &str) -> Diagnostic {
    let names = regions.iter().map(|it| {
        let title = ForeignText::from(&it.region_id).to_string();
        (vec![it.region_id.as_str()], title)
    });
    let near = nearest(region_id, names).unwrap_or_default();
    let region_id = ForeignText::from(region_id);
    let detail = format!(
        "Zilliz Cloud does not list a region {region_id}. The nearest names are {near}. The data source zillizcloud_regions has all of \
         them."
    );
    Diagnostic::error("Unknown region", detail)
}
