//! White space around texts and empty texts, in every argument there is, under the real Terraform.

use std::fmt::Write as _;

use serde_json::{Value, json};

use testkit::{Problem, TerraformCli, executable};

/// Texts that may be anything, by what has them.
const FREE: &[&str] = &[
    "zillizcloud_cluster.bucket_info.prefix",
    "zillizcloud_cluster.description",
    "zillizcloud_isolation.environments.names",
    "zillizcloud_project.description",
];

/// Names, around which there may be blanks.
const NAMES: &[&str] = &[
    "zillizcloud_cluster.cluster_name",
    "zillizcloud_isolation.environments",
    "zillizcloud_organization.name",
    "zillizcloud_project.name",
    "zillizcloud_project.project_name",
    "zillizcloud_project_user.roles",
    "zillizcloud_usage.environments",
];

/// A configuration that sets every argument, and the texts in it by the argument that has them.
struct Everything {
    configuration: String,
    texts: Vec<(String, String)>,
    around: fn(usize) -> String,
}

impl Everything {
    fn new(around: fn(usize) -> String) -> Self {
        Self {
            configuration: String::new(),
            texts: Vec::new(),
            around,
        }
    }

    /// A new text of its own in HCL.
    fn text(&mut self, argument: &str) -> String {
        let text = json!((self.around)(self.texts.len())).to_string();
        self.texts.push((argument.to_owned(), text.clone()));
        text
    }

    fn value(&mut self, ty: &Value, argument: &str) -> String {
        let inside = |kind: &str| (ty[0] == kind).then(|| ty[1].clone());
        if let Some(element) = inside("list").or_else(|| inside("set")) {
            return format!("[{}]", self.value(&element, argument));
        }
        if let Some(element) = inside("map") {
            let key = self.text(argument);
            return format!("{{ {key} = {} }}", self.value(&element, argument));
        }
        if let Some(members) = inside("object") {
            let mut object = "{\n".to_owned();
            for (name, ty) in members.as_object().unwrap() {
                let value = self.value(ty, &format!("{argument}.{name}"));
                writeln!(object, "{name} = {value}").unwrap();
            }
            return object + "}";
        }
        match ty.as_str().unwrap() {
            "string" => self.text(argument),
            "number" => "1".to_owned(),
            "bool" => "true".to_owned(),
            other => panic!("a value of the type {other}"),
        }
    }

    fn block(&mut self, block: &Value, place: &str) -> String {
        let mut body = String::new();
        for (name, attribute) in block["attributes"].as_object().into_iter().flatten() {
            if attribute["required"] != true && attribute["optional"] != true {
                continue;
            }
            let value = self.value(&attribute["type"], &format!("{place}.{name}"));
            writeln!(body, "{name} = {value}").unwrap();
        }
        for (name, nested) in block["block_types"].as_object().into_iter().flatten() {
            let inside = self.block(&nested["block"], &format!("{place}.{name}"));
            writeln!(body, "{name} {{\n{inside}}}").unwrap();
        }
        body
    }

    /// Adds everything that the provider has.
    fn add(&mut self, schemas: &Value) {
        let address = format!(
            "{}/zilliz-rs/zillizcloud",
            executable().product().registry()
        );
        let provider = &schemas["provider_schemas"][address];
        for (word, kind) in [
            ("resource", "resource_schemas"),
            ("data", "data_source_schemas"),
        ] {
            for (name, schema) in provider[kind].as_object().unwrap() {
                let body = self.block(&schema["block"], name);
                writeln!(
                    self.configuration,
                    "{word} \"{name}\" \"this\" {{\n{body}}}"
                )
                .unwrap();
            }
        }
        let functions = provider["functions"].as_object().unwrap();
        assert!(!functions.is_empty(), "{provider}");
        for (name, function) in functions {
            let parameters = function["parameters"].as_array().unwrap();
            let arguments = parameters.iter().map(|it| self.value(&it["type"], name));
            let call = format!(
                "provider::zillizcloud::{name}({})",
                arguments.collect::<Vec<_>>().join(", ")
            );
            writeln!(
                self.configuration,
                "output \"{name}\" {{\nvalue = {call}\n}}"
            )
            .unwrap();
        }
    }

    /// The arguments of which a text is refused, and those of which none is.
    async fn validate(&mut self, lab: &TerraformCli) -> (Vec<Problem>, Vec<String>, Vec<String>) {
        let schemas = lab.run(&["providers", "schema", "-json"]).await.succeeded();
        self.add(&serde_json::from_str(&schemas.stdout).unwrap());
        lab.write(&self.configuration);
        let errors = validate(lab).await;
        let is_refused = |text: &str| errors.iter().any(|it| it.detail.contains(text));
        let (refused, accepted): (Vec<_>, Vec<_>) =
            self.texts.iter().partition(|(_, text)| is_refused(text));
        let names = |all: Vec<&(String, String)>| {
            let mut names: Vec<_> = all.into_iter().map(|(name, _)| name.clone()).collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        let (refused, accepted) = (names(refused), names(accepted));
        (errors, refused, accepted)
    }
}

/// The errors that speak of white space or of what is empty.
async fn validate(lab: &TerraformCli) -> Vec<Problem> {
    let validated = lab.run(&["validate", "-json"]).await;
    let answer: Value = serde_json::from_str(&validated.stdout).unwrap();
    let all = answer["diagnostics"].as_array().unwrap().iter();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let problems = all.map(|it| Problem {
        summary: text(&it["summary"]),
        detail: text(&it["detail"]),
        line: text(&it["snippet"]["code"]).trim().to_owned(),
    });
    let is_meant = |it: &Problem| it.detail.contains("white space") || it.detail.contains("empty");
    problems.filter(is_meant).collect()
}

#[tokio::test]
async fn a_line_break_at_the_end_of_an_argument_is_refused_wherever_nobody_can_mean_it() {
    let lab = TerraformCli::start().await;
    let mut everything = Everything::new(|number| format!("{number}@a\n"));
    let (errors, refused, accepted) = everything.validate(&lab).await;
    assert_eq!(accepted, FREE, "{errors:#?}");
    assert!(refused.len() > 50, "{refused:#?}");
    for error in &errors {
        assert!(error.detail.contains("trimspace(...)"), "{error:?}");
    }
}

#[tokio::test]
async fn blanks_around_an_argument_are_refused_unless_it_is_a_name() {
    let lab = TerraformCli::start().await;
    let mut everything = Everything::new(|number| format!(" {number}@a "));
    let (errors, _, accepted) = everything.validate(&lab).await;
    let mut allowed: Vec<_> = FREE.iter().chain(NAMES).copied().collect();
    allowed.sort_unstable();
    assert_eq!(accepted, allowed, "{errors:#?}");
}

#[tokio::test]
async fn an_empty_element_of_a_list_or_a_set_is_refused_where_it_is() {
    let lab = TerraformCli::start().await;
    for (block, line) in [
        (
            "data \"zillizcloud_usage\" \"this\" {\n start = \"2026-01-01\"\n end = \"2026-01-02\"\n project_ids = [\"\"]\n}\n",
            "project_ids = [\"\"]",
        ),
        (
            "resource \"zillizcloud_project_user\" \"this\" {\n email = \"ada@example.com\"\n roles = [\"\"]\n}\n",
            "roles = [\"\"]",
        ),
        (
            "resource \"zillizcloud_cluster\" \"this\" {\n cluster_name = \"red\"\n labels = { \"\" = \"a\" }\n}\n",
            "labels = { \"\" = \"a\" }",
        ),
    ] {
        lab.write(block);
        let errors = validate(&lab).await;
        let is_said = |it: &Problem| it.line == line && it.detail.contains("is empty");
        assert!(errors.iter().any(is_said), "{block}: {errors:?}");
    }
}

#[tokio::test]
async fn white_space_around_an_address_or_a_role_and_an_empty_role_are_refused() {
    let lab = TerraformCli::start().await;
    lab.add_member("ada@example.com").await;
    let (email, role) = ("email = \"ada@example.com\"", "\"Data Viewer\"");
    for (person, roles, part) in [
        ("email = \"ada@example.com\\n\"", role, "trimspace"),
        ("email = \" ada@example.com\"", role, "trimspace"),
        (email, "\"Data Viewer\\n\"", "trimspace"),
        (email, "\"\"", "empty"),
        (email, "\" \", \"Data Viewer\"", "empty"),
    ] {
        lab.write(&format!(
            "resource \"zillizcloud_project_user\" \"ada\" {{\n  project_id = local.project_id\n  {person}\n  roles = [{roles}]\n}}\n"
        ));
        let errors = lab.try_plan(&[]).await.problems("error");
        let is_said = errors.iter().any(|it| it.detail.contains(part));
        assert!(is_said, "{person} {roles}: {errors:?}");
    }
}
