//! For every law a provider that breaks it, and what Terraform says then.

mod announced;
mod features;
mod identities;
mod plans;
mod results;

use tf_provider::{testing::Failure, value::Value};

pub(super) const BUG: &str = "\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.";
pub(super) const SAMPLE: &str = r#"Provider "registry.terraform.io/testing/sample""#;
pub(super) const SHOP: &str = r#"Provider "registry.terraform.io/testing/shop""#;

#[track_caller]
pub(super) fn assert_failed(failure: &Failure, summary: &str, detail: &str) {
    let whole = format!("Error: {summary}\n\n{detail}");
    let told = failure.to_string();
    assert!(told.starts_with(&whole), "{told}");
}

pub(super) fn empty_item() -> Value {
    let names = [
        "name", "count", "shelf", "labels", "code", "cost", "id", "changes",
    ];
    Value::Object(names.map(|it| (it.to_owned(), Value::Null)).into())
}
