//! Everything that exists: one `World`, one file per noun.
//!
//! Calls check first and change last, so a refused call leaves every object as it was. Objects are kept in the order of their
//! creation.

use access::Binding;
use cluster::Cluster;
use groups::Group;
use ids::Ids;
use invitations::Invitation;
use invoices::Invoice;
use members::Member;
use organizations::Organization;
use plan::Plan;
use projects::Project;
use roles::{ORGANIZATION_OWNER, PROJECT_ADMIN, Role};
use serde::{Deserialize, Serialize};

use super::ambiguities::Choices;
use super::clock::{Millis, timestamp};
use super::envelope::Refusal;
use super::options::Speed;

pub(crate) mod access;
pub(crate) mod byoc;
pub(crate) mod catalog;
mod checks;
pub(crate) mod cluster;
pub(crate) mod cluster_drafts;
pub(crate) mod clusters;
pub(crate) mod groups;
pub(crate) mod ids;
pub(crate) mod invitations;
pub(crate) mod invoices;
pub(crate) mod members;
pub(crate) mod organizations;
pub(crate) mod pending_change;
pub(crate) mod plan;
pub(crate) mod policy;
pub(crate) mod projects;
pub(crate) mod roles;
pub(crate) mod saved;
pub(crate) mod scaling;
pub(crate) mod usage;

/// The objects of the service, and what their rules depend on.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct World {
    pub(crate) ids: Ids,
    /// The organization that the key belongs to.
    pub(crate) organization_id: String,
    /// The member whose key it is.
    pub(crate) owner_id: String,
    pub(crate) organizations: Vec<Organization>,
    pub(crate) projects: Vec<Project>,
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) members: Vec<Member>,
    #[serde(default)]
    pub(crate) groups: Vec<Group>,
    pub(crate) roles: Vec<Role>,
    pub(crate) bindings: Vec<Binding>,
    pub(crate) invitations: Vec<Invitation>,
    pub(crate) invoices: Vec<Invoice>,
    #[serde(skip)]
    pub(crate) rules: Rules,
}

/// What the rules depend on besides the objects; set before each call.
#[derive(Debug, Clone)]
pub(crate) struct Rules {
    pub(crate) choices: Choices,
    pub(crate) speed: Speed,
    pub(crate) now: Millis,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            choices: Choices::default(),
            speed: Speed::Instant,
            now: 0,
        }
    }
}

impl World {
    /// One organization with its default project and its owner.
    pub(crate) fn new(seed: u64, now: Millis) -> Self {
        let mut ids = Ids::seeded(seed);
        let organization_id = ids.letters("org-", 19);
        let mut world = Self {
            owner_id: ids.letters("usr-", 22),
            invoices: vec![Invoice::new(ids.hex("inv-", 16), organization_id.clone())],
            organizations: vec![Organization::new(&organization_id, "Simulated", now)],
            organization_id,
            ids,
            projects: Vec::new(),
            clusters: Vec::new(),
            members: Vec::new(),
            groups: Vec::new(),
            roles: roles::predefined(),
            bindings: Vec::new(),
            invitations: Vec::new(),
            rules: Rules {
                now,
                ..Rules::default()
            },
        };
        let owner = Member::new(&world.owner_id, "owner@example.com", "Simulator Owner", now);
        world.join(owner);
        world.bind(&world.owner_id.clone(), ORGANIZATION_OWNER, None);
        let id = world.ids.hex("proj-", 22);
        let regions = vec![catalog::DEFAULT_REGION.to_owned()];
        let name = "Default Project".to_owned();
        world.projects.push(Project {
            is_default: true,
            ..Project::new(id.clone(), name, Plan::Enterprise, regions, now)
        });
        world.bind(&world.owner_id.clone(), PROJECT_ADMIN, Some(&id));
        world
    }

    /// Lets time pass: clusters at a timed speed, and invitations.
    pub(crate) fn advance(&mut self) {
        let Rules { speed, now, .. } = self.rules;
        for cluster in &mut self.clusters {
            let dedicated = cluster.is_dedicated();
            cluster.life.advance(speed, now, dedicated);
        }
        for invitation in &mut self.invitations {
            invitation.advance(now);
        }
    }

    fn not_found(&self, what: &str, id: &str) -> Refusal {
        Refusal::new(
            self.rules.choices.codes.not_found,
            format!("{what} {id} does not exist."),
        )
    }

    fn time(&self) -> String {
        timestamp(self.rules.now)
    }
}
