//! Projects: their plan, which only goes up, and their regions.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    ambiguities::{AddedRegions, CreatedProject, DeletedProject, Replies, Rule, UpgradedProject},
    clock::{Millis, timestamp},
    envelope::Refusal,
    lifecycle::Status,
    state::{
        World, catalog, checks::check_description, cluster::Cluster, plan::Plan,
        roles::PROJECT_ADMIN,
    },
};

/// A project as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the API")]
pub(crate) struct Project {
    pub(crate) project_id: String,
    pub(crate) project_name: String,
    pub(crate) description: String,
    pub(crate) plan: Plan,
    pub(crate) region_ids: Vec<String>,
    pub(crate) create_time: String,
    pub(crate) org_type: String,
    pub(crate) is_default: bool,
}

/// Body of `POST /v2/projects`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ProjectDraft {
    project_name: String,
    description: Option<String>,
    plan: Option<String>,
    #[serde(default)]
    region_ids: Vec<String>,
}

/// Body of `PATCH /v2/projects/{projectId}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct ProjectChange {
    project_name: Option<String>,
    description: Option<String>,
}

impl Project {
    /// A project without a description.
    pub(crate) fn new(
        project_id: String,
        project_name: String,
        plan: Plan,
        region_ids: Vec<String>,
        now: Millis,
    ) -> Self {
        Self {
            project_id,
            project_name,
            description: String::new(),
            plan,
            region_ids,
            create_time: timestamp(now),
            org_type: "SAAS".to_owned(),
            is_default: false,
        }
    }
}

impl World {
    /// All projects, newest first.
    pub(crate) fn list_projects(&self) -> Value {
        let newest_first = self.projects.iter().rev();
        newest_first
            .map(|project| self.show_project(project))
            .collect()
    }

    /// One project. At instant speed this is also a poll of its clusters that are being deleted, because whoever waits for an
    /// empty project polls the project.
    pub(crate) fn describe_project(&mut self, id: &str) -> Result<Value, Refusal> {
        let shown = self.show_project(self.project(id)?);
        let (speed, now) = (self.rules.speed, self.rules.now);
        for cluster in &mut self.clusters {
            if cluster.project_id == id && cluster.life.status == Status::Deleting {
                cluster.life.polled(speed, now);
            }
        }
        Ok(shown)
    }

    /// Creates a project; the key's owner becomes its Project Admin.
    pub(crate) fn create_project(&mut self, draft: ProjectDraft) -> Result<Value, Refusal> {
        let choices = &self.rules.choices;
        self.check_organization_owner("create projects")?;
        let plan = match draft.plan.as_deref() {
            Some(plan) => Plan::parse(plan)?,
            None if choices.missing_project_plan == Rule::Accepted => Plan::Standard,
            None => return Err(Refusal::invalid("plan is required.")),
        };
        self.check_business_critical(plan)?;
        self.check_project_name(&draft.project_name, None)?;
        let description = draft.description.unwrap_or_default();
        check_description(&description, 255)?;
        check_distinct(&draft.region_ids)?;
        self.check_regions_of_plan(&draft.region_ids, plan)?;
        if self.projects.len() >= choices.limits.projects {
            let message = format!(
                "An organization has at most {} projects.",
                choices.limits.projects
            );
            return Err(Refusal::new(choices.codes.quota, message));
        }
        let id = self.ids.hex("proj-", 22);
        self.projects.push(Project {
            description,
            ..Project::new(
                id.clone(),
                draft.project_name,
                plan,
                draft.region_ids,
                self.rules.now,
            )
        });
        self.bind(&self.owner_id.clone(), PROJECT_ADMIN, Some(&id));
        Ok(match self.rules.choices.created_project {
            CreatedProject::Identifier => json!(id),
            CreatedProject::Object => json!({"projectId": id}),
        })
    }

    /// Renames a project or changes its description.
    pub(crate) fn update_project(
        &mut self,
        id: &str,
        change: ProjectChange,
    ) -> Result<Value, Refusal> {
        self.project(id)?;
        if change.project_name.is_none() && change.description.is_none() {
            return Err(Refusal::invalid("Give projectName, description or both."));
        }
        if let Some(name) = &change.project_name {
            self.check_project_name(name, Some(id))?;
        }
        check_description(change.description.as_deref().unwrap_or_default(), 255)?;
        let project = self.project_mut(id)?;
        project.project_name = change
            .project_name
            .unwrap_or_else(|| project.project_name.clone());
        project.description = change
            .description
            .unwrap_or_else(|| project.description.clone());
        Ok(json!("ok"))
    }

    /// Deletes an empty project with its bindings and custom roles.
    pub(crate) fn delete_project(&mut self, id: &str) -> Result<Value, Refusal> {
        let codes = &self.rules.choices.codes;
        self.check_organization_owner("delete projects")?;
        if self.project(id)?.is_default {
            let message = "The default project cannot be deleted.";
            return Err(Refusal::new(codes.default_project, message));
        }
        let clusters = self
            .live_clusters()
            .filter(|cluster| cluster.project_id == id)
            .count();
        if clusters > 0 {
            let message =
                format!("The project {id} still has {clusters} cluster(s). Delete them first.");
            return Err(Refusal::new(codes.project_not_empty, message));
        }
        self.forget_project(id);
        Ok(match self.rules.choices.deleted_project {
            DeletedProject::Ok => json!("ok"),
            DeletedProject::EmptyObject => json!({}),
        })
    }

    /// Removes a project and everything in it, without asking.
    pub(crate) fn forget_project(&mut self, id: &str) {
        self.projects.retain(|project| project.project_id != id);
        self.clusters.retain(|cluster| cluster.project_id != id);
        self.roles
            .retain(|role| role.project_id.as_deref() != Some(id));
        self.bindings
            .retain(|binding| binding.project_id.as_deref() != Some(id));
    }

    /// Raises the plan of a project and of its dedicated clusters.
    pub(crate) fn upgrade_project(&mut self, id: &str, plan: &str) -> Result<Value, Refusal> {
        let plan = Plan::parse(plan)?;
        if plan <= self.project(id)?.plan {
            let message = "Project plan can only be upgraded, not downgraded.";
            return Err(Refusal::new(63_104, message));
        }
        self.check_business_critical(plan)?;
        self.project_mut(id)?.plan = plan;
        for cluster in &mut self.clusters {
            if cluster.project_id == id && cluster.is_dedicated() {
                cluster.plan = plan;
            }
        }
        Ok(match self.rules.choices.upgraded_project {
            UpgradedProject::Sentence => json!("Project plan updated successfully"),
            UpgradedProject::Ok => json!("ok"),
            UpgradedProject::Object => json!({"projectId": id}),
        })
    }

    /// Binds regions to a project.
    pub(crate) fn add_regions(&mut self, id: &str, added: &[String]) -> Result<Value, Refusal> {
        let choices = &self.rules.choices;
        let project = self.project(id)?;
        if added.is_empty() {
            return Err(Refusal::invalid("regionIds must name at least one region."));
        }
        check_distinct(added)?;
        let mut regions = project.region_ids.clone();
        for region in added {
            if !regions.contains(region) {
                regions.push(region.clone());
            } else if choices.rebound_region == Rule::Refused {
                let message = format!("The region {region} is already bound to the project {id}.");
                return Err(Refusal::new(choices.codes.project_regions, message));
            }
        }
        self.check_regions_of_plan(&regions, project.plan)?;
        let reply = match choices.added_regions {
            AddedRegions::All => json!(regions),
            AddedRegions::Added => json!({"projectId": id, "regionIds": added}),
            AddedRegions::Guide => json!({"projectId": id, "regions": regions}),
        };
        self.project_mut(id)?.region_ids = regions;
        Ok(reply)
    }

    /// Unbinds a region in which the project has no cluster.
    pub(crate) fn remove_region(&mut self, id: &str, region: &str) -> Result<Value, Refusal> {
        let choices = &self.rules.choices;
        let refuse = |message| Err(Refusal::new(choices.codes.project_regions, message));
        let bound = &self.project(id)?.region_ids;
        if !bound.iter().any(|known| known == region) {
            return refuse(format!(
                "The region {region} is not bound to the project {id}."
            ));
        }
        if bound.len() == 1 && choices.unbound_last_region == Rule::Refused {
            return refuse(format!(
                "The region {region} is the last one of the project {id}."
            ));
        }
        let inside = |cluster: &&Cluster| cluster.project_id == id && cluster.region_id == region;
        if let Some(cluster) = self.live_clusters().find(inside) {
            let cluster = &cluster.cluster_id;
            return refuse(format!(
                "The region {region} still has the cluster {cluster}."
            ));
        }
        let project = self.project_mut(id)?;
        project.region_ids.retain(|known| known != region);
        Ok(json!(project.region_ids))
    }

    /// The project with this ID.
    pub(crate) fn project(&self, id: &str) -> Result<&Project, Refusal> {
        let object = self
            .projects
            .iter()
            .find(|project| project.project_id == id);
        object.ok_or_else(|| self.not_found("The project", id))
    }

    /// The project with this ID, to change it.
    pub(crate) fn project_mut(&mut self, id: &str) -> Result<&mut Project, Refusal> {
        let missing = self.not_found("The project", id);
        let mut projects = self.projects.iter_mut();
        projects
            .find(|project| project.project_id == id)
            .ok_or(missing)
    }

    fn show_project(&self, project: &Project) -> Value {
        let id = &project.project_id;
        let clusters = self
            .live_clusters()
            .filter(|cluster| cluster.project_id == *id)
            .count();
        let mut shown = json!({
            "projectId": id, "projectName": project.project_name, "instanceCount": clusters,
            "createTime": project.create_time, "orgType": project.org_type,
        });
        if self.rules.choices.replies != Replies::Thin {
            shown["description"] = json!(project.description);
            shown["plan"] = json!(project.plan);
            shown["regionIds"] = json!(project.region_ids);
        }
        shown
    }

    fn check_project_name(&self, name: &str, own_id: Option<&str>) -> Result<(), Refusal> {
        let choices = &self.rules.choices;
        if name.trim().is_empty() {
            return Err(Refusal::invalid("projectName must not be empty."));
        }
        let taken = self.projects.iter().any(|project| {
            project.project_name == name && Some(project.project_id.as_str()) != own_id
        });
        if taken && choices.duplicate_project_name == Rule::Refused {
            let message = format!("The project name {name} already exists.");
            return Err(Refusal::new(choices.codes.project_name_taken, message));
        }
        Ok(())
    }

    fn check_business_critical(&self, plan: Plan) -> Result<(), Refusal> {
        let choices = &self.rules.choices;
        if plan == Plan::BusinessCritical && choices.business_critical == Rule::Refused {
            let message = "BusinessCritical is not enabled for this organization. Contact sales.";
            return Err(Refusal::new(choices.codes.permission, message));
        }
        Ok(())
    }

    fn check_regions_of_plan(&self, regions: &[String], plan: Plan) -> Result<(), Refusal> {
        for region in regions {
            catalog::check_region(region)?;
        }
        if regions.len() > 1 && plan < Plan::BusinessCritical {
            let message = "A project with more than one region needs the plan BusinessCritical.";
            return Err(Refusal::new(
                self.rules.choices.codes.project_regions,
                message,
            ));
        }
        Ok(())
    }
}

fn check_distinct(regions: &[String]) -> Result<(), Refusal> {
    for (at, region) in regions.iter().enumerate() {
        if regions[..at].contains(region) {
            return Err(Refusal::invalid(format!("regionIds names {region} twice.")));
        }
    }
    Ok(())
}
