//! The `terraform` or `tofu` that tests run: which one it is, and what it can do.
//!
//! One environment variable, [`VARIABLE`], names the executable of a whole test suite. A test that needs a [`Feature`]
//! asks [`Executable::has`] first, and reports itself to [`Executable::leave_out`] if the answer is no.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fmt,
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, OnceLock, PoisonError},
};

/// The environment variable that names the executable: an absolute path, or a name on the `PATH`.
///
/// Terraform's own framework for acceptance tests reads the same variable.
pub const VARIABLE: &str = "TF_ACC_TERRAFORM_PATH";

/// An executable whose version is known.
#[derive(Debug)]
pub struct Executable {
    program: PathBuf,
    product: Product,
    version: (u32, u32),
    release: String,
    left_out: Mutex<BTreeMap<String, Feature>>,
}

/// The two programs that start providers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Terraform.
    Terraform,
    /// OpenTofu.
    OpenTofu,
}

impl Product {
    /// The host part of a provider's address if a configuration does not name one.
    pub fn registry(self) -> &'static str {
        match self {
            Self::Terraform => "registry.terraform.io",
            Self::OpenTofu => "registry.opentofu.org",
        }
    }
}

impl fmt::Display for Product {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Terraform => "Terraform",
            Self::OpenTofu => "OpenTofu",
        })
    }
}

/// An ability that not every supported version has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Feature {
    /// Logs in JSON.
    JsonLogs,
    /// `moved` blocks.
    MovedBlocks,
    /// `import` blocks, and `plan -generate-config-out`.
    ImportBlocks,
    /// `mock_provider` in files of tests.
    MockProviders,
    /// `mock_provider` for resources whose types have optional members. `OpenTofu` keeps the marks of such members in the values
    /// that it makes up, and then refuses them.
    MocksOfOptionalMembers,
    /// Requests that tell whether they come from a plan or from an apply: an apply may defer changes.
    DeferralInApply,
    /// Functions of providers.
    Functions,
    /// `moved` blocks from a resource of another type or another provider.
    MovesAcrossProviders,
    /// Ephemeral resources.
    EphemeralResources,
    /// Write-only arguments.
    WriteOnlyArguments,
    /// `import` blocks with an `identity`.
    ImportByIdentity,
}

/// The release with what no release has so far.
const NEVER: (u32, u32) = (u32::MAX, u32::MAX);

impl Feature {
    /// The first minor release of each product that has it.
    const fn since(self) -> [(Product, (u32, u32)); 2] {
        let (terraform, opentofu) = match self {
            Self::JsonLogs => ((0, 15), (1, 6)),
            Self::MovedBlocks => ((1, 1), (1, 6)),
            Self::ImportBlocks => ((1, 5), (1, 6)),
            Self::MockProviders => ((1, 7), (1, 8)),
            Self::MocksOfOptionalMembers => ((1, 7), NEVER),
            Self::DeferralInApply => ((1, 9), NEVER),
            Self::Functions => ((1, 8), (1, 7)),
            Self::MovesAcrossProviders => ((1, 8), (1, 10)),
            Self::EphemeralResources => ((1, 10), (1, 11)),
            Self::WriteOnlyArguments => ((1, 11), (1, 11)),
            Self::ImportByIdentity => ((1, 12), (1, 12)),
        };
        [
            (Product::Terraform, terraform),
            (Product::OpenTofu, opentofu),
        ]
    }
}

impl fmt::Display for Feature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::JsonLogs => "logs in JSON",
            Self::MovedBlocks => "`moved` blocks",
            Self::ImportBlocks => "`import` blocks",
            Self::MockProviders => "mock providers",
            Self::MocksOfOptionalMembers => "mocks of objects with optional members",
            Self::DeferralInApply => "requests that tell an apply from a plan",
            Self::Functions => "functions of providers",
            Self::MovesAcrossProviders => "moves from another provider",
            Self::EphemeralResources => "ephemeral resources",
            Self::WriteOnlyArguments => "write-only arguments",
            Self::ImportByIdentity => "import by identity",
        })?;
        let [(_, (major, minor)), opentofu] = self.since();
        write!(formatter, ": Terraform {major}.{minor}")?;
        match opentofu {
            (_, NEVER) => formatter.write_str(", and no OpenTofu so far"),
            (_, (major, minor)) => write!(formatter, " or OpenTofu {major}.{minor}"),
        }
    }
}

impl Executable {
    /// The executable that the environment names in [`VARIABLE`], or `terraform`. The error says what to do.
    pub fn from_environment(
        variable: impl FnOnce(&str) -> Option<OsString>,
    ) -> Result<Self, String> {
        let named = variable(VARIABLE).filter(|it| !it.is_empty());
        let program = PathBuf::from(named.unwrap_or_else(|| "terraform".into()));
        if program.is_relative() && program.components().count() > 1 {
            let program = program.display();
            return Err(format!(
                "{VARIABLE} is the relative path {program}. Tests run in several folders: name an absolute path, or a \
                 program on the PATH."
            ));
        }
        Self::new(program)
    }

    /// Runs `program version`, once.
    pub fn new(program: impl Into<PathBuf>) -> Result<Self, String> {
        let program = program.into();
        let output = Command::new(&program)
            .arg("version")
            .env("CHECKPOINT_DISABLE", "1")
            .output();
        let output = output.map_err(|error| {
            format!(
                "{} cannot be started: {error}. These tests need the real Terraform or OpenTofu: get Terraform from \
                 https://developer.hashicorp.com/terraform/install, or name another executable in {VARIABLE}.",
                program.display()
            )
        })?;
        let text = String::from_utf8_lossy(&output.stdout);
        let (product, release) = parse(&text).ok_or_else(|| {
            let program = program.display();
            format!(
                "`{program} version` did not answer with a version of Terraform or OpenTofu: {text}"
            )
        })?;
        let version = minor_release(release)
            .ok_or_else(|| format!("{} has the unknown version {release}", program.display()))?;
        let release = release.to_owned();
        Ok(Self {
            program,
            product,
            version,
            release,
            left_out: Mutex::default(),
        })
    }

    /// The program to start.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Whether it is Terraform or OpenTofu.
    pub fn product(&self) -> Product {
        self.product
    }

    /// Whether this version has the feature.
    pub fn has(&self, feature: Feature) -> bool {
        let mut since = feature.since().into_iter();
        since.any(|(product, version)| product == self.product && version <= self.version)
    }

    /// Adds a test to those that need a feature which this version does not have, and reports all of them.
    ///
    /// The name may be that of a closure in the test, as [`std::any::type_name_of_val`] gives it.
    pub fn leave_out(&self, test: &str, feature: Feature, report: impl FnOnce(&str)) {
        let mut left_out = self.left_out.lock().unwrap_or_else(PoisonError::into_inner);
        let test = test.replace("::{{closure}}", "");
        left_out.insert(test, feature);
        let count = left_out.len();
        let tests = left_out.iter();
        let tests = tests.map(|(test, feature)| format!("\n  {test} needs {feature}"));
        report(&format!("{count} left out{}", tests.collect::<String>()));
    }
}

impl fmt::Display for Executable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.product, self.release)
    }
}

/// The executable of all tests in one binary.
#[derive(Debug)]
pub struct Suite {
    name: &'static str,
    record: fn(&str),
    executable: OnceLock<Result<Executable, String>>,
}

impl Suite {
    /// The suite of this name. `record` gets the line of its count whenever it changes.
    pub const fn new(name: &'static str, record: fn(&str)) -> Self {
        Self {
            name,
            record,
            executable: OnceLock::new(),
        }
    }

    /// The executable that [`Executable::from_environment`] gives, which is asked for its version once.
    pub fn executable(
        &self,
        variable: impl FnOnce(&str) -> Option<OsString>,
    ) -> Result<&Executable, &str> {
        let executable = self.executable.get_or_init(|| {
            let executable = Executable::from_environment(variable)?;
            self.report(&executable, "none left out");
            Ok(executable)
        });
        executable.as_ref().map_err(String::as_str)
    }

    /// Whether the executable of this suite has the feature. If not, `test` is counted as left out.
    pub fn has(&self, executable: &Executable, feature: Feature, test: &str) -> bool {
        let has = executable.has(feature);
        if !has {
            executable.leave_out(test, feature, |report| self.report(executable, report));
        }
        has
    }

    fn report(&self, executable: &Executable, report: &str) {
        (self.record)(&format!("{executable} in `{}`: {report}", self.name));
    }
}

/// Finds the line such as `Terraform v1.11.4`. Every version prints it, with `-json` or without only the later ones.
/// Warnings, as of a missing CLI configuration, may come first.
fn parse(text: &str) -> Option<(Product, &str)> {
    text.lines().find_map(parse_line)
}

fn parse_line(text: &str) -> Option<(Product, &str)> {
    // Terraform 0.14 writes `o:` first.
    let mut words = text.trim_start_matches("o:").split_whitespace();
    let product = match words.next()? {
        "Terraform" => Product::Terraform,
        "OpenTofu" => Product::OpenTofu,
        _ => return None,
    };
    Some((product, words.next()?.strip_prefix('v')?))
}

fn minor_release(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split('.').map(|it| it.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn executable(text: &str) -> Executable {
        let (product, release) = parse(text).unwrap();
        Executable {
            program: "terraform".into(),
            product,
            version: minor_release(release).unwrap(),
            release: release.to_owned(),
            left_out: Mutex::default(),
        }
    }

    #[test]
    fn product_and_version_are_in_a_line_of_their_own() {
        for (text, expected) in [
            ("Terraform v1.11.4\non linux_amd64\n", "Terraform 1.11.4"),
            ("o:Terraform v0.14.6\n", "Terraform 0.14.6"),
            (
                "OpenTofu v1.12.6-dev\non linux_amd64\n",
                "OpenTofu 1.12.6-dev",
            ),
            (
                "\nWarning: Unable to open CLI configuration file\n\nOpenTofu v1.12.6\n",
                "OpenTofu 1.12.6",
            ),
        ] {
            assert_eq!(executable(text).to_string(), expected);
        }
        assert!(parse("Terraform has no command named \"version\".").is_none());
        assert!(parse("").is_none());
    }

    #[test]
    fn a_feature_is_there_from_its_first_release_on() {
        for (text, has) in [
            ("Terraform v1.7.5", false),
            ("Terraform v1.8.0-rc1", true),
            ("Terraform v1.15.5", true),
            ("Terraform v2.0.0", true),
            ("OpenTofu v1.6.0", false),
            ("OpenTofu v1.7.0", true),
        ] {
            assert_eq!(executable(text).has(Feature::Functions), has, "{text}");
        }
    }

    #[test]
    fn each_test_that_is_left_out_is_reported_with_its_reason() {
        let executable = executable("Terraform v1.0.0");
        executable.leave_out(
            "it::one::{{closure}}::{{closure}}",
            Feature::Functions,
            |_| {},
        );
        let mut reported = String::new();
        executable.leave_out("two", Feature::ImportByIdentity, |it| {
            it.clone_into(&mut reported);
        });
        let expected = "2 left out\n  \
             it::one needs functions of providers: Terraform 1.8 or OpenTofu 1.7\n  \
             two needs import by identity: Terraform 1.12 or OpenTofu 1.12";
        assert_eq!(reported, expected);
    }

    #[test]
    fn a_suite_says_what_it_leaves_out() {
        static REPORTS: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let suite = Suite::new("it", |report| {
            REPORTS.lock().unwrap().push(report.to_owned());
        });
        let executable = executable("Terraform v1.8.0");
        assert!(suite.has(&executable, Feature::Functions, "one"));
        assert!(!suite.has(&executable, Feature::ImportByIdentity, "two"));
        let reports = REPORTS.lock().unwrap();
        assert_eq!(reports.len(), 1, "{reports:?}");
        assert!(reports[0].starts_with("Terraform 1.8.0 in `it`: 1 left out\n  two needs"));
    }

    #[test]
    fn a_relative_path_is_refused_because_tests_run_in_several_folders() {
        let refused = Executable::from_environment(|_| Some("bin/terraform".into())).unwrap_err();
        assert!(refused.contains("absolute path"), "{refused}");
    }
}
