//! The words about a change whose answer Terraform did not get. They name the object, and say what to do.

use std::fmt::Write as _;

use crate::{
    diagnostics::{Diagnostics, Result},
    model::Object,
    printable,
    resource::{Apply, ResourceType, identity_of},
    value::Value,
};

/// The object of a change.
pub(super) struct Subject {
    pub(super) type_name: String,
    /// Attributes by which a person finds the object again, none of them a secret.
    names: Vec<String>,
    step: Step,
    /// The title of the object before anything is known of the outcome.
    before: String,
    identity: &'static [&'static str],
    import_id: fn(&Object) -> Result<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Create,
    Update,
    Delete,
}

impl Subject {
    pub(super) fn new<C>(kind: &ResourceType<C>, change: &Apply) -> Self {
        let names = kind.schema.block.attributes.iter().filter(|it| {
            let is_name = it.name == "id" || it.name.ends_with("_id") || it.name.ends_with("name");
            is_name && !it.sensitive && !it.write_only
        });
        let (step, object) = match (&change.prior, &change.planned) {
            (Value::Object(prior), Value::Object(_)) => (Step::Update, Some(prior)),
            (Value::Object(prior), _) => (Step::Delete, Some(prior)),
            (_, Value::Object(planned)) => (Step::Create, Some(planned)),
            _ => (Step::Create, None),
        };
        let mut subject = Self {
            type_name: kind.name.clone(),
            names: names.map(|it| it.name.clone()).collect(),
            step,
            before: String::new(),
            identity: kind.identity,
            import_id: kind.import_id,
        };
        subject.before = object.map(|it| subject.title(it)).unwrap_or_default();
        subject
    }

    /// The object's names and identifiers, such as `id=p-1 name=red`.
    pub(super) fn named(&self, object: &Object) -> String {
        let named = self.names.iter().filter_map(|name| match object.get(name) {
            Some(Value::String(text)) => Some(format!("{name}={text}")),
            Some(Value::Number(number)) => Some(format!("{name}={number}")),
            _ => None,
        });
        named.collect::<Vec<_>>().join(" ")
    }

    /// The words for a change that is under way; `saved` is the object on record.
    pub(super) fn under_way(&self, saved: Option<&Object>) -> String {
        let before = &self.before;
        printable::line(match (self.step, saved) {
            (Step::Create, Some(saved)) => self.exists(saved),
            (Step::Create, None) => format!(
                "The creation of {before} was cut off, and whether it exists is not known. Look for it before the next apply."
            ),
            (Step::Update, _) => {
                format!(
                    "A change of {before} was cut off. The next plan shows how much of it was made."
                )
            }
            (Step::Delete, _) => {
                format!(
                    "The destruction of {before} was cut off. The next plan shows whether it exists."
                )
            }
        })
    }

    /// The words for the end of a change for which nobody waited.
    pub(super) fn ended(&self, outcome: &Result<Value>, saved: Option<&Object>) -> String {
        let before = &self.before;
        printable::line(match (self.step, outcome, saved) {
            (Step::Create, Ok(Value::Object(object)), _) | (Step::Create, Err(_), Some(object)) => {
                self.exists(object)
            }
            (Step::Create, Err(problem), None) => {
                format!("The creation of {before} failed: {}.", summaries(problem))
            }
            (_, Err(problem), _) => format!(
                "A change of {before} failed: {}. The next plan shows how much of it was made.",
                summaries(problem)
            ),
            (_, Ok(_), _) => format!(
                "A change of {before} was made, and Terraform may not have recorded it. The next plan shows it."
            ),
        })
    }

    fn exists(&self, object: &Object) -> String {
        let title = self.title(object);
        let mut text = format!("{title} exists, and Terraform may not have recorded it.");
        if let Some(id) = self.import_id(object) {
            // As a shell takes it.
            let id = id.replace('\'', r#"'"'"'"#);
            let _ = write!(
                text,
                " If it is not in the state: terraform import <address> '{id}'"
            );
        }
        text
    }

    fn title(&self, object: &Object) -> String {
        let named = self.named(object);
        if named.is_empty() {
            return self.type_name.clone();
        }
        format!("{} ({named})", self.type_name)
    }

    fn import_id(&self, object: &Object) -> Option<String> {
        let identity = identity_of(self.identity, object);
        let import_id = identity.and_then(|it| (self.import_id)(&it).ok());
        import_id.or_else(|| match object.get("id") {
            Some(Value::String(id)) => Some(id.clone()),
            _ => None,
        })
    }
}

pub(super) fn summaries(diagnostics: &Diagnostics) -> String {
    let summaries = diagnostics.iter().map(|it| it.summary.as_str());
    summaries.collect::<Vec<_>>().join("; ")
}
