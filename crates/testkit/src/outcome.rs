//! The result of a Terraform command: its exit code, and its output as JSON messages.

use std::fmt;

use serde_json::Value;

/// A command that has ended.
#[derive(Debug)]
pub struct Outcome {
    /// The command line, for messages.
    pub command: String,
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it printed about itself.
    pub stderr: String,
}

/// An error or a warning as Terraform shows it.
#[derive(Debug)]
pub struct Problem {
    /// The first line.
    pub summary: String,
    /// The text below it.
    pub detail: String,
    /// The line of the configuration that it points to; empty when it points to none.
    pub line: String,
}

impl Outcome {
    /// The command did what it should.
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }

    /// The one error that made the command fail. More than one would leave people to guess which of them it was.
    pub fn only_error(&self) -> Problem {
        assert_eq!(self.code, Some(1), "{self}");
        let mut errors = self.problems("error");
        assert_eq!(errors.len(), 1, "{self}");
        errors.remove(0)
    }

    /// The warnings, without the one about the development override that makes these tests possible.
    pub fn warnings(&self) -> Vec<Problem> {
        let mut warnings = self.problems("warning");
        warnings.retain(|it| !it.summary.contains("development overrides"));
        warnings
    }

    /// What the command did, such as `apply: 1 added, 0 changed, 0 imported, 0 removed`.
    pub fn summary(&self) -> String {
        let summaries = self
            .messages()
            .filter(|it| it["type"] == "change_summary" && it["changes"]["operation"] != "plan");
        let changes = summaries.last().unwrap_or_default()["changes"].take();
        format!(
            "{} added, {} changed, {} imported, {} removed",
            changes["add"], changes["change"], changes["import"], changes["remove"]
        )
    }

    /// The errors or the warnings.
    pub fn problems(&self, severity: &str) -> Vec<Problem> {
        let diagnostics = self.messages().filter(|it| it["type"] == "diagnostic");
        diagnostics
            .map(|mut it| it["diagnostic"].take())
            .filter(|it| it["severity"] == severity)
            .map(|it| Problem {
                summary: text(&it["summary"]),
                detail: text(&it["detail"]),
                line: text(&it["snippet"]["code"]).trim().to_owned(),
            })
            .collect()
    }

    fn messages(&self) -> impl Iterator<Item = Value> {
        self.stdout
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
    }
}

impl Problem {
    /// It points to the line of `attribute`.
    #[track_caller]
    pub fn is_at(&self, attribute: &str) -> &Self {
        let name = self.line.split(['=', ' ']).next();
        assert_eq!(name, Some(attribute), "{self:#?}");
        self
    }

    /// It says all of this.
    #[track_caller]
    pub fn says<const N: usize>(&self, parts: [&str; N]) -> &Self {
        let all = format!("{}: {}", self.summary, self.detail);
        for part in parts {
            assert!(all.contains(part), "not {part:?} in {self:#?}");
        }
        self
    }
}

impl Outcome {
    /// It printed this text.
    pub fn says(&self, text: &str) {
        assert!(self.stdout.contains(text), "not {text:?} in {self}");
    }
}

impl fmt::Display for Outcome {
    /// For people: the messages, without their frame of JSON.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{} ended with {:?}", self.command, self.code)?;
        for line in self.stdout.lines() {
            let message: Value = serde_json::from_str(line).unwrap_or_default();
            let said = message["@message"].as_str().unwrap_or(line);
            writeln!(formatter, "  {said}")?;
            if message["type"] == "diagnostic" {
                writeln!(formatter, "    {}", text(&message["diagnostic"]["detail"]))?;
                writeln!(
                    formatter,
                    "    at: {}",
                    message["diagnostic"]["snippet"]["code"]
                )?;
            }
        }
        formatter.write_str(&self.stderr)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
