//! The environments as a Mermaid flowchart: organizations hold projects, projects hold clusters, and a line between each
//! two environments says how far apart they are.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{Names, Place, Places, compare::Pair};

/// Draws it, in the order of the environments. The same environments are the same text.
pub(super) fn draw(places: &Places, names: &Names, pairs: &[Pair]) -> String {
    let mut drawing = Drawing {
        names,
        text: "flowchart LR\n".to_owned(),
        nodes: 0,
        first: BTreeMap::new(),
    };
    let organizations = in_order(places.values().map(|it| &it.organization_id));
    for (position, organization) in organizations.into_iter().enumerate() {
        let id = organization.as_deref().unwrap_or("of the key");
        drawing.open(1, &format!("org{position}"), &format!("organization {id}"));
        let inside = places
            .iter()
            .filter(|(_, it)| it.organization_id == *organization);
        drawing.projects(position, &inside.collect());
        drawing.line(1, "end");
    }
    for pair in pairs {
        drawing.pair(pair);
    }
    drawing.text
}

/// Each once, where it comes first.
fn in_order<'a, T: Ord>(all: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let mut known = BTreeSet::new();
    all.filter(|it| known.insert(*it)).collect()
}

struct Drawing<'a> {
    names: &'a Names,
    text: String,
    nodes: usize,
    /// The node from which lines to an environment go: its first cluster, if it has one.
    first: BTreeMap<String, Node>,
}

/// A box.
#[derive(Default)]
struct Node {
    name: String,
    /// Empty where it stands for an environment without a cluster.
    cluster_id: String,
}

impl Drawing<'_> {
    fn projects(&mut self, organization: usize, places: &BTreeMap<&String, &Place>) {
        let projects = in_order(
            places
                .values()
                .flat_map(|it| self.names.sorted(&it.project_ids)),
        );
        for (position, project_id) in projects.into_iter().enumerate() {
            let title = format!(
                "project {}",
                self.names.of(project_id).unwrap_or(project_id)
            );
            self.open(2, &format!("org{organization}project{position}"), &title);
            let inside = places
                .iter()
                .filter(|(_, it)| it.project_ids.contains(project_id));
            self.clusters(project_id, &inside.map(|(name, it)| (*name, *it)).collect());
            self.line(2, "end");
        }
    }

    fn clusters(&mut self, project_id: &str, places: &BTreeMap<&String, &Place>) {
        // Where an environment has no cluster in the project, it is drawn without one.
        let mut holders = Vec::<(&str, Vec<&str>)>::new();
        for (name, place) in places {
            let mut own = self.names.sorted(&place.cluster_ids);
            own.retain(|it| self.is_in(it, project_id));
            let own = own.into_iter().map(String::as_str);
            for cluster_id in own.clone().chain(own.len().eq(&0).then_some("")) {
                match holders.iter_mut().find(|(id, _)| *id == cluster_id) {
                    Some((_, names)) => names.push(name),
                    None => holders.push((cluster_id, vec![name])),
                }
            }
        }
        for (cluster_id, environments) in holders {
            let node = format!("cluster{}", self.nodes);
            self.nodes += 1;
            let what = match cluster_id {
                "" => "no cluster",
                id => self.names.of(id).unwrap_or(id),
            };
            let label = format!(
                "{}<br/>{}",
                escaped(&environments.join(", ")),
                escaped(what)
            );
            self.line(3, &format!("{node}[\"{label}\"]"));
            for environment in environments {
                let line_from = self.first.entry(environment.to_owned()).or_default();
                if line_from.cluster_id.is_empty() {
                    *line_from = Node {
                        name: node.clone(),
                        cluster_id: cluster_id.to_owned(),
                    };
                }
            }
        }
    }

    /// Whether a cluster is drawn in a project. One of which nobody tells the project is drawn in all of its environment.
    fn is_in(&self, cluster_id: &str, project_id: &str) -> bool {
        let home = self.names.homes.get(cluster_id);
        home.is_none_or(|it| it == project_id)
    }

    fn pair(&mut self, pair: &Pair) {
        let [Some(from), Some(to)] = pair
            .environments
            .each_ref()
            .map(|it| self.first.get(it).map(|it| it.name.clone()))
        else {
            return;
        };
        let level = pair.level.as_str();
        let line = match pair.writers.len() {
            _ if from == to => return,
            0 => format!("{from} -.-|\"{level}\"| {to}"),
            1 => format!("{from} ---|\"{level}, 1 writes in both\"| {to}"),
            count => format!("{from} ---|\"{level}, {count} write in both\"| {to}"),
        };
        self.line(1, &line);
    }

    fn open(&mut self, depth: usize, id: &str, title: &str) {
        self.line(depth, &format!("subgraph {id}[\"{}\"]", escaped(title)));
    }

    fn line(&mut self, depth: usize, line: &str) {
        let indent = 2 * depth;
        writeln!(self.text, "{:indent$}{line}", "").expect("a string takes all text");
    }
}

/// Mermaid reads quotes and markup inside labels.
fn escaped(text: &str) -> String {
    let escape = |it: char| match it {
        '"' | '<' | '>' | '&' | '#' | ';' | '`' => format!("#{};", u32::from(it)),
        it if it.is_control() => " ".to_owned(),
        it => it.to_string(),
    };
    text.chars().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::data_sources::isolation::compare;

    fn set(values: &[&str]) -> BTreeSet<String> {
        values.iter().map(|&it| it.to_owned()).collect()
    }

    fn place(organization: &str, project: &str, clusters: &[&str]) -> Place {
        Place {
            organization_id: Some(organization.to_owned()),
            project_ids: set(&[project]),
            cluster_ids: set(clusters),
            writers: set(&["ada"]),
            ..Place::default()
        }
    }

    fn drawn(places: &[(&str, Place)]) -> String {
        let known = [("p1", "search \"dev\""), ("c1", "red")];
        let names = Names {
            names: known
                .map(|(id, name)| (id.to_owned(), name.to_owned()))
                .into(),
            homes: [("c1".to_owned(), "p1".to_owned())].into(),
        };
        let places = places
            .iter()
            .map(|(name, it)| ((*name).to_owned(), it.clone()))
            .collect();
        draw(&places, &names, &compare::pairs(&places))
    }

    #[test]
    fn organizations_hold_projects_and_projects_hold_clusters() {
        let prod = Place {
            writers: BTreeSet::new(),
            ..place("o2", "p2", &[])
        };
        assert_eq!(
            drawn(&[("dev", place("o1", "p1", &["c1"])), ("prod", prod)]),
            r#"flowchart LR
  subgraph org0["organization o1"]
    subgraph org0project0["project search #34;dev#34;"]
      cluster0["dev<br/>red"]
    end
  end
  subgraph org1["organization o2"]
    subgraph org1project0["project p2"]
      cluster1["prod<br/>no cluster"]
    end
  end
  cluster0 -.-|"organization"| cluster1
"#
        );
    }

    #[test]
    fn what_environments_share_is_drawn_once() {
        let two = [
            ("dev", place("o1", "p1", &["c1"])),
            ("prod", place("o1", "p1", &["c1"])),
        ];
        let text = drawn(&two);
        assert!(text.contains(r#"["dev, prod<br/>red"]"#), "{text}");
        assert_eq!(text.matches("subgraph").count(), 2, "{text}");
        assert!(!text.contains("none"), "{text}");
    }

    #[test]
    fn who_writes_in_both_makes_the_line_solid() {
        let text = drawn(&[
            ("dev", place("o1", "p1", &["c1"])),
            ("prod", place("o1", "p1", &["c2"])),
        ]);
        assert!(
            text.contains(r#"cluster0 ---|"cluster, 1 writes in both"| cluster1"#),
            "{text}"
        );
    }
}
