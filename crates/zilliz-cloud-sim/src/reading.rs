//! Two readings of the service: what its pages say, and what the tests of a client show that are run against it.
//!
//! They disagree, and both are evidence. A provider has to work in both.

use std::str::FromStr;

use super::ambiguities::{Choices, NewPolicy, Rule};

/// Whom to believe where the pages and the vendor's provider disagree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reading {
    /// The published pages.
    #[default]
    Reference,
    /// The vendor's provider and its tests.
    Vendor,
}

impl FromStr for Reading {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "reference" => Ok(Self::Reference),
            "vendor" => Ok(Self::Vendor),
            _ => Err(format!(
                "`{text}` is no reading: there are `reference` and `vendor`"
            )),
        }
    }
}

impl From<Reading> for Choices {
    fn from(reading: Reading) -> Self {
        let reference = Self::default();
        match reading {
            Reading::Reference => reference,
            Reading::Vendor => Self {
                duplicate_cluster_name: Rule::Accepted,
                policy_while_creating: Rule::Accepted,
                new_policy: NewPolicy::Running,
                replica_policy_of_a_small_cluster: Rule::Accepted,
                policy_off_the_grid: Rule::Accepted,
                replicas_on_standard: Rule::Accepted,
                ..reference
            },
        }
    }
}
