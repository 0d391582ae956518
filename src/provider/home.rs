//! In which organization an object was made, kept beside its state.
//!
//! To the key of another organization everything looks deleted. So an object counts as gone only when the key provably belongs
//! to the organization of the object: by the organization's identifier, which invoices tell, else by its default project, else by
//! the project that the object is in. What cannot be compared proves nothing.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Model,
    resource::{Op, PlanChange},
    value::Json,
};

use crate::{
    api::{self, Absence, ForeignText},
    provider::Context,
};

const HOME: &str = "home";
const ORGANIZATION: &str = "organization";
const DEFAULT_PROJECT: &str = "default_project";
const PROJECT: &str = "project";

/// What is on record of the organization of an object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Home {
    organization: Option<String>,
    default_project: Option<String>,
    /// The project that the object is in.
    project: Option<String>,
}

/// What the key tells of its organization.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyHome {
    organization: Option<String>,
    default_project: Option<String>,
    projects: BTreeSet<String>,
    failure: Option<String>,
}

/// How the organization of an object relates to that of the key.
#[derive(Debug, PartialEq, Eq)]
enum Relation {
    Same,
    /// By the identifier of the first, and that of the second.
    Other(String, String),
    Unknown,
}

impl Home {
    fn read(kept: Option<&Json>) -> Option<Self> {
        let Some(Json::Object(kept)) = kept else {
            return None;
        };
        let text = |name: &str| match kept.get(name) {
            Some(Json::String(text)) => Some(text.clone()),
            _ => None,
        };
        Some(Self {
            organization: text(ORGANIZATION),
            default_project: text(DEFAULT_PROJECT),
            project: text(PROJECT),
        })
    }

    fn to_json(&self) -> Json {
        let members = [
            (ORGANIZATION, &self.organization),
            (DEFAULT_PROJECT, &self.default_project),
            (PROJECT, &self.project),
        ];
        let set = members
            .into_iter()
            .filter_map(|(name, it)| Some((name.to_owned(), Json::String(it.clone()?))));
        Json::Object(set.collect())
    }

    fn relation(&self, key: &KeyHome) -> Relation {
        let other = |kind: &str, own: &str, actual: &str| {
            let name = |id| format!("{kind}{}", ForeignText::from(id));
            Relation::Other(name(own), name(actual))
        };
        match (&self.organization, &key.organization) {
            (Some(own), Some(actual)) if own == actual => return Relation::Same,
            (Some(own), Some(actual)) => return other("organization ", own, actual),
            _ => {}
        }
        let mut known = [&self.default_project, &self.project].into_iter().flatten();
        if known.any(|it| key.projects.contains(it)) {
            return Relation::Same;
        }
        match (&self.default_project, &key.default_project) {
            (Some(own), Some(actual)) => {
                other("the organization with the default project ", own, actual)
            }
            _ => Relation::Unknown,
        }
    }
}

impl KeyHome {
    async fn ask(context: &Context, api: &api::Client) -> Self {
        let (organization, projects) = tokio::join!(context.organization_of_key(), api.projects());
        let failures = [organization.as_ref().err(), projects.as_ref().err()];
        let failure = failures.into_iter().flatten().next();
        let failure = failure.map(ToString::to_string);
        let projects = projects.unwrap_or_default();
        let default = projects
            .iter()
            .find(|it| it.project_name == api::DEFAULT_PROJECT);
        Self {
            organization: organization.ok().flatten(),
            default_project: default.map(|it| it.project_id.clone()),
            projects: projects.into_iter().map(|it| it.project_id).collect(),
            failure,
        }
    }
}

impl Context {
    /// What the key tells. Asks once, unless that failed.
    async fn home_of_key(&self, api: &api::Client) -> KeyHome {
        let asked = self.home_of_key.get_or_try_init(|| async {
            let home = KeyHome::ask(self, api).await;
            if home.failure.is_none() {
                Ok(home)
            } else {
                Err(home)
            }
        });
        match asked.await {
            Ok(home) => home.clone(),
            Err(home) => home,
        }
    }

    /// Puts the organization of an object on record, which the key is about to make or has changed. It never fails: the next refresh
    /// that finds the object does the same.
    pub(crate) async fn keep_home<M: Model>(&self, op: &mut Op<M>, project_id: Option<&str>) {
        let key = self.home_of_key(&self.during(op)).await;
        keep(op, key, project_id);
    }

    /// What a refresh has come to. An object that is there is of the key's organization, and one that is not is gone only if that
    /// can be proven of it.
    pub(crate) async fn refreshed<M: Model>(
        &self,
        op: &mut Op<M>,
        present: Option<M>,
        title: &str,
        project_id: Option<&str>,
    ) -> Result<Option<M>> {
        if present.is_none() {
            self.check_home(&self.api, op, title).await?;
        } else {
            self.is_at_home
                .store(true, std::sync::atomic::Ordering::Relaxed);
            let kept = Home::read(op.private(HOME).as_ref());
            // What the service said once of the key may have been wrong: the key that shows the object is of its organization.
            let is_wrong = |home: &Home| {
                let key = self.home_of_key.get();
                key.is_some_and(|key| matches!(home.relation(key), Relation::Other(..)))
            };
            if kept.as_ref().is_none_or(is_wrong) {
                let key = self.home_of_key(&self.api).await;
                keep(op, key, project_id);
            }
        }
        Ok(present)
    }

    /// Fails for an object whose deletion met none, unless the key belongs to its organization.
    pub(crate) async fn check_deleted<M: Model>(
        &self,
        op: &Op<M>,
        _proof: Absence,
        title: &str,
    ) -> Result<()> {
        self.check_home(&self.during(op), op, title).await
    }

    /// Fails the plan for an object that was made in another organization, should nothing have been refreshed before.
    pub(crate) async fn check_planned<M: Model>(&self, change: &mut PlanChange<M>, title: &str) {
        let is_at_home = self.is_at_home.load(std::sync::atomic::Ordering::Relaxed);
        let (Some(home), Some(_), false) =
            (Home::read(change.private(HOME)), &change.prior, is_at_home)
        else {
            return;
        };
        let key = self.home_of_key(&self.api).await;
        if let Relation::Other(own, actual) = home.relation(&key) {
            change.diagnostics.push(foreign(title, &own, &actual));
        }
    }

    /// Fails for an object that is known to be of another organization.
    pub(crate) async fn check_foreign<M: Model>(&self, op: &Op<M>, title: &str) -> Result<()> {
        let Some(home) = Home::read(op.private(HOME).as_ref()) else {
            return Ok(());
        };
        let key = self.home_of_key(&self.api).await;
        match home.relation(&key) {
            Relation::Other(own, actual) => Err(foreign(title, &own, &actual).into()),
            Relation::Same | Relation::Unknown => Ok(()),
        }
    }

    async fn check_home<M: Model>(&self, api: &api::Client, op: &Op<M>, title: &str) -> Result<()> {
        let home = Home::read(op.private(HOME).as_ref()).unwrap_or_default();
        let key = self.home_of_key(api).await;
        match home.relation(&key) {
            Relation::Same => Ok(()),
            Relation::Other(own, actual) => Err(foreign(title, &own, &actual).into()),
            Relation::Unknown => Err(unproven(title, &home, &key).into()),
        }
    }
}

fn keep<M: Model>(op: &mut Op<M>, key: KeyHome, project_id: Option<&str>) {
    let home = Home {
        organization: key.organization,
        default_project: key.default_project,
        project: project_id.map(str::to_owned),
    };
    // What says nothing would keep the next refresh from asking again.
    if home.organization.is_some() || home.default_project.is_some() {
        op.set_private(HOME, home.to_json());
    }
}

const FORGET: &str = "`terraform state rm <address>` with the address of this resource forgets it";

fn foreign(title: &str, own: &str, actual: &str) -> Diagnostic {
    let detail = format!(
        "This is about {title}, which was made in {own}. The API key belongs to {actual}: to it, everything elsewhere looks deleted. So the \
         object stays in the state, and nothing was changed. Use the key of {own}. If the object was deleted there, {FORGET}."
    );
    Diagnostic::error("API key of another organization", detail)
}

fn unproven(title: &str, home: &Home, key: &KeyHome) -> Diagnostic {
    let why = match (&home.organization, &home.default_project, &key.failure) {
        (None, None, _) => {
            "Nothing is on record of the organization in which it was made".to_owned()
        }
        (_, _, Some(failure)) => {
            format!("Which organization the API key belongs to could not be read ({failure})")
        }
        (organization, default_project, None) => {
            let known = [organization, default_project].into_iter().flatten();
            let known: Vec<_> = known.map(|it| ForeignText::from(it).to_string()).collect();
            format!(
                "It was made in the organization of {}, and this API key shows neither that nor another one",
                known.join(" and ")
            )
        }
    };
    let detail = format!(
        "Zilliz Cloud says that {title} does not exist. {why}, and the key of another organization would be told the same. So the \
         object stays in the state. Use a key of that organization that lists its default project or sees its invoices, then run \
         Terraform again. If the object was deleted, {FORGET}."
    );
    Diagnostic::error("Unproven deletion", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(organization: &str, default_project: &str, project: &str) -> Home {
        let set = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
        Home {
            organization: set(organization),
            default_project: set(default_project),
            project: set(project),
        }
    }

    fn key(organization: &str, default_project: &str, projects: &[&str]) -> KeyHome {
        let set = |it: &str| Some(it.to_owned()).filter(|it| !it.is_empty());
        KeyHome {
            organization: set(organization),
            default_project: set(default_project),
            projects: projects.iter().map(|it| (*it).to_owned()).collect(),
            failure: None,
        }
    }

    #[test]
    fn an_organization_is_told_by_its_identifier_then_by_its_projects() {
        let whole = home("org-1", "proj-0", "proj-1");
        for (key, is_same) in [
            (key("org-1", "", &[]), Some(true)),
            (key("org-2", "proj-0", &["proj-0"]), Some(false)),
            (key("", "proj-0", &["proj-0"]), Some(true)),
            (key("", "", &["proj-0"]), Some(true)),
            (key("", "", &["proj-1"]), Some(true)),
            (key("", "proj-9", &["proj-9"]), Some(false)),
            (key("", "", &["proj-9"]), None),
            (key("", "", &[]), None),
        ] {
            let remote = match whole.relation(&key) {
                Relation::Same => Some(true),
                Relation::Other(..) => Some(false),
                Relation::Unknown => None,
            };
            assert_eq!(remote, is_same, "{key:?}");
        }
        let key = key("org-1", "proj-0", &["proj-0", "proj-1"]);
        assert_eq!(Home::default().relation(&key), Relation::Unknown);
        let by_project = home("", "", "proj-1");
        assert_eq!(by_project.relation(&key), Relation::Same);
    }

    #[test]
    fn what_is_kept_is_read_again() {
        for it in [home("org-1", "proj-0", ""), home("", "", "proj-1")] {
            assert_eq!(Home::read(Some(&it.to_json())), Some(it));
        }
        assert_eq!(Home::read(None), None);
        assert_eq!(Home::read(Some(&Json::Null)), None);
    }
}
