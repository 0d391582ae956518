//! Invitations into the organization: proposed calls, which Zilliz Cloud does not publish.
//!
//! The service refuses a second invitation of somebody who has a pending one, so a lost answer is settled by the list.

use serde::{Deserialize, Serialize};

use super::request::Request;
use super::wire::{list, non_empty, open_enum};
use super::{Client, Error, is_same_email, retry};

open_enum! {
    /// What became of an invitation.
    InvitationStatus {
        Pending = "PENDING",
        Accepted = "ACCEPTED",
        Expired = "EXPIRED",
        Revoked = "REVOKED",
    }
}

/// An invitation by email.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// `ivt-…`
    pub invitation_id: String,
    /// Who is invited.
    pub email: String,
    /// The organization roles it promises.
    #[serde(default, deserialize_with = "list")]
    pub org_role_ids: Vec<String>,
    /// The project roles it promises.
    #[serde(default, deserialize_with = "list")]
    pub projects: Vec<ProjectAccess>,
    /// What became of it.
    pub status: InvitationStatus,
    /// When it ends, RFC 3339, UTC.
    #[serde(default, deserialize_with = "non_empty")]
    pub expire_time: Option<String>,
}

/// Roles in one project.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProjectAccess {
    /// The project.
    pub project_id: String,
    /// The roles in it.
    #[serde(deserialize_with = "list")]
    pub role_ids: Vec<String>,
}

impl Invitation {
    /// Whether it is about this person.
    pub fn is_for(&self, email: &str) -> bool {
        is_same_email(&self.email, email)
    }

    /// Whether somebody may accept it.
    pub fn is_pending(&self) -> bool {
        self.status == InvitationStatus::Pending
    }

    /// The roles that it promises in a project.
    pub fn in_project(&self, project_id: &str) -> impl Iterator<Item = &str> {
        let projects = self.projects.iter();
        projects
            .filter(move |it| it.project_id == project_id)
            .flat_map(|it| it.role_ids.iter().map(String::as_str))
    }

    /// Whether it promises nothing beside roles in this project.
    pub fn is_only_for(&self, project_id: &str) -> bool {
        self.org_role_ids.is_empty() && self.projects.iter().all(|it| it.project_id == project_id)
    }
}

impl Client {
    /// All invitations of an organization, newest first.
    pub async fn invitations(&self, organization_id: &str) -> Result<Vec<Invitation>, Error> {
        let path = ["organizations", organization_id, "invitations"];
        let list = Request::get("list invitations", path).rolling_out();
        self.all_pages(&list, |it: &Invitation| it.invitation_id.clone())
            .await
    }

    /// The same to the last one, so that one that is missing is not there.
    pub(super) async fn all_invitations(
        &self,
        organization_id: &str,
    ) -> Result<Vec<Invitation>, Error> {
        let path = ["organizations", organization_id, "invitations"];
        let list = Request::get("list invitations", path).rolling_out();
        self.whole_list(&list, |it: &Invitation| it.invitation_id.clone())
            .await
    }

    /// Invites somebody into the organization and one of its projects.
    pub async fn invite(
        &self,
        organization_id: &str,
        email: &str,
        access: &ProjectAccess,
    ) -> Result<(), Error> {
        let path = ["organizations", organization_id, "invitations"];
        let body = serde_json::json!({ "emails": [email], "projects": [access] });
        let request = Request::post("invite", path).json(&body).rolling_out();
        let is_applied = async |client: Self| {
            let invitations = client.invitations(organization_id).await?;
            let mut pending = invitations.iter().filter(|it| it.is_pending());
            Ok(pending.any(|it| it.is_for(email) && it.projects.contains(access)))
        };
        let Err(mut error) = self.change(request, &is_applied).await else {
            return Ok(());
        };
        if error.maybe_processed() || error.attempts() == 0 {
            return Err(error);
        }
        // No code says why it is refused, so the list says what is so.
        match is_applied(self.unstoppable(retry::CAP)).await {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(_) => error.inner_mut().maybe_processed = true,
        }
        Err(error)
    }

    /// Takes back an invitation that nobody has accepted.
    pub async fn revoke_invitation(
        &self,
        organization_id: &str,
        invitation_id: &str,
    ) -> Result<(), Error> {
        let path = [
            "organizations",
            organization_id,
            "invitations",
            invitation_id,
        ];
        let request = Request::delete("revoke invitation", path).rolling_out();
        self.perform(request.repeatable()).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::test_support::{Answer, TestServer, ok};

    #[tokio::test(start_paused = true)]
    async fn an_invitation_whose_answer_was_lost_is_found_in_the_list() {
        let access = ProjectAccess {
            project_id: "proj-1".to_owned(),
            role_ids: vec!["r-1".to_owned()],
        };
        let pending = json!({
            "invitationId": "ivt-1", "email": "Bob@example.com", "projects": [access], "status": "PENDING",
        });
        let listed = ok(&json!({"count": 1, "invitations": [pending]}));
        let server = TestServer::start([Answer::Close, listed, ok(&json!(true))]).await;
        let client = server.client();
        client
            .invite("org-1", "bob@example.com", &access)
            .await
            .unwrap();
        client.revoke_invitation("org-1", "ivt-1").await.unwrap();
        let seen: Vec<_> = server.requests().into_iter().map(|it| it.line).collect();
        assert_eq!(
            seen.join("\n").replace(" HTTP/1.1", ""),
            "POST /v2/organizations/org-1/invitations\n\
             GET /v2/organizations/org-1/invitations?currentPage=1&pageSize=100\n\
             DELETE /v2/organizations/org-1/invitations/ivt-1"
        );
    }

    #[test]
    fn an_invitation_tells_what_it_promises() {
        let invitation: Invitation = serde_json::from_value(json!({
            "invitationId": "ivt-1", "email": "a@b.c", "status": "LOST",
            "projects": [{"projectId": "p", "roleIds": ["r-1"]}, {"projectId": "q", "roleIds": null}],
        }))
        .unwrap();
        assert!(invitation.is_for("A@b.c") && !invitation.is_pending());
        assert_eq!(invitation.in_project("p").collect::<Vec<_>>(), ["r-1"]);
        assert!(!invitation.is_only_for("p"));
    }
}
