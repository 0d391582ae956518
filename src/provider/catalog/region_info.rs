//! `region_info`: what the identifier of a region says.

use tf_provider::{
    function::{Function, FunctionError},
    model,
};

use crate::api;

model! {
    /// The cloud provider, the provider's name for the region, and the API host that serves it, from a region's identifier.
    pub struct RegionInfoArgs <- RegionInfoArgsConfig {
        /// Identifier of the region, such as `aws-us-west-2`.
        region_id: String = required(),
    }
}

model! {
    /// What the identifier of a region says.
    pub struct Place <- PlaceConfig {
        /// Cloud provider, such as `aws`; in China `ali` or `tc`.
        cloud_id: String = required(),
        /// The cloud provider's name for the region, such as `us-west-2`.
        region: String = required(),
        /// Host of the API that serves the region.
        api_host: String = required(),
    }
}

/// Takes the identifier of a region apart.
#[derive(Debug)]
pub(crate) struct RegionInfo;

impl Function for RegionInfo {
    const NAME: &'static str = "region_info";
    type Args = RegionInfoArgs;
    type Output = Place;

    fn call(args: RegionInfoArgs) -> Result<Place, FunctionError> {
        let parts = args.region_id.split_once('-');
        let Some((prefix, region)) = parts.filter(|(_, region)| !region.is_empty()) else {
            return Err(unknown(&args.region_id));
        };
        let cloud_id = match prefix {
            // Both have been seen in identifiers; the list of cloud providers has the long one.
            "az" | "azure" => "azure",
            "aws" | "gcp" | "ali" | "tc" => prefix,
            _ => return Err(unknown(&args.region_id)),
        };
        Ok(Place {
            cloud_id: cloud_id.to_owned(),
            region: region.to_owned(),
            api_host: api::host_of_region(&args.region_id).to_owned(),
        })
    }
}

fn unknown(region_id: &str) -> FunctionError {
    let text = format!(
        "\"{region_id}\" is not the identifier of a region: those begin with aws-, gcp-, az-, azure-, ali- or tc-, as \
         aws-us-west-2 does."
    );
    FunctionError::new(text).at("region_id")
}
