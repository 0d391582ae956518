//! States that the vendor's provider wrote, which has the same name, types and schema version.
//!
//! They come by `moved` and by `terraform state replace-provider`. The version stays the same, so that a state can go
//! back the same way. What tells them from ours is that they lack `deletion_protection`.

use std::collections::BTreeMap;

use tf_provider::value::Json;

/// Attributes of a cluster that only a Dedicated one has.
const DEDICATED_ONLY: &[&str] = &["cu_size", "cu_type", "replica"];

/// No security groups are what a configuration may say.
const GROUPS: &str = "load_balancer_security_groups";

/// What people call things.
const NAMES: &[&str] = &["project_name", "cluster_name"];

/// Only this provider writes it.
const MARK: &str = "deletion_protection";

type State = BTreeMap<String, Json>;

/// Whether this provider wrote a state of a type that the vendor's has, too.
pub(crate) fn is_ours(state: &Json) -> bool {
    matches!(state, Json::Object(state) if state.contains_key(MARK))
}

/// Makes a project of the vendor's provider one of ours.
pub(crate) fn mend_project(state: &mut Json) {
    if let Some(state) = vendors(state) {
        forget_nothing(state);
        set(state, MARK, false);
    }
}

/// Makes a cluster of the vendor's provider one of ours.
pub(crate) fn mend_cluster(state: &mut Json) {
    let Some(state) = vendors(state) else { return };
    forget_nothing(state);
    // It writes down whatever the cluster is doing.
    let is_wish = |it: &Json| matches!(text(it), Some("RUNNING" | "SUSPENDED"));
    if !state.get("desired_status").is_some_and(is_wish) {
        state.remove("desired_status");
    }
    // It gives every cluster one compute unit.
    if matches!(member(state, "plan"), Some("Free" | "Serverless")) {
        state.retain(|name, _| !DEDICATED_ONLY.contains(&name.as_str()));
    }
    if matches!(state.get("labels"), None | Some(Json::Null)) {
        state.insert("labels".to_owned(), Json::Object(State::new()));
    }
    set(state, MARK, false);
    set(state, "store_password", true);
}

fn vendors(state: &mut Json) -> Option<&mut State> {
    match state {
        Json::Object(state) if !state.contains_key(MARK) => Some(state),
        _ => None,
    }
}

/// Drops what says nothing: empty texts and lists, which no configuration has written except for [groups](GROUPS), and the word that stands for what
/// was not known in the end, unless somebody chose it for a name.
fn forget_nothing(state: &mut State) {
    let is_placeholder = |name: &str, text: &str| {
        text.is_empty() || (text.eq_ignore_ascii_case("unknown") && !NAMES.contains(&name))
    };
    state.retain(|name, value| match value {
        Json::String(text) => !is_placeholder(name, text),
        Json::Array(elements) => !elements.is_empty() || name == GROUPS,
        _ => true,
    });
}

fn set(state: &mut State, name: &str, value: bool) {
    state.insert(name.to_owned(), Json::Bool(value));
}

fn member<'a>(state: &'a State, name: &str) -> Option<&'a str> {
    state.get(name).and_then(text)
}

fn text(value: &Json) -> Option<&str> {
    match value {
        Json::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(state: &str) -> String {
        let mut state = state.parse().unwrap();
        mend_cluster(&mut state);
        state.to_string()
    }

    #[test]
    fn a_cluster_of_ours_is_left_alone() {
        let ours = r#"{"deletion_protection":true,"labels":{},"status":"UNKNOWN"}"#;
        assert_eq!(mended(ours), ours);
    }

    #[test]
    fn a_project_may_be_called_unknown() {
        let mut state = r#"{"plan":"unknown","project_name":"Unknown"}"#.parse().unwrap();
        mend_project(&mut state);
        let mended = r#"{"deletion_protection":false,"project_name":"Unknown"}"#;
        assert_eq!(state.to_string(), mended);
    }

    #[test]
    fn a_name_is_no_placeholder() {
        let mended =
            mended(r#"{"cluster_name":"unknown","connect_address":"unknown","status":"UNKNOWN"}"#);
        assert!(mended.contains(r#""cluster_name":"unknown""#), "{mended}");
        assert!(
            !mended.contains("address") && !mended.contains("UNKNOWN"),
            "{mended}"
        );
    }
}
