//! Between a project of the API and one of Terraform.

use std::collections::BTreeSet;

use tf_provider::model::Computed;

use crate::{
    api::{self, ForeignText},
    provider::project::{model::Project, plan::DEFAULT_PLAN},
};

impl From<api::Project> for Project {
    fn from(remote: api::Project) -> Self {
        let nothing = Self {
            project_name: String::new(),
            description: Computed::Null,
            plan: Computed::Null,
            region_ids: Computed::Null,
            deletion_protection: false,
            id: Computed::Null,
            instance_count: Computed::Null,
            create_time: Computed::Null,
            org_type: Computed::Null,
        };
        nothing.refreshed(remote)
    }
}

impl Project {
    pub(super) fn id(&self) -> &str {
        self.id
            .text()
            .expect("a project in the state has an identifier")
    }

    pub(super) fn title(&self) -> String {
        let name = ForeignText::from(&self.project_name);
        format!("project \"{name}\" ({})", ForeignText::from(self.id()))
    }

    pub(super) fn regions(&self) -> BTreeSet<String> {
        self.region_ids.known().cloned().unwrap_or_default()
    }

    /// What the service says now; what it leaves out stays.
    pub(super) fn refreshed(self, remote: api::Project) -> Self {
        let regions = remote
            .region_ids
            .map(|it| it.into_iter().collect::<BTreeSet<_>>());
        let or_kept = |remote: Option<String>, kept| remote.map_or(kept, Computed::Known);
        Self {
            project_name: match remote.project_name.as_str() {
                "" => self.project_name,
                _ => remote.project_name,
            },
            // None is none, whether it is told or not: an empty one in a configuration is no change.
            description: match or_kept(remote.description, self.description) {
                Computed::Null => Computed::Known(String::new()),
                described => described,
            },
            plan: or_kept(remote.plan.map(|it| it.to_string()), self.plan),
            region_ids: regions.map_or(self.region_ids, Computed::Known),
            deletion_protection: self.deletion_protection,
            id: remote.project_id.into(),
            // The clusters change it, each in a resource of its own.
            instance_count: match self.instance_count {
                Computed::Known(kept) => Computed::Known(kept),
                _ => remote.instance_count.into(),
            },
            create_time: or_kept(remote.create_time, self.create_time),
            org_type: or_kept(remote.org_type.map(|it| it.to_string()), self.org_type),
        }
    }

    pub(super) fn to_create(&self) -> api::ProjectCreate {
        api::ProjectCreate {
            project_name: self.project_name.clone(),
            description: self.description.text().map(str::to_owned),
            plan: self.plan.text().unwrap_or(DEFAULT_PLAN).into(),
            region_ids: self.regions().into_iter().collect(),
        }
    }

    pub(super) fn to_update(&self, planned: &Self) -> Option<api::ProjectUpdate> {
        let renamed = !api::is_same_name(&self.project_name, &planned.project_name);
        let description = planned.description.text();
        let described = description.filter(|it| Some(*it) != self.description.text());
        (renamed || described.is_some()).then(|| api::ProjectUpdate {
            project_name: renamed.then(|| planned.project_name.clone()),
            description: described.map(str::to_owned),
        })
    }
}
