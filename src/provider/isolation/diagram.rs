//! The environments as a Mermaid flowchart: organizations hold projects, projects hold clusters, and a line between each
//! two environments says how far apart they are.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{Names, Place, Places, compare::Pair};
use crate::api::ForeignText;

/// Mermaid draws no more than 500 lines, and nobody sees anything in as many.
const LINES: usize = 100;

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
        let inside = inside.collect();
        drawing.projects(position, &inside);
        drawing.without_projects(&inside);
        drawing.line(1, "end");
    }
    let mut by_concern: Vec<_> = pairs.iter().collect();
    by_concern.sort_by_key(|it| (it.level, Reverse(it.writers.len())));
    let omitted = by_concern.len().saturating_sub(LINES);
    by_concern.truncate(LINES);
    for pair in pairs.iter().filter(|it| by_concern.contains(it)) {
        drawing.pair(pair);
    }
    if omitted > 0 {
        drawing.line(1, &format!("%% {omitted} more lines are left out"));
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
            let what = match cluster_id {
                "" => "no cluster",
                id => self.names.of(id).unwrap_or(id),
            };
            let node = self.node(3, &environments.join(", "), what);
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

    fn without_projects(&mut self, places: &BTreeMap<&String, &Place>) {
        for (name, place) in places.iter().filter(|(_, it)| it.project_ids.is_empty()) {
            let what = if place.is_whole_organization {
                "all projects"
            } else {
                "no project"
            };
            let node = Node {
                name: self.node(2, name, what),
                cluster_id: String::new(),
            };
            self.first.insert((*name).clone(), node);
        }
    }

    /// Draws a box and answers its name.
    fn node(&mut self, depth: usize, environments: &str, what: &str) -> String {
        let node = format!("cluster{}", self.nodes);
        self.nodes += 1;
        let label = format!("{}<br/>{}", escaped(environments), escaped(what));
        self.line(depth, &format!("{node}[\"{label}\"]"));
        node
    }

    /// Whether a cluster is drawn in a project. One of which nobody tells the project is drawn in all of its environment.
    fn is_in(&self, cluster_id: &str, project_id: &str) -> bool {
        let home = self.names.project_by_cluster.get(cluster_id);
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

/// Follows a character that is markup together with the next one, and cannot be seen.
const NOTHING: char = '\u{200b}';

/// Mermaid reads markup inside labels, and in some versions Markdown and formulas, also after it has read numbers of characters.
/// So what is no letter or digit is written as its number and kept from the next character, but for what is harmless inside a
/// word.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    let mut is_inside = false;
    for it in ForeignText::from(text).as_str().chars() {
        match it {
            '-' | '.' if is_inside => escaped.push(it),
            it if it.is_ascii_punctuation() && !",@/".contains(it) => {
                write!(escaped, "#{};{NOTHING}", u32::from(it)).expect("a string takes all text");
            }
            it => escaped.push(it),
        }
        // A number and a dot, at the beginning, are a list.
        is_inside |= it.is_alphabetic();
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::isolation::compare;

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
            project_by_cluster: [("c1".to_owned(), "p1".to_owned())].into(),
        };
        let places = places
            .iter()
            .map(|(name, it)| ((*name).to_owned(), it.clone()))
            .collect();
        let text = draw(&places, &names, &compare::pairs(&places));
        text.replace(NOTHING, "")
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

    #[test]
    fn no_name_is_taken_for_markup() {
        for (name, written) in [
            ("1. dev", "1#46; dev"),
            ("- prod", "#45; prod"),
            ("search-dev.2", "search-dev.2"),
            ("a_b*c", "a#95;b#42;c"),
            ("fa:fa-car \"x\" <b>", "fa#58;fa-car #34;x#34; #60;b#62;"),
            ("a\\nb\nc", "a#92;nb#92;nc"),
            ("a\u{202e}b", "a#92;u#123;202e#125;b"),
            ("ümläut 🚗", "ümläut 🚗"),
        ] {
            assert_eq!(escaped(name).replace(NOTHING, ""), written);
        }
    }

    #[test]
    fn many_environments_are_drawn_with_the_lines_that_matter_most() {
        let mut places: Vec<_> = (0..40)
            .map(|it| {
                let cluster = format!("c{it}");
                let place = place("o1", &format!("p{it}"), &[&cluster]);
                (format!("env{it:02}"), place)
            })
            .collect();
        places[38].1.project_ids = set(&["p39"]);
        let places: Places = places.into_iter().collect();
        let text = draw(&places, &Names::default(), &compare::pairs(&places));
        assert_eq!(text.matches("|\"").count(), LINES, "{text}");
        assert!(text.contains("%% 680 more lines are left out"), "{text}");
        assert!(text.contains("|\"cluster, 1 writes in both\"|"), "{text}");
    }

    #[test]
    fn an_environment_without_projects_is_drawn_in_its_organization() {
        let all = Place {
            organization_id: Some("o1".to_owned()),
            is_whole_organization: true,
            ..Place::default()
        };
        let text = drawn(&[("dev", place("o1", "p1", &["c1"])), ("prod", all)]);
        assert!(
            text.contains("    cluster1[\"prod<br/>all projects\"]"),
            "{text}"
        );
        assert!(text.contains("cluster0 -.-|\"none\"| cluster1"), "{text}");
    }
}
