//! The provider of the README: it is what it says it is, and it works under the real Terraform (item 96).

use crate::{
    frame::{Item, item},
    terraform::Workspace,
};

pub(crate) const ITEMS: &[Item] = &[
    item!(96, the_provider_of_the_readme_lives_a_whole_life),
    item!(96, the_readme_shows_the_provider_that_is_tested),
];

async fn the_readme_shows_the_provider_that_is_tested() {
    let readme = include_str!("../../README.md");
    let example = include_str!("../../examples/minimal.rs");
    assert!(readme.contains(&format!("```rust\n{example}```\n")));
    let code = example.lines().map(str::trim);
    let code = code.filter(|it| !it.is_empty() && !it.starts_with("//"));
    assert!(code.count() < 60);
}

/// A greeting of somebody. The provider has another name in these tests.
fn greeting(workspace: &Workspace, name: &str) {
    let path = workspace.0.path().join("greeting.txt");
    workspace.configure(&format!(
        "resource \"greeting_file\" \"it\" {{\n  provider = toy\n  path     = \"{}\"\n  text     = \"Hello, {name}!\"\n}}\n",
        path.display()
    ));
}

async fn the_provider_of_the_readme_lives_a_whole_life() {
    let workspace = Workspace::new("").with_role("minimal");
    let path = workspace.0.path().join("greeting.txt");
    let text = || std::fs::read_to_string(&path).ok();
    let (apply, plan) = (["apply", "-auto-approve"], ["plan", "-detailed-exitcode"]);
    greeting(&workspace, "Ada");
    workspace.must(apply).await;
    assert_eq!(text().as_deref(), Some("Hello, Ada!"));
    workspace.must(plan).await;

    greeting(&workspace, "Grace");
    assert_eq!(workspace.run(plan).await.status.code(), Some(2));
    workspace.must(apply).await;
    assert_eq!(text().as_deref(), Some("Hello, Grace!"));
    workspace.must(plan).await;

    workspace.must(["state", "rm", "greeting_file.it"]).await;
    let id = path.display().to_string();
    workspace.must(["import", "greeting_file.it", &id]).await;
    workspace.must(plan).await;
    workspace.must(["destroy", "-auto-approve"]).await;
    assert_eq!(text(), None);
}
