//! Creating clusters.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::ambiguities::{ClusterNames, ClusterPlan, NameScope, Rule};
use crate::envelope::Refusal;
use crate::lifecycle::{Life, Status};
use crate::state::cluster::{BucketInfo, Byoc};
use crate::state::policy::{Autoscaling, Policy};
use crate::state::{World, catalog};
use crate::state::{checks::check_description, plan::Plan, projects::Project};
use crate::state::{
    cluster::{Cluster, Deployment},
    clusters::check_labels,
};

/// Body of `POST /v2/clusters/createDedicated`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct DedicatedDraft {
    cluster_name: String,
    description: Option<String>,
    project_id: String,
    region_id: String,
    plan: Option<String>,
    cu_type: String,
    cu_size: Option<u32>,
    replica: Option<u32>,
    autoscaling: Option<Autoscaling>,
    labels: Option<BTreeMap<String, String>>,
    bucket_info: Option<BucketInfo>,
    key_identifier: Option<String>,
}

/// Body of `POST /v2/clusters/createServerless` and `createFree`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ServerlessDraft {
    cluster_name: String,
    description: Option<String>,
    project_id: String,
    region_id: String,
    labels: Option<BTreeMap<String, String>>,
}

impl World {
    /// Creates a dedicated cluster.
    pub(crate) fn create_dedicated(&mut self, draft: DedicatedDraft) -> Result<Value, Refusal> {
        let byoc = Byoc {
            bucket_info: draft.bucket_info,
            key_identifier: draft.key_identifier,
            ..Byoc::default()
        };
        let is_byoc = self.project(&draft.project_id)?.is_byoc();
        if byoc != Byoc::default() && !is_byoc {
            let message = "bucketInfo and keyIdentifier are available in BYOC organizations only.";
            return Err(Refusal::invalid(message));
        }
        let (cu_type, plan) = (draft.cu_type.as_str(), draft.plan.as_deref());
        let plan = self.plan_of_cluster(self.project(&draft.project_id)?, plan)?;
        self.check_cu_type(cu_type)?;
        let scaling = draft.autoscaling.unwrap_or_default();
        if draft.cu_size.is_some() && scaling.cu.is_some() {
            return Err(Refusal::invalid(
                "cuSize and autoscaling.cu exclude each other.",
            ));
        }
        let floor = scaling.cu.as_ref().and_then(Policy::floor);
        let Some(cu_size) = draft.cu_size.or(floor) else {
            return Err(Refusal::invalid("cuSize is required."));
        };
        let cluster = Cluster {
            description: draft.description.unwrap_or_default(),
            plan,
            cu_type: cu_type.to_owned(),
            cu_size,
            replica: draft.replica.unwrap_or(1),
            labels: draft.labels.unwrap_or_default(),
            byoc,
            ..self.blank(
                Deployment::Dedicated,
                draft.cluster_name,
                draft.project_id,
                draft.region_id,
            )
        };
        let limits = &self.rules.choices.limits;
        let cluster = cluster.clamped(&scaling);
        let cluster = cluster.scaled(scaling, limits.replica, &self.rules.choices)?;
        self.create(cluster, "in01-")
    }

    /// Creates a serverless or a free cluster.
    pub(crate) fn create_serverless(
        &mut self,
        deployment: Deployment,
        draft: ServerlessDraft,
    ) -> Result<Value, Refusal> {
        let cluster = Cluster {
            description: draft.description.unwrap_or_default(),
            labels: draft.labels.unwrap_or_default(),
            ..self.blank(
                deployment,
                draft.cluster_name,
                draft.project_id,
                draft.region_id,
            )
        };
        let prefix = if deployment == Deployment::Free {
            "in03-"
        } else {
            "in05-"
        };
        self.create(cluster, prefix)
    }

    /// Refuses a name that is malformed or taken by another live cluster.
    pub(crate) fn check_cluster_name(
        &self,
        name: &str,
        project_id: &str,
        own_id: Option<&str>,
    ) -> Result<(), Refusal> {
        let choices = &self.rules.choices;
        let plain = |character: char| character.is_ascii_alphanumeric() || character == '-';
        let valid = match choices.cluster_names {
            ClusterNames::Plain => (1..=32).contains(&name.len()) && name.chars().all(plain),
            ClusterNames::Any => !name.trim().is_empty(),
        };
        if !valid {
            let message = format!(
                "The cluster name `{name}` is invalid: use 1 to 32 alphanumerics and hyphens."
            );
            return Err(Refusal::new(96_010, message));
        }
        if choices.duplicate_cluster_name == Rule::Accepted {
            return Ok(());
        }
        let anywhere = choices.cluster_name_scope == NameScope::Organization;
        let taken = self.live_clusters().any(|other| {
            other.cluster_name == name
                && (anywhere || other.project_id == project_id)
                && Some(other.cluster_id.as_str()) != own_id
        });
        if taken {
            let message = "The specified cluster name already exists.";
            return Err(Refusal::new(40_013, message));
        }
        Ok(())
    }

    fn create(&mut self, mut cluster: Cluster, prefix: &str) -> Result<Value, Refusal> {
        let project = self.project(&cluster.project_id)?;
        catalog::check_region(&cluster.region_id)?;
        self.check_bound(project, &cluster.region_id)?;
        self.check_project_admin(&cluster.project_id, "create clusters")?;
        self.check_cluster_name(&cluster.cluster_name, &cluster.project_id, None)?;
        check_description(&cluster.description, 256)?;
        check_labels(&cluster.labels)?;
        self.check_quota(cluster.deployment_option, &cluster.project_id)?;
        let suffix = self.ids.hex("", 15);
        let id = format!("{prefix}{suffix}");
        let (host, username) = match cluster.deployment_option {
            Deployment::Dedicated => ("vectordb.zillizcloud.com:443", "db_admin".to_owned()),
            _ => ("cloud.zilliz.com", format!("db_{suffix}")),
        };
        let middle = if cluster.is_dedicated() {
            ""
        } else {
            "serverless."
        };
        let region = &cluster.region_id;
        cluster.connect_address = format!("https://{id}.{middle}{region}.{host}");
        cluster.cluster_id.clone_from(&id);
        self.clusters.push(cluster);
        Ok(json!({
            "clusterId": id, "username": username, "password": self.ids.password(),
            "prompt": "Successfully submitted, cluster is being created.",
        }))
    }

    fn blank(
        &self,
        deployment: Deployment,
        name: String,
        project: String,
        region: String,
    ) -> Cluster {
        Cluster {
            cluster_id: String::new(),
            cluster_name: name,
            project_id: project,
            description: String::new(),
            region_id: region,
            deployment_option: deployment,
            plan: if deployment == Deployment::Free {
                Plan::Free
            } else {
                Plan::Serverless
            },
            cu_type: String::new(),
            cu_size: 0,
            replica: 1,
            autoscaling: None,
            labels: BTreeMap::new(),
            connect_address: String::new(),
            private_link_address: String::new(),
            create_time: self.time(),
            storage_size: 0,
            snapshot_number: 0,
            life: Life::entering(Status::Creating, self.rules.now),
            pending_change: None,
            byoc: Byoc::default(),
        }
    }

    fn plan_of_cluster(&self, project: &Project, asked: Option<&str>) -> Result<Plan, Refusal> {
        let Some(plan) = asked.map(Plan::parse).transpose()? else {
            return Ok(project.plan);
        };
        let (allowed, rule) = match self.rules.choices.cluster_plan {
            ClusterPlan::UpToProject => (plan <= project.plan, "is above"),
            ClusterPlan::SameAsProject => (plan == project.plan, "is not"),
            ClusterPlan::Any => (true, ""),
        };
        if !allowed {
            let message = format!(
                "The plan {plan:?} {rule} the plan of the project {}, {:?}.",
                project.project_id, project.plan
            );
            return Err(Refusal::new(96_004, message));
        }
        Ok(plan)
    }

    fn check_cu_type(&self, cu_type: &str) -> Result<(), Refusal> {
        let older = self.rules.choices.extended_capacity == Rule::Accepted;
        match cu_type {
            "Performance-optimized" | "Capacity-optimized" | "Tiered-storage" => Ok(()),
            "Extended-capacity" if older => Ok(()),
            _ => Err(Refusal::new(
                96_003,
                format!(
                    "The cuType {cu_type} is invalid: use Performance-optimized, Capacity-optimized or Tiered-storage."
                ),
            )),
        }
    }

    fn check_bound(&self, project: &Project, region: &str) -> Result<(), Refusal> {
        let bound = &project.region_ids;
        let choices = &self.rules.choices;
        let unbound_is_fine = choices.cluster_without_bound_region == Rule::Accepted;
        if bound.iter().any(|known| known == region) || (bound.is_empty() && unbound_is_fine) {
            return Ok(());
        }
        let id = &project.project_id;
        let message =
            format!("The region {region} is not bound to the project {id}, which has {bound:?}.");
        Err(Refusal::new(96_001, message))
    }

    fn check_quota(&self, deployment: Deployment, project_id: &str) -> Result<(), Refusal> {
        let choices = &self.rules.choices;
        let same = self
            .live_clusters()
            .filter(|other| other.deployment_option == deployment);
        let (count, most, place) = if deployment == Deployment::Free {
            (same.count(), choices.limits.free_clusters, "organization")
        } else {
            let inside = same.filter(|other| other.project_id == project_id);
            (inside.count(), choices.limits.clusters, "project")
        };
        if count >= most {
            let message =
                format!("There may be at most {most} {deployment:?} cluster(s) in one {place}.");
            return Err(Refusal::new(choices.codes.quota, message));
        }
        Ok(())
    }
}
