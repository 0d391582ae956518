//! Organizations: proposed calls, which Zilliz Cloud does not publish.

use serde::{Deserialize, Serialize};

use super::lost_create::{Created, Lookup};
use super::projects::OrgType;
use super::request::Request;
use super::wire::non_empty;
use super::{Absence, Client, Error};

/// An organization.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// `org-…`
    pub org_id: String,
    /// The name; others may have it, too.
    pub org_name: String,
    /// Who runs its clusters.
    #[serde(default, deserialize_with = "non_empty")]
    pub org_type: Option<OrgType>,
    /// Its time zone, such as `Etc/UTC`.
    #[serde(default, deserialize_with = "non_empty")]
    pub timezone: Option<String>,
    /// When it was made, RFC 3339 in UTC.
    #[serde(default, deserialize_with = "non_empty")]
    pub create_time: Option<String>,
}

/// What to change; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationUpdate {
    /// The new name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org_name: Option<String>,
    /// The new time zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreatedOrganization {
    org_id: String,
}

impl Client {
    /// All organizations that the key can see.
    pub async fn organizations(&self) -> Result<Vec<Organization>, Error> {
        self.fetch(Request::get("list organizations", ["organizations"]).rolling_out())
            .await
    }

    /// One organization.
    pub async fn organization(&self, id: &str) -> Result<Organization, Error> {
        let request = Request::get("describe organization", ["organizations", id]);
        self.fetch_one(request.rolling_out(), |it: &Organization| it.org_id == id)
            .await
    }

    /// Creates an organization; its id. Should the answer be lost, the organization is looked for.
    pub async fn create_organization(&self, name: &str) -> Result<String, Error> {
        let body = serde_json::json!({ "orgName": name });
        let request = Request::post("create organization", ["organizations"]).json(&body);
        let wanted = Lookup::Organization { name };
        let id = |it: &CreatedOrganization| it.org_id.clone();
        let created = self.create(request.rolling_out(), wanted, id).await?;
        Ok(match created {
            Created::Answered(created) => created.org_id,
            Created::Found(id) => id,
        })
    }

    /// Changes name and time zone.
    pub async fn update_organization(
        &self,
        id: &str,
        update: &OrganizationUpdate,
    ) -> Result<(), Error> {
        let request = Request::patch("update organization", ["organizations", id]).json(update);
        self.perform(request.rolling_out().repeatable()).await
    }

    /// Deletes an organization for good, or makes sure that it is gone: with the proof, if it was gone before.
    pub async fn delete_organization(&self, id: &str) -> Result<Option<Absence>, Error> {
        let request = Request::delete("delete organization", ["organizations", id]);
        let deleted = self.perform(request.rolling_out().repeatable()).await;
        let Err(failure) = deleted else {
            self.inner.creates.claim(id);
            return Ok(None);
        };
        Self::after_deletion(failure, id, self.organization_presence(id)).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::ErrorKind;
    use crate::test_support::{Answer, TestServer, ok};

    fn listed(ids: &[&str], name: &str) -> Answer {
        let all = ids.iter().map(|id| json!({"orgId": id, "orgName": name}));
        ok(&all.collect::<Value>())
    }

    #[tokio::test(start_paused = true)]
    async fn an_organization_whose_answer_was_lost_is_the_new_one_of_its_name() {
        let answers = [
            listed(&["org-1"], "blue"),
            Answer::Close,
            listed(&["org-2"], "red"),
        ];
        let server = TestServer::start(answers).await;
        let created = server.client().create_organization("red").await;
        assert_eq!(created.unwrap(), "org-2");
        let none = || listed(&["org-1"], "blue");
        let answers = [
            none(),
            Answer::Close,
            none(),
            none(),
            none(),
            none(),
            none(),
        ];
        let server = TestServer::start(answers).await;
        let lost = server.client().create_organization("red").await;
        assert!(lost.unwrap_err().maybe_processed());
    }

    #[tokio::test]
    async fn an_organization_of_a_name_that_exists_is_not_made() {
        let server = TestServer::start([listed(&["org-1"], "red")]).await;
        let error = server
            .client()
            .create_organization("red")
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Conflict);
        assert_eq!(server.requests().len(), 1);
    }
}
