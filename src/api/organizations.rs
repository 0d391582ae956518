//! Organizations: proposed calls, which Zilliz Cloud does not publish.

use serde::{Deserialize, Serialize};

use super::projects::OrgType;
use super::request::Request;
use super::wire::non_empty;
use super::{Client, Error, retry};

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
struct Created {
    org_id: String,
}

impl Client {
    /// All organizations that the key can see.
    pub async fn organizations(&self) -> Result<Vec<Organization>, Error> {
        self.fetch(Request::get("list organizations", ["organizations"]).rolling_out())
            .await
    }

    /// Creates an organization; its id. Should the answer be lost, the one that is new and has the name is it.
    pub async fn create_organization(&self, name: &str) -> Result<String, Error> {
        let before = self.organizations().await?;
        let body = serde_json::json!({ "orgName": name });
        let request = Request::post("create organization", ["organizations"]);
        let error = match self
            .fetch::<Created>(request.json(&body).rolling_out())
            .await
        {
            Ok(created) => return Ok(created.org_id),
            Err(error) if error.maybe_processed() => error,
            Err(error) => return Err(error),
        };
        let after = self.unstoppable(retry::CAP).organizations().await;
        let mut new = after.unwrap_or_default();
        new.retain(|it| it.org_name == name && before.iter().all(|old| old.org_id != it.org_id));
        match new.as_slice() {
            [created] => Ok(created.org_id.clone()),
            _ => Err(error),
        }
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

    /// Deletes an organization for good.
    pub async fn delete_organization(&self, id: &str) -> Result<(), Error> {
        let request = Request::delete("delete organization", ["organizations", id]);
        self.perform(request.rolling_out().repeatable()).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::api::test_support::{Answer, TestServer, ok};

    fn listed(ids: &[&str]) -> Answer {
        let all = ids.iter().map(|id| json!({"orgId": id, "orgName": "red"}));
        ok(&all.collect::<Value>())
    }

    #[tokio::test(start_paused = true)]
    async fn an_organization_whose_answer_was_lost_is_the_new_one_of_its_name() {
        let answers = [
            listed(&["org-1"]),
            Answer::Close,
            listed(&["org-1", "org-2"]),
        ];
        let server = TestServer::start(answers).await;
        let created = server.client().create_organization("red").await;
        assert_eq!(created.unwrap(), "org-2");
        let answers = [listed(&["org-1"]), Answer::Close, listed(&["org-1"])];
        let server = TestServer::start(answers).await;
        let lost = server.client().create_organization("red").await;
        assert!(lost.unwrap_err().maybe_processed());
    }
}
