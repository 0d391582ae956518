//! What only clusters in the user's own cloud account have, "BYOC".
//!
//! That is an account of another kind, so there is no call to get there. The control surface can change the `orgType` of a
//! project: everything of a project whose type is `BYOC` is in the user's account.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::envelope::Refusal;

use super::World;
use super::projects::Project;

/// What a cluster in the user's own account has besides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct OwnAccount {
    pub(crate) bucket_info: Option<BucketInfo>,
    pub(crate) key_identifier: Option<String>,
    pub(crate) security_groups: Vec<String>,
}

/// A bucket for the data of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct BucketInfo {
    bucket_name: String,
    prefix: Option<String>,
}

impl Project {
    /// Whether its clusters are in the user's own account.
    pub(crate) fn is_own_account(&self) -> bool {
        self.org_type == "BYOC"
    }
}

impl World {
    /// Security groups of the load balancer of a cluster.
    pub(crate) fn security_groups(&self, id: &str) -> Result<Value, Refusal> {
        self.check_own_account(id)?;
        Ok(json!({"ids": self.cluster(id)?.own_account.security_groups}))
    }

    /// Replaces them.
    pub(crate) fn set_security_groups(
        &mut self,
        id: &str,
        ids: Vec<String>,
    ) -> Result<Value, Refusal> {
        self.check_own_account(id)?;
        self.cluster_mut(id)?.own_account.security_groups = ids;
        Ok(json!({"clusterId": id}))
    }

    fn check_own_account(&self, id: &str) -> Result<(), Refusal> {
        let project_id = &self.dedicated(id)?.project_id;
        if self.project(project_id)?.is_own_account() {
            return Ok(());
        }
        let message = "Security groups are available in BYOC organizations only.";
        Err(Refusal::new(80_022, message))
    }
}
