//! The Terraform or OpenTofu that this test binary runs.

use std::sync::OnceLock;

use tf_provider::testing::executable::{Executable, Feature};

use super::counts;

/// The name of the count.
const COUNT: &str = "executable of it";

/// It is asked for its version once.
#[track_caller]
pub(crate) fn executable() -> &'static Executable {
    static EXECUTABLE: OnceLock<Result<Executable, String>> = OnceLock::new();
    let executable = EXECUTABLE.get_or_init(|| {
        #[expect(clippy::disallowed_methods, reason = "this is a test")]
        let executable = Executable::from_environment(|name| std::env::var_os(name));
        if let Ok(executable) = &executable {
            counts::record(COUNT, &format!("{executable} in `it`: none left out"));
        }
        executable
    });
    executable
        .as_ref()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Whether the executable has the feature. If not, `test` is counted as left out.
pub(crate) fn has(feature: Feature, test: &str) -> bool {
    let executable = executable();
    let has = executable.has(feature);
    if !has {
        executable.leave_out(test, feature, |report| {
            counts::record(COUNT, &format!("{executable} in `it`: {report}"));
        });
    }
    has
}

/// Leaves the test out if the executable lacks one of the features.
macro_rules! requires {
    ($($feature:ident),+) => {
        $(
            let feature = tf_provider::testing::executable::Feature::$feature;
            if !$crate::support::executable::has(feature, std::any::type_name_of_val(&|| ())) {
                return;
            }
        )+
    };
}

pub(crate) use requires;
