//! The subjects of the law: kinds of objects, and the calls that they are read and changed by.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::in_process::{EMAIL, Remote};

/// What is to survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Project = 1,
    Cluster,
    ProjectUser,
    Invitation,
    Organization,
}

impl Kind {
    pub(super) fn resource(self) -> &'static str {
        match self {
            Self::Project => "zillizcloud_project",
            Self::Cluster => "zillizcloud_cluster",
            Self::ProjectUser | Self::Invitation => "zillizcloud_project_user",
            Self::Organization => "zillizcloud_organization",
        }
    }

    /// Two configurations that differ in what changes in place.
    pub(super) fn configs(self) -> [Value; 2] {
        let timeouts = json!({"create": "1m", "update": "1m", "delete": "1m"});
        let bob = "bob@example.com";
        match self {
            Self::Project => [
                json!({"project_name": "red", "timeouts": {"delete": "1m"}}),
                json!({"project_name": "red", "description": "warm", "timeouts": {"delete": "1m"}}),
            ],
            Self::Cluster => [
                json!({"cluster_name": "red", "cu_size": 8, "deletion_protection": false, "timeouts": timeouts}),
                json!({
                    "cluster_name": "red", "cu_size": 16, "labels": {"team": "red"}, "deletion_protection": false,
                    "timeouts": timeouts,
                }),
            ],
            Self::ProjectUser => [
                json!({"email": EMAIL, "roles": ["Data Viewer", "Project Admin"]}),
                json!({"email": EMAIL, "roles": ["Data Admin", "Data Operator"]}),
            ],
            Self::Invitation => [
                json!({"email": bob, "roles": ["Data Viewer"]}),
                json!({"email": bob, "roles": ["Data Admin", "Data Viewer"]}),
            ],
            Self::Organization => [
                json!({"name": "acme", "deletion_protection": false}),
                json!({"name": "acme", "timezone": "Europe/Berlin", "deletion_protection": false}),
            ],
        }
    }

    pub(super) fn paths(self) -> &'static [&'static str] {
        match self {
            Self::Project => &["/v2/*", "/v2/projects*", "/v2/projects", "/v2/projects/*"],
            Self::Cluster => &[
                "/v2/*",
                "/v2/clusters*",
                "/v2/clusters",
                "/v2/clusters/*",
                "/v2/clusters/*/labels",
                "/v2/clusters/*/drop",
                "/v2/projects*",
            ],
            Self::ProjectUser => &[
                "/v2/*",
                "/v2/members*",
                "/v2/members",
                "/v2/members/*/roles",
                "/v2/members/*/roles/*",
                "/v2/roles*",
                "/v2/roles/*/principals",
                "/v2/projects*",
            ],
            Self::Invitation => &[
                "/v2/*",
                "/v2/members*",
                "/v2/organizations/*/invitations*",
                "/v2/organizations/*/invitations",
                "/v2/organizations/*/invitations/*",
                "/v2/roles*",
                "/v2/invoices*",
            ],
            Self::Organization => &[
                "/v2/*",
                "/v2/organizations*",
                "/v2/organizations",
                "/v2/organizations/*",
                "/v2/invoices*",
                "/v2/roles*",
                "/v2/projects*",
            ],
        }
    }

    /// The identifiers of what exists of a kind that the rig counts.
    pub(super) fn ids(self, remote: Remote) -> BTreeSet<String> {
        let named = match self {
            Self::Project => remote.projects,
            Self::Cluster => remote.clusters,
            Self::Organization => remote.organizations,
            Self::ProjectUser | Self::Invitation => return BTreeSet::new(),
        };
        named.into_keys().collect()
    }

    /// Whether there is one of them and no more.
    pub(super) fn is_single(self) -> bool {
        self != Self::ProjectUser
    }

    /// Whether an update leaves it the identifier, which is that of the state.
    pub(super) fn keeps_its_id(self) -> bool {
        matches!(self, Self::Project | Self::Cluster | Self::Organization)
    }

    /// The lists that may lie, and the member that has the items; empty where the items are all there is. Of those that together
    /// prove an absence only one lies in a case.
    pub(super) fn lists(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Project => &[("/v2/projects", "")],
            Self::Cluster => &[("/v2/clusters", "clusters"), ("/v2/projects", "")],
            Self::ProjectUser => &[
                ("/v2/members/*/roles", "projectRoles"),
                ("/v2/roles/*/principals", "principals"),
                ("/v2/roles", "roles"),
                ("/v2/projects", ""),
            ],
            Self::Invitation => &[
                ("/v2/organizations/*/invitations", "invitations"),
                ("/v2/roles", "roles"),
                ("/v2/invoices", "invoices"),
            ],
            Self::Organization => &[
                ("/v2/organizations", ""),
                ("/v2/invoices", "invoices"),
                ("/v2/projects", ""),
            ],
        }
    }

    /// The reads of one object.
    pub(super) fn describes(self) -> &'static [&'static str] {
        match self {
            Self::Project => &["/v2/projects/*"],
            Self::Cluster => &["/v2/clusters/*", "/v2/clusters/*/labels", "/v2/projects/*"],
            Self::ProjectUser => &["/v2/members", "/v2/members/*/roles", "/v2/projects/*"],
            Self::Invitation => &["/v2/members"],
            Self::Organization => &["/v2/organizations/*", "/v2/projects/*"],
        }
    }

    /// The creates whose answer has the id.
    pub(super) fn creates(self) -> Option<&'static str> {
        match self {
            Self::Project => Some("/v2/projects"),
            Self::Cluster => Some("/v2/clusters/create*"),
            Self::Organization => Some("/v2/organizations"),
            Self::ProjectUser | Self::Invitation => None,
        }
    }
}
