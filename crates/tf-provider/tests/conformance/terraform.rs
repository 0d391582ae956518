//! The real Terraform, with the toy provider.

use std::{
    ffi::OsStr,
    fs,
    os::unix::fs::symlink,
    path::Path,
    process::{Output, Stdio},
};

use tempfile::TempDir;
use tf_provider::testing::executable::{Executable, Feature, Suite};
use tokio::process::Command;

static SUITE: Suite = Suite::new("conformance", record);

/// The Terraform or OpenTofu that this suite runs. It is asked for its version once.
#[track_caller]
pub(crate) fn executable() -> &'static Executable {
    #[expect(clippy::disallowed_methods, reason = "this is a test")]
    let executable = SUITE.executable(|name| std::env::var_os(name));
    executable.unwrap_or_else(|error| panic!("{error}"))
}

/// Whether the executable has the feature. If not, `test` is counted as left out.
pub(crate) fn has(feature: Feature, test: &str) -> bool {
    SUITE.has(executable(), feature, test)
}

/// Leaves the test out if the executable lacks one of the features.
macro_rules! requires {
    ($($feature:ident),+) => {
        $(
            let feature = tf_provider::testing::executable::Feature::$feature;
            if !$crate::terraform::has(feature, std::any::type_name_of_val(&|| ())) {
                return;
            }
        )+
    };
}

pub(crate) use requires;

/// Writes it where `.ci/run` finds it.
fn record(report: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("counts");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("executable of conformance.txt");
    fs::write(file, format!("{report}\n")).unwrap();
}

/// A folder with a configuration, and whatever Terraform keeps there.
#[derive(Debug)]
pub(crate) struct Workspace(pub(crate) TempDir, &'static str);

impl Workspace {
    /// With this as its `main.tf`. The toy provider is found without `terraform init`.
    pub(crate) fn new(config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bin = folder.path().join("bin");
        fs::create_dir(&bin).unwrap();
        let program = std::env::current_exe().unwrap();
        symlink(program, bin.join("terraform-provider-toy")).unwrap();
        let cli = format!(
            "provider_installation {{\n  dev_overrides {{\n    \"testing/toy\" = \"{}\"\n  }}\n}}\n",
            bin.display()
        );
        fs::write(folder.path().join("cli.tfrc"), cli).unwrap();
        let workspace = Self(folder, "provider");
        workspace.configure(config);
        workspace
    }

    /// The same for another provider that this binary can be.
    pub(crate) fn with_role(self, role: &'static str) -> Self {
        Self(self.0, role)
    }

    /// Replaces the configuration.
    pub(crate) fn configure(&self, config: &str) {
        let source =
            "terraform {\n  required_providers {\n    toy = { source = \"testing/toy\" }\n  }\n}\n";
        fs::write(self.0.path().join("main.tf"), format!("{source}{config}")).unwrap();
    }

    /// A command that is ready to start.
    pub(crate) fn command(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Command {
        let mut command = Command::new(executable().program());
        command
            .args(arguments)
            .current_dir(self.0.path())
            .env("TF_CLI_CONFIG_FILE", self.0.path().join("cli.tfrc"))
            .env("CONFORMANCE_ROLE", self.1)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs `terraform` to its end.
    pub(crate) async fn run(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Output {
        self.command(arguments).output().await.unwrap()
    }

    /// Runs a command that must succeed, and answers its stdout.
    pub(crate) async fn must(
        &self,
        arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> String {
        let output = self.run(arguments).await;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    }
}
