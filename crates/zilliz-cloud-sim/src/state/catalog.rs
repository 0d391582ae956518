//! Cloud providers and regions of the international platform.

use serde_json::{Value, json};

use crate::envelope::Refusal;

/// The region that the default project is bound to.
pub(crate) const DEFAULT_REGION: &str = "aws-us-west-2";

const CLOUDS: [(&str, &str); 3] = [
    ("aws", "Amazon Web Services"),
    ("gcp", "Google Cloud Platform"),
    ("azure", "Microsoft Azure"),
];

const REGIONS: [(&str, &str); 17] = [
    ("aws", "aws-us-east-1"),
    ("aws", "aws-us-east-2"),
    ("aws", "aws-us-west-2"),
    ("aws", "aws-ca-central-1"),
    ("aws", "aws-eu-central-1"),
    ("aws", "aws-eu-west-1"),
    ("aws", "aws-ap-southeast-1"),
    ("aws", "aws-ap-southeast-2"),
    ("aws", "aws-ap-northeast-1"),
    ("gcp", "gcp-us-west1"),
    ("gcp", "gcp-us-east4"),
    ("gcp", "gcp-us-central1"),
    ("gcp", "gcp-europe-west3"),
    ("gcp", "gcp-asia-southeast1"),
    ("azure", "az-eastus"),
    ("azure", "az-eastus2"),
    ("azure", "az-germanywestcentral"),
];

/// `data` of `GET /v2/clouds`.
pub(crate) fn clouds() -> Value {
    let cloud = |(id, description)| json!({"cloudId": id, "description": description});
    CLOUDS.map(cloud).into_iter().collect()
}

/// `data` of `GET /v2/regions`.
pub(crate) fn regions(cloud_id: Option<&str>) -> Result<Value, Refusal> {
    if let Some(wanted) = cloud_id
        && !CLOUDS.iter().any(|(id, _)| *id == wanted)
    {
        let message = format!("The cloud ID {wanted} does not exist: use aws, gcp or azure.");
        return Err(Refusal::new(63_032, message));
    }
    Ok(REGIONS
        .iter()
        .filter(|(cloud, _)| cloud_id.is_none_or(|wanted| wanted == *cloud))
        .map(|(cloud, region)| {
            json!({"cloudId": cloud, "regionId": region, "domain": "api.cloud.zilliz.com"})
        })
        .collect())
}

/// Refuses a region that does not exist.
pub(crate) fn check_region(region_id: &str) -> Result<(), Refusal> {
    if REGIONS.iter().any(|(_, known)| *known == region_id) {
        return Ok(());
    }
    let message = format!("The region ID {region_id} does not exist: see GET /v2/regions.");
    Err(Refusal::new(96_001, message))
}
