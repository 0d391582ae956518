//! The proof that an object is there or not: the only place that can say so.
//!
//! A proof takes two witnesses. One is a refusal that is about this very object: by a code that is documented for its kind, or in
//! words that name its id. The other is a list that was answered to its end and lacks it. Each alone can be wrong: a gateway has
//! "not found" for everything, a lookup may fail anywhere behind the service, and a list lacks what the key may not see. Where
//! they disagree, or the second cannot be heard, nothing is known, and that is an error.
//!
//! A list that many objects are read from is asked first, any other only once the first witness says that something is gone.

use std::collections::BTreeSet;

use http::StatusCode;

use super::access::{AssignedRole, Member};
use super::clusters::{Cluster, ClusterStatus};
use super::invitations::{Invitation, InvitationStatus};
use super::organizations::Organization;
use super::projects::Project;
use super::request::Request;
use super::{Client, Error, ErrorKind, is_same_email};

/// The codes by which a cluster does not exist.
const NO_CLUSTER: &[i64] = &[40_021];
/// The same of one that this key was allowed to delete: "invalid or no permission" leaves only the first then.
const NO_CLUSTER_AFTER_DROP: &[i64] = &[40_021, 80_020];
/// No document has a code for the absence of anything else, so it takes the id.
const NO_CODES: &[i64] = &[];

/// Two witnesses agree that an object does not exist. Nothing outside of this module makes one.
#[derive(Debug)]
pub struct Absence(());

/// The service itself says that nobody of the organization has this address or identifier. That is one witness: it lets
/// somebody be refused or invited, and nothing be forgotten.
#[derive(Debug)]
pub struct Denial(());

/// An object, or why there is none.
#[derive(Debug)]
pub enum Presence<T, Proof = Absence> {
    /// It is there.
    Present(T),
    /// It is not.
    Absent(Proof),
}

/// Whose roles in which project.
#[derive(Clone, Copy, Debug)]
pub struct Assignment<'a> {
    /// `usr-…`
    pub user_id: &'a str,
    /// The address, by which some platforms name who holds a role.
    pub email: Option<&'a str>,
    /// The project.
    pub project_id: &'a str,
}

impl Assignment<'_> {
    /// Whether a role names the person so.
    fn is_of(&self, principal_id: &str) -> bool {
        let is_email = |it: &str| is_same_email(it, principal_id);
        principal_id == self.user_id || self.email.is_some_and(is_email)
    }

    /// The first witness: the roles of the person, without what is looked for.
    fn lacks(&self, what: &str) -> Error {
        let path = ["members", self.user_id, "roles"];
        let request = Request::get("list roles of member", path);
        let message = format!("{what} in project {} is not there", self.project_id);
        request.error(ErrorKind::NotFound, message)
    }
}

impl Client {
    /// A project, from a list that all readers share.
    pub async fn project_presence(&self, id: &str) -> Result<Presence<Project>, Error> {
        let list = self.project_list().await;
        if let Some(project) = list.as_ref().ok().and_then(|it| it.project(id)) {
            return Ok(Presence::Present(project));
        }
        let refusal = match self.project(id).await {
            Ok(project) => return Ok(Presence::Present(project)),
            Err(error) => denial(error, id, NO_CODES)?,
        };
        let projects = match list.and_then(|it| it.all()) {
            Ok(projects) => projects,
            Err(error) => return Err(without_list(error, &refusal)),
        };
        // Every organization has a project that cannot be deleted, so a key that sees none sees too little.
        if projects.is_empty() {
            return Err(contradiction(
                refusal,
                "the list of projects is empty, which it never is",
            ));
        }
        absent(
            refusal,
            "projects",
            projects.iter().all(|it| it.project_id != id),
        )
    }

    /// A cluster.
    pub async fn cluster_presence(&self, id: &str) -> Result<Presence<Cluster>, Error> {
        self.look_for_cluster(id, NO_CLUSTER).await
    }

    /// A cluster that this client has dropped.
    pub async fn dropped_cluster_presence(&self, id: &str) -> Result<Presence<Cluster>, Error> {
        self.look_for_cluster(id, NO_CLUSTER_AFTER_DROP).await
    }

    /// A cluster that was just made, which may take a moment to show up: `None` proves nothing.
    pub async fn visible_cluster(&self, id: &str) -> Result<Option<Cluster>, Error> {
        match self.cluster(id).await {
            Ok(cluster) => Ok(Some(cluster)),
            Err(error) => denial(error, id, NO_CLUSTER).map(|_| None),
        }
    }

    async fn look_for_cluster(&self, id: &str, codes: &[i64]) -> Result<Presence<Cluster>, Error> {
        let refusal = match self.cluster(id).await {
            Ok(cluster) if cluster.status == ClusterStatus::Deleted => {
                let request = Request::get("describe cluster", ["clusters", id]);
                request.error(ErrorKind::NotFound, "it has the status DELETED")
            }
            Ok(cluster) => return Ok(Presence::Present(cluster)),
            Err(error) => denial(error, id, codes)?,
        };
        let clusters = match self.all_clusters().await {
            Ok(clusters) => clusters,
            Err(error) => return Err(without_list(error, &refusal)),
        };
        // For a while the service lists those that were deleted.
        let is_it = |it: &Cluster| it.cluster_id == id && it.status != ClusterStatus::Deleted;
        absent(refusal, "clusters", !clusters.iter().any(is_it))
    }

    /// An organization.
    pub async fn organization_presence(&self, id: &str) -> Result<Presence<Organization>, Error> {
        let listed = self.organizations().await?;
        let is_empty = listed.is_empty();
        if let Some(organization) = listed.into_iter().find(|it| it.org_id == id) {
            return Ok(Presence::Present(organization));
        }
        let refusal = match self.organization(id).await {
            Ok(organization) => return Ok(Presence::Present(organization)),
            Err(error) => denial(error, id, NO_CODES)?,
        };
        if is_empty {
            let why = "the list has no organization at all, not even that of the API key";
            return Err(contradiction(refusal, why));
        }
        Ok(Presence::Absent(Absence(())))
    }

    /// The roles that somebody holds directly in a project. Absent are those of whom no role of the project has them for a holder.
    ///
    /// The holders of the roles `last_known` are asked for as well, unless the service says that there is no such role.
    pub async fn roles_presence(
        &self,
        assignment: Assignment<'_>,
        last_known: &BTreeSet<String>,
    ) -> Result<Presence<Vec<AssignedRole>>, Error> {
        let Assignment {
            user_id,
            project_id,
            ..
        } = assignment;
        let refusal = match self.member_roles(user_id).await {
            Ok(roles) => {
                let current_roles: Vec<_> = roles.in_project(project_id).cloned().collect();
                if !current_roles.is_empty() {
                    return Ok(Presence::Present(current_roles));
                }
                assignment.lacks("any role")
            }
            Err(error) => denial(error, user_id, NO_CODES)?,
        };
        let roles = match self.all_project_roles(project_id).await {
            Ok(roles) => roles,
            Err(error) => {
                // With a project go all its roles.
                return match self.project_presence(project_id).await {
                    Ok(Presence::Absent(proof)) => Ok(Presence::Absent(proof)),
                    _ => Err(without_list(error, &refusal)),
                };
            }
        };
        // Every project has the predefined roles, so a key that sees none sees too little.
        if roles.is_empty() {
            let why = "the list of the project's roles is empty, which it never is";
            return Err(contradiction(refusal, why));
        }
        let listed: BTreeSet<_> = roles.iter().map(|it| &it.role_id).collect();
        let asked: BTreeSet<_> = listed.iter().copied().chain(last_known).collect();
        for role_id in asked {
            match self.is_holder(role_id, assignment).await {
                Ok(false) => {}
                Ok(true) => return Err(holders_have_them(refusal, role_id)),
                // The list lacks the role, too.
                Err(error) if !listed.contains(role_id) && error.denies(role_id, NO_CODES) => {}
                Err(error) => return Err(without_list(error, &refusal)),
            }
        }
        Ok(Presence::Absent(Absence(())))
    }

    /// One role that somebody holds directly in a project.
    pub async fn role_presence(
        &self,
        role_id: &str,
        assignment: Assignment<'_>,
    ) -> Result<Presence<()>, Error> {
        let roles = self.member_roles(assignment.user_id).await?;
        let mut roles = roles.in_project(assignment.project_id);
        if roles.any(|it| it.role_id == role_id) {
            return Ok(Presence::Present(()));
        }
        let refusal = assignment.lacks(role_id);
        match self.is_holder(role_id, assignment).await {
            Ok(false) => Ok(Presence::Absent(Absence(()))),
            Ok(true) => Err(holders_have_them(refusal, role_id)),
            Err(error) => Err(without_list(error, &refusal)),
        }
    }

    /// Whether a role has the person among its holders.
    async fn is_holder(&self, role_id: &str, assignment: Assignment<'_>) -> Result<bool, Error> {
        let holders = self.all_role_principals(role_id, assignment.project_id);
        let holders = holders.await?;
        Ok(holders.iter().any(|it| assignment.is_of(&it.principal_id)))
    }

    /// The member with an address.
    pub async fn member_with_email(&self, email: &str) -> Result<Presence<Member, Denial>, Error> {
        member(self.member_by_email(email).await, email)
    }

    /// The member with an identifier.
    pub async fn member_with_id(&self, user_id: &str) -> Result<Presence<Member, Denial>, Error> {
        member(self.member_by_id(user_id).await, user_id)
    }

    /// The invitation to a project of somebody who is no member: a pending one, else one that has expired. What was revoked or
    /// accepted is over.
    pub async fn invitation_presence(
        &self,
        _no_member: &Denial,
        organization_id: &str,
        email: &str,
        project_id: &str,
    ) -> Result<Presence<Invitation>, Error> {
        let mut all = self.all_invitations(organization_id).await?;
        all.retain(|it| it.is_for(email) && it.in_project(project_id).next().is_some());
        let is_expired = |it: &Invitation| it.status == InvitationStatus::Expired;
        let position = all.iter().position(Invitation::is_pending);
        let position = position.or_else(|| all.iter().position(is_expired));
        Ok(match position {
            Some(at) => Presence::Present(all.swap_remove(at)),
            None => Presence::Absent(Absence(())),
        })
    }

    /// What a deletion that failed has come to: a success, if the object is proven to be gone. The proof is for the caller, who knows
    /// whether the key may have been asked about it at all.
    pub(super) async fn after_deletion<T: Send>(
        failure: Error,
        id: &str,
        look: impl Future<Output = Result<Presence<T>, Error>> + Send,
    ) -> Result<Option<Absence>, Error> {
        if !failure.maybe_processed() && !failure.denies(id, NO_CLUSTER) {
            return Err(failure);
        }
        match look.await {
            Ok(Presence::Absent(proof)) => Ok(Some(proof)),
            Err(error) if error.kind() == ErrorKind::Unproven => Err(error),
            Ok(Presence::Present(_)) | Err(_) => Err(failure),
        }
    }
}

impl Error {
    /// Whether the service refuses because there is no object with this id: one witness.
    fn denies(&self, id: &str, codes: &[i64]) -> bool {
        let is_refusal = |it: StatusCode| it.is_success() || it.is_client_error();
        let Some(code) = self
            .code()
            .filter(|_| self.status().is_some_and(is_refusal))
        else {
            return false;
        };
        match self.kind() {
            ErrorKind::NotFound | ErrorKind::Invalid | ErrorKind::NotEnabled => {
                codes.contains(&code) || names_absent(self.message(), id)
            }
            _ => false,
        }
    }
}

/// Whether a text says of this very id that there is none.
fn names_absent(text: &str, id: &str) -> bool {
    let (text, id) = (text.to_lowercase(), id.to_lowercase());
    let says = |words: &[&str]| words.iter().any(|it| text.contains(it));
    let is_part =
        |it: char| it.is_alphanumeric() || matches!(it, '-' | '_' | '@' | '.' | '/' | '+' | '%');
    // A full stop ends a sentence, one inside a word makes it the name of something else.
    let names = text
        .split(|it: char| !is_part(it))
        .any(|it| it.trim_end_matches('.') == id);
    names
        && says(&[
            "does not exist",
            "doesn't exist",
            "not found",
            "no longer exists",
        ])
        && !says(&["permission", "authoriz", "authentic", "forbidden", "denied"])
}

/// A refusal that is one witness; anything else stays an error.
fn denial(error: Error, id: &str, codes: &[i64]) -> Result<Error, Error> {
    if error.denies(id, codes) {
        Ok(error)
    } else {
        Err(error)
    }
}

fn member(remote: Result<Member, Error>, id: &str) -> Result<Presence<Member, Denial>, Error> {
    match remote {
        Ok(member) => Ok(Presence::Present(member)),
        Err(error) => denial(error, id, NO_CODES).map(|_| Presence::Absent(Denial(()))),
    }
}

/// What the list says, after a refusal that says that an object is gone.
fn absent<T>(refusal: Error, list: &str, lacks_it: bool) -> Result<Presence<T>, Error> {
    if lacks_it {
        return Ok(Presence::Absent(Absence(())));
    }
    Err(contradiction(
        refusal,
        &format!("the list of {list} has it"),
    ))
}

/// Two witnesses that disagree.
fn contradiction(mut refusal: Error, why: &str) -> Error {
    let inner = refusal.inner_mut();
    inner.kind = ErrorKind::Unproven;
    let told = inner.message.as_str().trim_end_matches('.');
    inner.message = format!("{told}, but {why}").into();
    refusal
}

/// The holders of a role, who are the second witness, have the person among them.
fn holders_have_them(refusal: Error, role_id: &str) -> Error {
    let why = format!("role {role_id} has them among its holders");
    contradiction(refusal, &why)
}

/// A second witness that could not be heard.
fn without_list(mut failure: Error, refusal: &Error) -> Error {
    let inner = failure.inner_mut();
    let told = inner.message.as_str().trim_end_matches('.');
    let why = refusal.message();
    inner.message =
        format!("{told}; asked because of \"{why}\", which proves nothing alone").into();
    failure
}
