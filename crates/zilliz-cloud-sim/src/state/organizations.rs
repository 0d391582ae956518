//! Organizations; all calls here are proposed ones, which Zilliz Cloud does not publish.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::{Millis, timestamp};
use crate::envelope::Refusal;
use crate::state::World;

/// An organization as it is stored and shown.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Organization {
    pub(crate) org_id: String,
    org_name: String,
    org_type: String,
    timezone: String,
    create_time: String,
}

/// Body of `POST /v2/organizations`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct OrganizationDraft {
    org_name: String,
}

/// Body of `PATCH /v2/organizations/{orgId}`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct OrganizationChange {
    org_name: Option<String>,
    timezone: Option<String>,
}

impl Organization {
    /// An organization in UTC.
    pub(crate) fn new(id: &str, name: &str, now: Millis) -> Self {
        Self {
            org_id: id.to_owned(),
            org_name: name.to_owned(),
            org_type: "SAAS".to_owned(),
            timezone: "Etc/UTC".to_owned(),
            create_time: timestamp(now),
        }
    }
}

impl World {
    /// Creates an organization, which stays empty: the key keeps working in its own.
    pub(crate) fn create_organization(
        &mut self,
        draft: &OrganizationDraft,
    ) -> Result<Value, Refusal> {
        check_name(&draft.org_name)?;
        let id = self.ids.letters("org-", 19);
        let organization = Organization::new(&id, &draft.org_name, self.rules.now);
        self.organizations.push(organization);
        Ok(json!({"orgId": id}))
    }

    /// The organization with this ID.
    pub(crate) fn organization(&self, id: &str) -> Result<&Organization, Refusal> {
        let object = self
            .organizations
            .iter()
            .find(|organization| organization.org_id == id);
        object.ok_or_else(|| self.not_found("The organization", id))
    }

    /// The organization with this ID, to change it.
    pub(crate) fn organization_mut(&mut self, id: &str) -> Result<&mut Organization, Refusal> {
        let missing = self.not_found("The organization", id);
        let mut organizations = self.organizations.iter_mut();
        organizations
            .find(|organization| organization.org_id == id)
            .ok_or(missing)
    }

    /// Renames an organization or sets its time zone.
    pub(crate) fn update_organization(
        &mut self,
        id: &str,
        change: OrganizationChange,
    ) -> Result<Value, Refusal> {
        self.organization(id)?;
        if change.org_name.is_none() && change.timezone.is_none() {
            return Err(Refusal::invalid("Give orgName, timezone or both."));
        }
        if let Some(name) = &change.org_name {
            check_name(name)?;
        }
        let organization = self.organization_mut(id)?;
        organization.org_name = change
            .org_name
            .unwrap_or_else(|| organization.org_name.clone());
        organization.timezone = change
            .timezone
            .unwrap_or_else(|| organization.timezone.clone());
        Ok(json!("ok"))
    }

    /// Deletes an organization other than the key's own.
    pub(crate) fn delete_organization(&mut self, id: &str) -> Result<Value, Refusal> {
        self.organization(id)?;
        if id == self.organization_id {
            let message = "The organization of this API key cannot be deleted with it.";
            return Err(Refusal::new(self.rules.choices.codes.permission, message));
        }
        self.organizations
            .retain(|organization| organization.org_id != id);
        Ok(json!("ok"))
    }
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::invalid("orgName must not be empty."));
    }
    Ok(())
}
