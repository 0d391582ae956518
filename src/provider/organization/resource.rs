//! The operations of an organization, in the order of Terraform's calls.

use std::collections::BTreeMap;

use tf_provider::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Computed,
    resource::{Op, PlanChange, Resource},
};

use crate::{
    api::{self, ErrorKind, ForeignText, Presence},
    provider::{
        Preview,
        errors::ErrorContext,
        key_organization,
        organization::model::{Organization, OrganizationConfig, OrganizationResource},
        protection::{protect, refuse_to_delete},
    },
};

const CONSOLE: &str = "Organization settings, in the console under Settings > Organization";

/// Identifiers of roles by name.
type Roles = Computed<BTreeMap<String, String>>;

impl OrganizationResource {
    /// Settles which organization it is: the wanted one unless the key belongs to another.
    pub(super) async fn settle(
        &self,
        api: &api::Client,
        wanted: Option<&str>,
        doing: &str,
    ) -> Result<String> {
        let actual = key_organization::of_key(api).await.context(doing)?;
        let wanted = wanted.or(self.context.defaults.organization_id.text());
        match (wanted, actual) {
            (Some(wanted), Some(actual)) if wanted != actual => {
                Err(key_organization::mismatch(wanted, &actual).into())
            }
            (Some(wanted), _) => Ok(wanted.to_owned()),
            (None, Some(actual)) => Ok(actual),
            (None, None) => {
                self.context.check_organization_is_known()?;
                let detail = format!(
                    "The organization has no invoice yet that this key may see, and only invoices tell. Set `organization_id` to the \
                     identifier on the page {CONSOLE}."
                );
                Err(Diagnostic::error("Unknown organization", detail)
                    .at("organization_id")
                    .into())
            }
        }
    }

    /// The one with this identifier, else the provider's or that of the key.
    pub(crate) async fn find(&self, wanted: Option<&str>, doing: &str) -> Result<Organization> {
        let api = &self.context.api;
        let has_life = self.context.has_now(Preview::Organizations)?;
        let id = match wanted {
            Some(id) if has_life => id.to_owned(),
            wanted => self.settle(api, wanted, doing).await?,
        };
        if has_life {
            return self.see(api, &id, doing).await;
        }
        Self::describe(api, id, Computed::Null, doing).await
    }

    pub(super) async fn describe(
        api: &api::Client,
        id: String,
        known: Roles,
        doing: &str,
    ) -> Result<Organization> {
        let projects = api.projects().await.context(doing)?;
        let roles = match api.roles(None).await {
            Ok(roles) => Computed::Known(
                roles
                    .into_iter()
                    .filter(|it| it.role_kind == api::RoleKind::Predefined)
                    .map(|it| (it.role_name, it.role_id))
                    .collect(),
            ),
            // Not to be told is no reason to forget.
            Err(error) if matches!(error.kind(), ErrorKind::NotEnabled | ErrorKind::Auth) => {
                match known {
                    Computed::Unknown => Computed::Null,
                    known => known,
                }
            }
            Err(error) => return Err(error).context(doing),
        };
        let default = projects
            .iter()
            .find(|it| it.project_name == api::DEFAULT_PROJECT);
        Ok(Organization {
            default_project_id: default.map(|it| it.project_id.clone()).into(),
            // Each project tells its own, and they come and go.
            org_type: default
                .into_iter()
                .chain(&projects)
                .find_map(|it| it.org_type.as_ref())
                .map(ToString::to_string)
                .into(),
            project_ids: Computed::Known(projects.into_iter().map(|it| it.project_id).collect()),
            roles,
            ..Organization::named(&id)
        })
    }
}

impl Organization {
    /// One of which nothing else is known.
    pub(super) fn named(id: &str) -> Self {
        Self {
            organization_id: id.to_owned().into(),
            name: Computed::Null,
            timezone: Computed::Null,
            deletion_protection: true,
            id: id.to_owned().into(),
            create_time: Computed::Null,
            default_project_id: Computed::Null,
            project_ids: Computed::Null,
            org_type: Computed::Null,
            roles: Computed::Null,
        }
    }

    /// This, with the projects that the state has: others make and rename them. A default project that is gone shows.
    fn without_news_of_projects(mut self, state: &Self) -> Self {
        let default = state.default_project_id.known();
        let now = self.project_ids.known();
        if default.is_some_and(|it| now.is_some_and(|now| now.contains(it))) {
            self.default_project_id = state.default_project_id.clone();
        }
        if state.project_ids.known().is_some() {
            self.project_ids = state.project_ids.clone();
        }
        self
    }

    pub(super) fn id(&self) -> &str {
        self.organization_id.text().unwrap_or_default()
    }

    pub(super) fn title(&self) -> String {
        let name = ForeignText::from(self.name.text().unwrap_or_default());
        format!("organization \"{name}\" ({})", ForeignText::from(self.id()))
    }
}

/// Refuses what has no published call.
fn only_in_console(config: &OrganizationConfig, diagnostics: &mut Diagnostics) {
    for (attribute, value) in [("name", &config.name), ("timezone", &config.timezone)] {
        if !value.is_null() {
            let detail = format!(
                "Zilliz Cloud has no API for it. PlanChange it on the page {CONSOLE}. An account has one organization; more are \
                 enabled by the Support Portal, and each needs an API key of its own."
            );
            let summary = format!("The {attribute} of an organization is set in the console");
            diagnostics.push(Diagnostic::error(summary, detail).at(attribute));
        }
    }
}

impl Resource for OrganizationResource {
    const NAME: &'static str = "organization";
    const IDENTITY: &'static [&'static str] = &["id"];
    type Model = Organization;

    /// A key of another organization is found out before anything is changed with it.
    async fn modify_plan(&self, change: &mut PlanChange<Organization>) {
        if self.has_life() {
            let prior = change.prior.as_ref();
            let name = prior.map_or_else(String::new, Organization::title);
            protect(change, |it| it.deletion_protection, &name);
            return self.context.for_plan().report_plan(change).await;
        }
        let context = self.context.for_plan();
        if self.context.is_unknown(Preview::Organizations) {
            return context.report_plan(change).await;
        }
        if let Some(config) = &change.config {
            only_in_console(config, &mut change.diagnostics);
        }
        let Some(planned) = &change.planned else {
            return;
        };
        let wanted = planned.organization_id.text().or(self
            .context
            .defaults
            .organization_id
            .text());
        let wanted = wanted.filter(|_| !planned.organization_id.is_null());
        if let Some(wanted) = wanted
            && let Ok(Some(actual)) = key_organization::of_key(&context.api).await
            && wanted != actual
        {
            change.error(key_organization::mismatch(wanted, &actual));
        }
        context.report_plan(change).await;
    }

    async fn create(
        &self,
        op: &mut Op<Organization>,
        planned: Organization,
    ) -> Result<Organization> {
        let doing = "adopting the organization";
        let api = self.context.during(op);
        if self.has_life() {
            self.context.keep_home(op, None).await;
            return self.make(op, &api, planned).await;
        }
        let wanted = planned.organization_id.text();
        let id = self.settle(&api, wanted, doing).await?;
        let problem = Self::describe(&api, id, planned.roles, doing).await?;
        self.context.keep_home(op, None).await;
        Ok(Organization {
            deletion_protection: planned.deletion_protection,
            ..problem
        })
    }

    async fn refresh(
        &self,
        op: &mut Op<Organization>,
        state: Organization,
    ) -> Result<Option<Organization>> {
        let title = state.title();
        // With the preview an organization is read by its identifier; without it, as that of the key, whichever that is.
        if !self.context.has(Preview::Organizations) {
            self.context.check_foreign(op, &title).await?;
        }
        let present = self.read(state).await?;
        self.context.refreshed(op, present, &title, None).await
    }

    async fn read(&self, state: Organization) -> Result<Option<Organization>> {
        let doing = "reading the organization";
        let api = &self.context.api;
        if self.context.has_now(Preview::Organizations)? {
            return match self.look(api, &state, doing).await? {
                Presence::Present(problem) => Ok(Some(problem.without_news_of_projects(&state))),
                Presence::Absent(proof) => self.context.not_found(proof).await,
            };
        }
        let id = self
            .settle(api, state.organization_id.text(), doing)
            .await?;
        let problem = Self::describe(api, id, state.roles.clone(), doing).await?;
        let problem = Organization {
            deletion_protection: state.deletion_protection,
            ..problem
        };
        Ok(Some(problem.without_news_of_projects(&state)))
    }

    async fn update(
        &self,
        op: &mut Op<Organization>,
        prior: Organization,
        planned: Organization,
    ) -> Result<Organization> {
        if self.has_life() {
            let api = self.context.during(op);
            return self.change(&api, &prior, planned).await;
        }
        self.create(op, planned).await
    }

    async fn delete(&self, op: &mut Op<Organization>, state: Organization) -> Result<()> {
        let id = state.id();
        if self.has_life() {
            if state.deletion_protection {
                return Err(refuse_to_delete(&state.title()));
            }
            let departure = self.context.departures.begin(id);
            let deleted = self.context.during(op).delete_organization(id).await;
            let title = state.title();
            if let Some(proof) = deleted.context(format!("deleting {title}"))? {
                self.context.check_deleted(op, proof, &title).await?;
            }
            departure.end();
            return Ok(());
        }
        let summary = format!("Organization {id} is no longer managed");
        let detail = format!(
            "Nothing was deleted in Zilliz Cloud. To delete an organization, see the page {CONSOLE}."
        );
        op.warn(Diagnostic::warning(summary, detail));
        Ok(())
    }

    async fn import(&self, id: &str) -> Result<Organization> {
        let doing = format!("importing organization \"{id}\"");
        self.find(Some(id), &doing).await
    }
}
