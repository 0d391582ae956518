//! What Terraform does with a project.

use std::{collections::BTreeSet, time::Duration};

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model,
    model::Computed,
    resource::{Change, MoveSource, Op, Resource},
    timeouts::Operation,
    value::Json,
};

use crate::{
    api::{self, Found},
    provider::{
        Cloud,
        errors::{Context, explain_as_warning, explain_create, found_again},
        resources::{protect, refuse_to_delete},
        search, vendor,
    },
};

/// From the lowest to the highest: a project only ever goes up.
const PLANS: &[&str] = &["Standard", "Enterprise", "BusinessCritical"];

/// Every organization has one, and it cannot be deleted.
const DEFAULT_PROJECT: &str = "Default Project";

model! {
    /// A project groups clusters, the people who use them and their roles, inside an organization.
    pub struct Project <- ProjectDraft {
        /// Name of the project, unique within the organization.
        project_name: String = required().len(1..),
        /// What it is for.
        description: Option<String> = optional().len(..=255),
        /// Subscription plan. It can be upgraded in place, which upgrades every cluster in the project, and never be
        /// downgraded.
        plan: String = optional().one_of(PLANS).default("Enterprise"),
        /// Regions in which the project may have clusters. More than one takes the plan `BusinessCritical`.
        region_ids: Computed<BTreeSet<String>> = optional().or_computed().stable(),
        /// Whether Terraform refuses to destroy the project.
        deletion_protection: bool = optional().default(false),
        /// Identifier given by Zilliz Cloud, `proj-…`.
        id: Computed<String> = computed().stable(),
        /// Number of clusters in the project.
        instance_count: Computed<i64> = computed().stable(),
        /// When it was created, in UTC.
        create_time: Computed<String> = computed().stable(),
        /// `SAAS` or `BYOC`.
        org_type: Computed<String> = computed().stable(),
    }
}

/// Manages projects.
#[derive(Debug)]
pub(crate) struct ProjectResource {
    pub(super) cloud: Cloud,
}

impl ProjectResource {
    pub(crate) fn new(cloud: Cloud) -> Self {
        Self { cloud }
    }

    /// Reads the project back after a change. Should that fail, the change has been made all the same: an error would
    /// make Terraform replace the project.
    async fn read_back(&self, op: &mut Op<Project>, written: Project) -> Project {
        match self.cloud.during(op).project(written.id()).await {
            Ok(found) => written.refreshed(found),
            Err(error) => {
                let summary = format!(
                    "Project \"{}\" was written but not read back",
                    written.project_name
                );
                op.warn(explain_as_warning(
                    &error,
                    &summary,
                    "The next plan reads it again.",
                ));
                written
            }
        }
    }

    async fn find(&self, id: &str) -> Result<api::Project> {
        let doing = format!("importing project \"{id}\"");
        let Some(name) = id.strip_prefix("name:") else {
            return self.cloud.api.project(id).await.context(doing);
        };
        let projects = self.cloud.api.projects().await.context(&doing)?;
        search::project(projects, name)
            .map_err(|detail| Diagnostic::error(format!("Error {doing}"), detail).into())
    }
}

impl Resource for ProjectResource {
    const NAME: &'static str = "project";
    const IDENTITY: &'static [&'static str] = &["id"];
    const TIMEOUTS: &'static [(Operation, Duration)] =
        &[(Operation::Delete, Duration::from_secs(30 * 60))];
    type Model = Project;

    fn validate(config: &ProjectDraft, found: &mut Diagnostics) {
        // What is not known yet may turn out to be the same.
        let regions = config.region_ids.known();
        let several = regions.is_some_and(|it| it.iter().filter_map(Computed::text).count() > 1);
        let plan = match &config.plan {
            Computed::Unknown => return,
            plan => plan.text().unwrap_or("Enterprise"),
        };
        if several && plan != "BusinessCritical" {
            let detail = format!(
                "A project of the plan {plan} has one region. More take the plan BusinessCritical."
            );
            found.push(Diagnostic::error("Too many regions", detail).at("region_ids"));
        }
    }

    async fn modify_plan(&self, change: &mut Change<Project>) {
        let Some(prior) = &change.prior else { return };
        let name = format!("project \"{}\"", prior.project_name);
        match &change.planned {
            None if prior.project_name == DEFAULT_PROJECT => {
                let detail = "Every organization has its Default Project, and Zilliz Cloud does not delete it. To stop managing \
                              it here, use a `removed` block or `terraform state rm`.";
                change.refuse(Diagnostic::error(
                    "The default project cannot be deleted",
                    detail,
                ));
            }
            Some(planned)
                if rank(planned.plan.text())
                    < rank(
                        Some(&prior.plan)
                            .filter(|it| !it.is_empty())
                            .map(String::as_str),
                    ) =>
            {
                let detail = format!(
                    "The plan of {name} is {}, and Zilliz Cloud does not downgrade a project. Move its clusters to a new project \
                     instead.",
                    prior.plan
                );
                change
                    .refuse(Diagnostic::error("A project cannot be downgraded", detail).at("plan"));
            }
            _ => {}
        }
        protect(change, |it| it.deletion_protection, &name);
    }

    async fn create(&self, op: &mut Op<Project>, planned: Project) -> Result<Project> {
        self.cloud.check_organization().await?;
        let doing = format!("creating project \"{}\"", planned.project_name);
        let api = self.cloud.during(op);
        let created = api.create_project(&planned.to_create()).await;
        let import_id = format!("name:{}", planned.project_name);
        let created = created
            .map_err(|error| explain_create(&error, &doing, "zillizcloud_project", &import_id))?;
        let is_reconciled = created.is_reconciled;
        let created = Project {
            id: created.project_id.into(),
            ..planned
        };
        op.save(&created);
        if is_reconciled {
            op.warn(found_again(&format!(
                "Project \"{}\" ({})",
                created.project_name,
                created.id()
            )));
        }
        Ok(self.read_back(op, created).await)
    }

    async fn read(&self, state: Project) -> Result<Option<Project>> {
        let doing = format!(
            "reading project \"{}\" ({})",
            state.project_name,
            state.id()
        );
        let found = self
            .cloud
            .api
            .project_in_list(state.id())
            .await
            .found()
            .context(doing)?;
        match found {
            Some(found) => Ok(Some(state.refreshed(found))),
            None => self.cloud.gone().await,
        }
    }

    async fn update(
        &self,
        op: &mut Op<Project>,
        prior: Project,
        planned: Project,
    ) -> Result<Project> {
        self.cloud.check_organization().await?;
        let doing =
            |what: &str| format!("{what} project \"{}\" ({})", prior.project_name, prior.id());
        let api = self.cloud.during(op);
        let id = prior.id().to_owned();
        let mut reached = Project {
            deletion_protection: planned.deletion_protection,
            ..prior.clone()
        };

        if let Some(update) = prior.to_update(&planned) {
            api.update_project(&id, &update)
                .await
                .context(doing("updating"))?;
            reached.project_name.clone_from(&planned.project_name);
            reached.description.clone_from(&planned.description);
            op.save(&reached);
        }
        // An older platform does not tell the plan: then there is nothing to compare with.
        if prior.plan != planned.plan && !prior.plan.is_empty() {
            api.upgrade_project(&id, &planned.plan.as_str().into())
                .await
                .context(doing("upgrading"))?;
            reached.plan.clone_from(&planned.plan);
            op.save(&reached);
        }
        let (have, want) = (prior.regions(), planned.regions());
        let added: Vec<_> = want.difference(&have).cloned().collect();
        if !added.is_empty() {
            api.add_project_regions(&id, &added)
                .await
                .context(doing("adding regions to"))?;
            reached.region_ids = have.union(&want).cloned().collect::<BTreeSet<_>>().into();
            op.save(&reached);
        }
        for region in have.difference(&want) {
            api.remove_project_region(&id, region)
                .await
                .context(doing("removing a region from"))?;
            if let Computed::Known(left) = &mut reached.region_ids {
                left.remove(region);
            }
            op.save(&reached);
        }
        Ok(self.read_back(op, reached).await)
    }

    async fn delete(&self, op: &mut Op<Project>, state: Project) -> Result<()> {
        let name = format!("project \"{}\" ({})", state.project_name, state.id());
        if state.deletion_protection {
            return Err(refuse_to_delete(&name));
        }
        self.cloud.check_organization().await?;
        self.delete_empty(op, state.id(), &format!("deleting {name}"))
            .await
    }

    async fn import(&self, id: &str) -> Result<Project> {
        Ok(self.find(id).await?.into())
    }

    fn mend(state: &mut Json) {
        vendor::mend_project(state);
    }

    fn take_over(source: &MoveSource, _: &mut Json) -> Result<bool> {
        Ok(vendor::is_vendors(source, "zillizcloud_project"))
    }
}

impl From<api::Project> for Project {
    fn from(found: api::Project) -> Self {
        let nothing = Self {
            project_name: String::new(),
            description: None,
            plan: String::new(),
            region_ids: Computed::Null,
            deletion_protection: false,
            id: Computed::Null,
            instance_count: Computed::Null,
            create_time: Computed::Null,
            org_type: Computed::Null,
        };
        nothing.refreshed(found)
    }
}

impl Project {
    fn id(&self) -> &str {
        self.id
            .text()
            .expect("a project in the state has an identifier")
    }

    fn regions(&self) -> BTreeSet<String> {
        self.region_ids.known().cloned().unwrap_or_default()
    }

    /// What the service says now; what it leaves out stays.
    fn refreshed(self, found: api::Project) -> Self {
        let regions = found
            .region_ids
            .map(|it| it.into_iter().collect::<BTreeSet<_>>());
        Self {
            project_name: found.project_name,
            description: found.description.or(self.description),
            plan: found.plan.map_or(self.plan, |it| it.to_string()),
            region_ids: regions.map_or(self.region_ids, Computed::Known),
            deletion_protection: self.deletion_protection,
            id: found.project_id.into(),
            instance_count: found
                .instance_count
                .map_or(self.instance_count, Computed::Known),
            create_time: found.create_time.map_or(self.create_time, Computed::Known),
            org_type: found
                .org_type
                .map_or(self.org_type, |it| it.to_string().into()),
        }
    }

    fn to_create(&self) -> api::ProjectCreate {
        api::ProjectCreate {
            project_name: self.project_name.clone(),
            description: self.description.clone(),
            plan: self.plan.as_str().into(),
            region_ids: self.regions().into_iter().collect(),
        }
    }

    fn to_update(&self, planned: &Self) -> Option<api::ProjectUpdate> {
        let renamed = self.project_name != planned.project_name;
        let described = self.description != planned.description;
        (renamed || described).then(|| api::ProjectUpdate {
            project_name: renamed.then(|| planned.project_name.clone()),
            description: described.then(|| planned.description.clone().unwrap_or_default()),
        })
    }
}

/// How high a plan is; a plan that this version does not know is above all others.
fn rank(plan: Option<&str>) -> Option<usize> {
    let plan = plan?;
    Some(
        PLANS
            .iter()
            .position(|it| *it == plan)
            .unwrap_or(PLANS.len()),
    )
}
