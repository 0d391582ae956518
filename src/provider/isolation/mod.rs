//! `zillizcloud_isolation`: how far environments are kept apart, and what they share.
//!
//! A key sees one organization. So an environment of another organization says itself who writes in it, and what an
//! isolation data source with that organization's key found fits in as it is.
//!
//! [`survey`] asks the service what the environments consist of and [`writers`] who may change it; [`foreign`] takes the word of
//! the configuration. [`compare`] and [`diagram`] work on what they found.

mod compare;
mod data_source;
mod diagram;
mod foreign;
mod level_function;
mod model;
mod survey;
mod writers;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use data_source::IsolationData;
pub(crate) use level_function::IsolationLevel;

/// One environment, as it really is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Place {
    /// `None` where nothing tells the organization of the key.
    organization_id: Option<String>,
    /// Those that it names, and those of its clusters.
    project_ids: BTreeSet<String>,
    /// It has all of its organization, whatever that gets.
    is_whole_organization: bool,
    /// Those projects that it has as a whole, whatever clusters they get.
    whole_project_ids: BTreeSet<String>,
    cluster_ids: BTreeSet<String>,
    /// Email addresses in lower case, and `apikey:<id>`.
    writers: BTreeSet<String>,
}

/// The environments by name.
type Places = BTreeMap<String, Place>;

/// What people call what is there, and which clusters are in which project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Names {
    /// Of projects and clusters, by identifier.
    names: BTreeMap<String, String>,
    /// Projects by cluster.
    project_by_cluster: BTreeMap<String, String>,
}

impl Names {
    fn of(&self, id: &str) -> Option<&str> {
        self.names.get(id).map(String::as_str)
    }

    fn sorted<'a>(&self, ids: &'a BTreeSet<String>) -> Vec<&'a String> {
        let mut ids: Vec<_> = ids.iter().collect();
        ids.sort_by_key(|it| self.of(it));
        ids
    }
}
