//! Between the service's clusters and the state's.

use std::collections::BTreeMap;

use tf_provider::{diagnostics::Diagnostic, model::Computed};

use crate::{
    api::{self, ClusterStatus, ForeignText},
    provider::cluster::{
        kind::Kind,
        model::{Cluster, ScalingSettings},
    },
};

impl From<api::Cluster> for Cluster {
    fn from(remote: api::Cluster) -> Self {
        let nothing = Self {
            cluster_name: String::new(),
            project_id: Computed::Null,
            region_id: Computed::Null,
            plan: Computed::Null,
            cu_type: Computed::Null,
            cu_size: Computed::Null,
            replica: Computed::Null,
            description: Computed::Null,
            cu_settings: None,
            replica_settings: None,
            labels: BTreeMap::new(),
            bucket_info: None,
            aws_cse_key_arn: remote.key_identifier.clone(),
            load_balancer_security_groups: Computed::Null,
            desired_status: Computed::Null,
            deletion_protection: false,
            store_password: true,
            id: Computed::Null,
            status: Computed::Null,
            deployment_option: Computed::Null,
            username: Computed::Null,
            password: Computed::Null,
            prompt: Computed::Null,
            connect_address: Computed::Null,
            private_link_address: Computed::Null,
            create_time: Computed::Null,
        };
        nothing.refreshed(remote)
    }
}

/// Whether it is a type, and no placeholder for one.
fn is_known(cu_type: &api::CuType) -> bool {
    !cu_type.as_str().eq_ignore_ascii_case("unknown")
}

impl Cluster {
    pub(super) fn id(&self) -> &str {
        self.id
            .text()
            .expect("a cluster in the state has an identifier")
    }

    /// How messages call it.
    pub(super) fn title(&self) -> String {
        let name = ForeignText::from(&self.cluster_name);
        format!("cluster \"{name}\" ({})", ForeignText::from(self.id()))
    }

    pub(super) fn wants_running(&self) -> bool {
        self.desired_status.text() == Some("RUNNING")
    }

    pub(super) fn wants_suspended(&self) -> bool {
        self.desired_status.text() == Some("SUSPENDED")
    }

    pub(super) fn is_suspended(&self) -> bool {
        matches!(self.status.text(), Some("SUSPENDED" | "SUSPENDING"))
    }

    /// A cluster that was just created: its identifier, and what is never shown again.
    pub(super) fn created(&self, created: api::ClusterCreated) -> Self {
        let password = created.password.filter(|_| self.store_password);
        Self {
            id: created.cluster_id.into(),
            username: created.username.into(),
            password: password.map(|it| it.expose().to_owned()).into(),
            prompt: created.prompt.into(),
            // These are for later.
            cu_settings: None,
            replica_settings: None,
            load_balancer_security_groups: Computed::Null,
            ..self.clone()
        }
    }

    /// What the service says now; what it leaves out stays.
    pub(super) fn refreshed(mut self, remote: api::Cluster) -> Self {
        let kind = Kind::of(&remote);
        let is_dedicated = kind == Kind::Dedicated;
        let plan = if is_dedicated {
            remote.plan.to_string()
        } else {
            kind.name().to_owned()
        };
        // A thin reply leaves out, or empty, what the cluster has.
        let unless_empty = |remote: String, kept| match remote.as_str() {
            "" => kept,
            _ => Computed::Known(remote),
        };
        let cu_type = remote.cu_type.filter(is_known);
        if let Some(policies) = remote.autoscaling {
            self.follow_policies(policies);
        }
        let or_kept = |remote: Option<String>, kept| remote.map_or(kept, Computed::Known);
        Self {
            cluster_name: match remote.cluster_name.as_str() {
                "" => self.cluster_name,
                _ => remote.cluster_name,
            },
            project_id: unless_empty(remote.project_id, self.project_id),
            region_id: unless_empty(remote.region_id, self.region_id),
            plan: unless_empty(plan, self.plan),
            // Another one would make way for a new cluster.
            cu_type: match self.cu_type {
                Computed::Known(kept) => Computed::Known(kept),
                _ => cu_type.map(|it| it.to_string()).into(),
            },
            cu_size: remote
                .cu_size
                .filter(|it| *it > 0)
                .map_or(self.cu_size, Computed::Known),
            replica: remote
                .replica
                .filter(|it| *it > 0 && is_dedicated)
                .map_or(self.replica, Computed::Known),
            description: or_kept(remote.description, self.description),
            labels: remote.labels.unwrap_or(self.labels),
            desired_status: desired(&remote.status).map_or(self.desired_status, Computed::from),
            id: remote.cluster_id.into(),
            status: status(&remote.status).into(),
            deployment_option: kind.name().into(),
            connect_address: or_kept(remote.connect_address, self.connect_address),
            private_link_address: or_kept(remote.private_link_address, self.private_link_address),
            create_time: or_kept(remote.create_time, self.create_time),
            deletion_protection: self.deletion_protection,
            store_password: self.store_password,
            username: self.username,
            password: self.password,
            prompt: self.prompt,
            cu_settings: self.cu_settings,
            replica_settings: self.replica_settings,
            bucket_info: self.bucket_info,
            aws_cse_key_arn: self.aws_cse_key_arn,
            load_balancer_security_groups: self.load_balancer_security_groups,
        }
    }

    /// What to say where the service says something else of what a cluster cannot change: the plan would be to replace it.
    pub(super) fn contradiction(&self, remote: &api::Cluster) -> Option<Diagnostic> {
        let facts = [
            ("project_id", &self.project_id, &remote.project_id),
            ("region_id", &self.region_id, &remote.region_id),
        ];
        for (attribute, state, now) in facts {
            let Some(state) = state.text() else { continue };
            if !now.is_empty() && state != now {
                let detail = format!(
                    "The state has {attribute} = \"{}\", and Zilliz Cloud answers \"{}\". A cluster cannot change that, so the answer \
                     may be wrong, and nothing was changed. Run Terraform again in a while. If the console shows the same, \
                     `terraform state rm` and an import take it over as it is.",
                    ForeignText::from(state),
                    ForeignText::from(now)
                );
                let summary = format!("Contradictory answer about {}", self.title());
                return Some(Diagnostic::error(summary, detail).at(attribute));
            }
        }
        None
    }

    /// What to say where the service tells another type than the state has, which it keeps.
    pub(super) fn other_type(&self, remote: &api::Cluster) -> Option<Diagnostic> {
        let state = self.cu_type.text()?;
        let now = remote.cu_type.as_ref().filter(|it| is_known(it))?;
        if now.as_str() == state {
            return None;
        }
        let detail = format!(
            "The state has cu_type = \"{}\", and Zilliz Cloud answers \"{}\". A cluster cannot change its type, so the state stays as it \
             is. If the console shows the same, `terraform state rm` and an import take the cluster over as it is.",
            ForeignText::from(state),
            ForeignText::from(now.as_str())
        );
        let summary = format!("Another type of {}", self.title());
        Some(Diagnostic::warning(summary, detail).at("cu_type"))
    }

    pub(super) fn to_create(&self) -> api::ClusterCreate {
        api::ClusterCreate {
            cluster_name: self.cluster_name.clone(),
            project_id: self.project_id.text().unwrap_or_default().to_owned(),
            region_id: self.region_id.text().unwrap_or_default().to_owned(),
            description: self.description.text().map(str::to_owned),
            labels: BTreeMap::new(),
        }
    }

    pub(super) fn to_create_dedicated(&self) -> api::DedicatedClusterCreate {
        api::DedicatedClusterCreate {
            cluster_name: self.cluster_name.clone(),
            project_id: self.project_id.text().unwrap_or_default().to_owned(),
            region_id: self.region_id.text().unwrap_or_default().to_owned(),
            cu_type: self
                .cu_type
                .text()
                .unwrap_or("Performance-optimized")
                .into(),
            plan: self.plan.text().map(api::Plan::from),
            cu_size: size(&self.cu_size, self.cu_settings.as_ref()),
            replica: size(&self.replica, self.replica_settings.as_ref()),
            autoscaling: None,
            description: self.description.text().map(str::to_owned),
            labels: self.labels.clone(),
            bucket_info: self.bucket_info.as_ref().map(|it| api::BucketInfo {
                bucket_name: it.bucket_name.clone(),
                prefix: it.prefix.clone(),
            }),
            key_identifier: self.aws_cse_key_arn.clone(),
        }
    }
}

/// The size to begin with: a call that creates a cluster takes no policies, by its reference.
fn size(fixed: &Computed<i64>, settings: Option<&ScalingSettings>) -> Option<i64> {
    let least = settings.and_then(ScalingSettings::floor);
    fixed.known().copied().or(least)
}

/// The status in the words that the vendor's provider has for it.
fn status(status: &ClusterStatus) -> &str {
    match status {
        ClusterStatus::Stopping => "SUSPENDING",
        ClusterStatus::Stopped => "SUSPENDED",
        other => other.as_str(),
    }
}

/// Which of the two it is, or is about to be; `None` when the status does not say.
fn desired(status: &ClusterStatus) -> Option<&'static str> {
    use ClusterStatus::{Resuming, Running, Stopped, Stopping, Suspended, Suspending};
    match status {
        Running | Resuming => Some("RUNNING"),
        Stopped | Stopping | Suspended | Suspending => Some("SUSPENDED"),
        _ => None,
    }
}
