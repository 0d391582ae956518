//! The comparison of each two environments: what they share, and how far that leaves them apart.

use std::collections::BTreeSet;

use super::{Place, Places};

/// Where two environments are separated, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    None,
    Cluster,
    Project,
    Organization,
}

impl Level {
    /// The word for it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Cluster => "cluster",
            Self::Project => "project",
            Self::Organization => "organization",
        }
    }
}

/// Two environments and what is common to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) environments: [String; 2],
    pub(super) level: Level,
    /// And with it the invoices: each organization has its own.
    pub(super) shares_organization: bool,
    pub(super) project_ids: BTreeSet<String>,
    pub(super) cluster_ids: BTreeSet<String>,
    pub(super) writers: BTreeSet<String>,
}

/// Each two environments, in the order of their names.
pub(super) fn pairs(places: &Places) -> Vec<Pair> {
    let mut items = Vec::new();
    for (position, first) in places.iter().enumerate() {
        let others = places.iter().skip(position + 1);
        items.extend(others.map(|second| pair(first, second)));
    }
    items
}

fn pair((first_name, first): (&String, &Place), (second_name, second): (&String, &Place)) -> Pair {
    let common = |field: fn(&Place) -> &BTreeSet<String>| -> BTreeSet<String> {
        field(first).intersection(field(second)).cloned().collect()
    };
    let shares_organization = first.organization_id == second.organization_id;
    let project_ids = common(|it| &it.project_ids);
    let cluster_ids = common(|it| &it.cluster_ids);
    // A project without clusters is shared as well: the next one that is made in it belongs to both.
    let has_all_of_a_project = |all: &Place, part: &Place| {
        let is_whole = all.is_whole_organization && shares_organization;
        is_whole || !all.whole_project_ids.is_disjoint(&part.project_ids)
    };
    let shares_a_whole = has_all_of_a_project(first, second) || has_all_of_a_project(second, first);
    let level = if !cluster_ids.is_empty() || shares_a_whole {
        Level::None
    } else if !project_ids.is_empty() {
        Level::Cluster
    } else if shares_organization {
        Level::Project
    } else {
        Level::Organization
    };
    Pair {
        environments: [first_name.clone(), second_name.clone()],
        level,
        shares_organization,
        project_ids,
        cluster_ids,
        writers: common(|it| &it.writers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(values: &[&str]) -> BTreeSet<String> {
        values.iter().map(|&it| it.to_owned()).collect()
    }

    fn place(organization: &str, projects: &[&str], clusters: &[&str], writers: &[&str]) -> Place {
        Place {
            organization_id: Some(organization.to_owned()),
            project_ids: set(projects),
            whole_project_ids: set(if clusters.is_empty() { projects } else { &[] }),
            cluster_ids: set(clusters),
            writers: set(writers),
            is_whole_organization: false,
        }
    }

    fn whole(organization: &str) -> Place {
        Place {
            is_whole_organization: true,
            ..place(organization, &[], &[], &[])
        }
    }

    fn compared(first: Place, second: Place) -> Pair {
        let places = Places::from([("dev".to_owned(), first), ("prod".to_owned(), second)]);
        pairs(&places).remove(0)
    }

    #[test]
    fn two_environments_are_as_far_apart_as_what_they_share() {
        for (first, second, level) in [
            (
                place("o1", &["p1"], &[], &[]),
                place("o2", &["p2"], &[], &[]),
                "organization",
            ),
            (
                place("o1", &["p1"], &[], &[]),
                place("o1", &["p2"], &[], &[]),
                "project",
            ),
            (
                place("o1", &["p1"], &["c1"], &[]),
                place("o1", &["p1"], &["c2"], &[]),
                "cluster",
            ),
            (
                place("o1", &["p1"], &["c1"], &[]),
                place("o1", &["p1"], &["c1", "c2"], &[]),
                "none",
            ),
            (
                place("o1", &["p1"], &[], &[]),
                place("o1", &["p1"], &[], &[]),
                "none",
            ),
            (
                place("o1", &["p1", "p2"], &[], &[]),
                place("o1", &["p2"], &[], &[]),
                "none",
            ),
            (
                place("o1", &["p1"], &[], &[]),
                place("o1", &["p1"], &["c2"], &[]),
                "none",
            ),
            (whole("o1"), whole("o2"), "organization"),
            (whole("o1"), whole("o1"), "none"),
            (whole("o1"), place("o1", &["p1"], &["c1"], &[]), "none"),
        ] {
            let remote = compared(first.clone(), second.clone());
            assert_eq!(remote.level.as_str(), level, "{first:?} {second:?}");
        }
    }

    #[test]
    fn what_is_common_is_said() {
        let first = place("o1", &["p1", "p2"], &["c1", "c2"], &["ada", "bob"]);
        let second = place("o1", &["p2", "p3"], &["c2", "c3"], &["bob", "eve"]);
        let expected = Pair {
            environments: ["dev".to_owned(), "prod".to_owned()],
            level: Level::None,
            shares_organization: true,
            project_ids: set(&["p2"]),
            cluster_ids: set(&["c2"]),
            writers: set(&["bob"]),
        };
        assert_eq!(compared(first, second), expected);
    }

    #[test]
    fn the_same_person_can_write_in_two_organizations() {
        let first = place("o1", &["p1"], &[], &["ada"]);
        let second = place("o2", &["p2"], &[], &["ada"]);
        let remote = compared(first, second);
        assert_eq!(
            (remote.level, remote.shares_organization),
            (Level::Organization, false)
        );
        assert_eq!(remote.writers, set(&["ada"]));
    }

    #[test]
    fn each_two_environments_are_a_pair() {
        let names = ["prod", "dev", "test"];
        let places: Places = names.map(|it| (it.to_owned(), Place::default())).into();
        let remote: Vec<_> = pairs(&places)
            .into_iter()
            .map(|it| it.environments.join(" "))
            .collect();
        assert_eq!(remote, ["dev prod", "dev test", "prod test"]);
    }

    #[test]
    fn no_separation_is_the_weakest_level() {
        assert!(Level::None < Level::Cluster && Level::Cluster < Level::Project);
        assert!(Level::Project < Level::Organization);
    }
}
