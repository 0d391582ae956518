//! Rules for clusters in the user's own cloud account, "BYOC".
//!
//! That is an account of another kind, so there is no call to get there. The control surface can change the `orgType` of a
//! project: everything of a project whose type is `BYOC` is in the user's account.

use serde_json::{Value, json};

use crate::{
    envelope::Refusal,
    state::{World, projects::Project},
};

impl Project {
    /// Whether its clusters are in the user's own account.
    pub(crate) fn is_byoc(&self) -> bool {
        self.org_type == "BYOC"
    }
}

impl World {
    /// Security groups of the load balancer of a cluster.
    pub(crate) fn security_groups(&self, id: &str) -> Result<Value, Refusal> {
        self.check_byoc(id)?;
        Ok(json!({"ids": self.cluster(id)?.byoc.security_groups}))
    }

    /// Replaces them.
    pub(crate) fn set_security_groups(
        &mut self,
        id: &str,
        ids: Vec<String>,
    ) -> Result<Value, Refusal> {
        self.check_byoc(id)?;
        self.cluster_mut(id)?.byoc.security_groups = ids;
        Ok(json!({"clusterId": id}))
    }

    fn check_byoc(&self, id: &str) -> Result<(), Refusal> {
        let project_id = &self.dedicated(id)?.project_id;
        if self.project(project_id)?.is_byoc() {
            return Ok(());
        }
        let message = "Security groups are available in BYOC organizations only.";
        Err(Refusal::new(80_022, message))
    }
}
