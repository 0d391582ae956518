//! Subscription plans.

use serde::{Deserialize, Serialize};

use crate::envelope::Refusal;

/// Plans in rising order; the first two are those of clusters only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Plan {
    Free,
    Serverless,
    Standard,
    Enterprise,
    BusinessCritical,
}

impl Plan {
    /// Reads the plan of a project or of a dedicated cluster.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        match text {
            "Standard" => Ok(Self::Standard),
            "Enterprise" => Ok(Self::Enterprise),
            "BusinessCritical" => Ok(Self::BusinessCritical),
            _ => Err(Refusal::new(
                96_004,
                format!(
                    "The plan {text} is invalid: use Standard, Enterprise or BusinessCritical."
                ),
            )),
        }
    }
}
