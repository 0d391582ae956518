//! The Terraform or OpenTofu that this test binary runs.

use tf_provider::testing::executable::{Executable, Feature, Suite};

use super::counts;

static SUITE: Suite = Suite::new("it", |report| counts::record("executable of it", report));

/// It is asked for its version once.
#[track_caller]
pub fn executable() -> &'static Executable {
    #[expect(clippy::disallowed_methods, reason = "this is a test")]
    let executable = SUITE.executable(|name| std::env::var_os(name));
    executable.unwrap_or_else(|error| panic!("{error}"))
}

/// Whether the executable has the feature. If not, `test` is counted as left out.
pub fn has(feature: Feature, test: &str) -> bool {
    SUITE.has(executable(), feature, test)
}

/// Leaves the test out if the executable lacks one of the features.
#[macro_export]
macro_rules! requires {
    ($($feature:ident),+) => {
        $(
            let feature = tf_provider::testing::executable::Feature::$feature;
            if !$crate::executable::has(feature, std::any::type_name_of_val(&|| ())) {
                return;
            }
        )+
    };
}
