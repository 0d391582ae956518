//! Projects of the organization that the key belongs to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::lost_create::{Created, Lookup};
use super::reply::Reply;
use super::request::Request;
use super::send;
use super::wire::{integer, non_empty, open_enum};
use super::{Absence, Client, Error};

open_enum! {
    /// The subscription plan of a project or a cluster; `Free` and `Serverless` are for clusters only.
    Plan {
        Free = "Free",
        Serverless = "Serverless",
        Standard = "Standard",
        Enterprise = "Enterprise",
        BusinessCritical = "BusinessCritical",
    }
}

open_enum! {
    /// Who runs an organization's clusters.
    OrgType { Saas = "SAAS", Byoc = "BYOC" }
}

/// Name of the project that every organization has from the start, and that cannot be deleted.
pub const DEFAULT_PROJECT: &str = "Default Project";

/// A project; what an older platform leaves out is `None`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// `proj-…`
    pub project_id: String,
    /// The name.
    pub project_name: String,
    /// Free text.
    pub description: Option<String>,
    /// How many clusters it holds.
    #[serde(default, deserialize_with = "integer")]
    pub instance_count: Option<i64>,
    /// RFC 3339, UTC.
    #[serde(default, deserialize_with = "non_empty")]
    pub create_time: Option<String>,
    /// The same in milliseconds since 1970, where the service tells.
    #[serde(default, deserialize_with = "integer")]
    pub create_time_milli: Option<i64>,
    /// The subscription plan.
    #[serde(default, deserialize_with = "non_empty")]
    pub plan: Option<Plan>,
    /// The regions bound to it.
    pub region_ids: Option<Vec<String>>,
    /// Who runs its clusters.
    #[serde(default, deserialize_with = "non_empty")]
    pub org_type: Option<OrgType>,
}

/// What a new project is to be.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectCreate {
    /// The name.
    pub project_name: String,
    /// Free text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The subscription plan.
    pub plan: Plan,
    /// The regions to bind; more than one needs `BusinessCritical`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub region_ids: Vec<String>,
}

/// A project that has just been created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectCreated {
    /// Its id.
    pub project_id: String,
    /// Whether the answer was lost, and the project is the only new one of its name.
    pub is_reconciled: bool,
}

/// What to change; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectUpdate {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_name: Option<String>,
    /// The new text; "" clears it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Client {
    /// All projects that the key can see.
    pub async fn projects(&self) -> Result<Vec<Project>, Error> {
        self.fetch(list()).await
    }

    /// One project.
    pub async fn project(&self, id: &str) -> Result<Project, Error> {
        let request = Request::get("describe project", ["projects", id]);
        self.fetch_one(request, |it: &Project| it.project_id == id)
            .await
    }

    /// One project, from a list that all readers share; what the list lacks is described by itself.
    pub async fn project_in_list(&self, id: &str) -> Result<Project, Error> {
        let listed = self.project_list().await.ok();
        match listed.and_then(|it| it.project(id)) {
            Some(project) => Ok(project),
            None => self.project(id).await,
        }
    }

    /// The list of projects as it came.
    pub(super) async fn project_list(&self) -> Result<ProjectList, Error> {
        self.send(&list()).await.map(ProjectList)
    }

    /// Creates a project, usable at once. Should the answer be lost, the project is looked for.
    pub async fn create_project(&self, project: &ProjectCreate) -> Result<ProjectCreated, Error> {
        let request = Request::post("create project", ["projects"]).json(project);
        let id = |CreatedProject(id): &CreatedProject| id.clone();
        let created = self
            .create(
                request,
                Lookup::Project {
                    name: &project.project_name,
                    description: project.description.as_deref(),
                    plan: &project.plan,
                },
                id,
            )
            .await?;
        Ok(match created {
            Created::Answered(CreatedProject(project_id)) => ProjectCreated {
                project_id,
                is_reconciled: false,
            },
            Created::Found(project_id) => ProjectCreated {
                project_id,
                is_reconciled: true,
            },
        })
    }

    /// Changes name and description.
    pub async fn update_project(&self, id: &str, update: &ProjectUpdate) -> Result<(), Error> {
        let request = Request::patch("update project", ["projects", id]).json(update);
        self.perform(request.naming_organization().repeatable())
            .await
    }

    /// Moves a project, and with it every cluster in it, to a higher plan.
    pub async fn upgrade_project(&self, id: &str, plan: &Plan) -> Result<(), Error> {
        let body = serde_json::json!({ "plan": plan });
        let request = Request::patch("upgrade project", ["projects", id, "plan"]).json(&body);
        let is_applied =
            async |client: Self| Ok(client.project(id).await?.plan.as_ref() == Some(plan));
        self.change(request, is_applied).await
    }

    /// Binds regions. Three forms of reply are published, which disagree on what they list: describe to know.
    pub async fn add_project_regions(&self, id: &str, region_ids: &[String]) -> Result<(), Error> {
        let body = serde_json::json!({ "regionIds": region_ids });
        let request = Request::post("add regions to project", ["projects", id, "regions"]);
        let is_applied = async |client: Self| {
            let bound = client.project(id).await?.region_ids;
            Ok(bound.is_some_and(|bound| region_ids.iter().all(|it| bound.contains(it))))
        };
        self.change(request.json(&body), is_applied).await
    }

    /// Unbinds a region.
    pub async fn remove_project_region(&self, id: &str, region_id: &str) -> Result<(), Error> {
        let path = ["projects", id, "regions", region_id];
        let request = Request::delete("remove region from project", path);
        let is_applied = async |client: Self| {
            let bound = client.project(id).await?.region_ids;
            Ok(bound.is_some_and(|bound| bound.iter().all(|it| it != region_id)))
        };
        self.change(request.repeatable(), is_applied).await
    }

    /// Deletes an empty project for good, or makes sure that it is gone: with the proof, if it was gone before.
    pub async fn delete_project(&self, id: &str) -> Result<Option<Absence>, Error> {
        let request = Request::delete("delete project", ["projects", id]);
        let Err(failure) = self.perform(request.repeatable()).await else {
            self.inner.creates.claim(id);
            return Ok(None);
        };
        Self::after_deletion(failure, id, self.project_presence(id)).await
    }
}

/// All projects that the key can see, not read yet: of many readers, each wants one.
pub(super) struct ProjectList(Arc<Reply>);

impl ProjectList {
    /// One of them, if it is there and can be read.
    pub(super) fn project(&self, id: &str) -> Option<Project> {
        let projects = self.0.data.as_array()?;
        let project = projects.iter().find(|it| it["projectId"] == id)?;
        send::read_data(&list(), &self.0, project).ok()
    }

    /// All of them; an error if one cannot be read.
    pub(super) fn all(&self) -> Result<Vec<Project>, Error> {
        send::read_data(&list(), &self.0, &self.0.data)
    }
}

fn list() -> Request {
    Request::get("list projects", ["projects"]).kept()
}

/// The id of a new project: seen as a bare string, documented as an object.
#[derive(Deserialize)]
#[serde(try_from = "Value")]
struct CreatedProject(String);

impl TryFrom<Value> for CreatedProject {
    type Error = &'static str;

    fn try_from(data: Value) -> Result<Self, Self::Error> {
        let id = data.as_str().or_else(|| data.get("projectId")?.as_str());
        let id = id.filter(|it| !it.is_empty());
        id.map(|it| Self(it.to_owned()))
            .ok_or("it names no project")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_projects_id_is_read_bare_and_from_an_object() {
        for data in [r#""proj-1""#, r#"{"projectId":"proj-1"}"#] {
            let CreatedProject(id) = serde_json::from_str(data).unwrap();
            assert_eq!(id, "proj-1");
        }
        for data in [r#""""#, "{}", "null", "[]"] {
            assert!(
                serde_json::from_str::<CreatedProject>(data).is_err(),
                "{data}"
            );
        }
    }

    #[test]
    fn an_old_or_a_newer_project_is_read() {
        let old = r#"{"projectId":"proj-1","projectName":"a","instanceCount":"2"}"#;
        let project: Project = serde_json::from_str(old).unwrap();
        assert_eq!(project.instance_count, Some(2));
        assert_eq!((project.plan, project.region_ids), (None, None));
        let newer =
            r#"{"projectId":"p","projectName":"a","plan":"Galactic","orgType":"SAAS","x":[1]}"#;
        let project: Project = serde_json::from_str(newer).unwrap();
        assert_eq!(project.plan, Some(Plan::Other("Galactic".to_owned())));
        assert_eq!(project.org_type, Some(OrgType::Saas));
    }

    #[test]
    fn a_request_holds_only_what_is_set() {
        let update = ProjectUpdate {
            description: Some(String::new()),
            ..Default::default()
        };
        assert_eq!(
            serde_json::to_string(&update).unwrap(),
            r#"{"description":""}"#
        );
        let create = ProjectCreate {
            project_name: "a".to_owned(),
            description: None,
            plan: Plan::Enterprise,
            region_ids: Vec::new(),
        };
        let json = serde_json::to_string(&create).unwrap();
        assert_eq!(json, r#"{"projectName":"a","plan":"Enterprise"}"#);
    }
}
