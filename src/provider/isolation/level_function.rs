//! `isolation_level`: where to draw the line between environments.

use tf_provider::{
    function::{Function, FunctionError},
    model,
};

model! {
    /// Where to separate environments such as dev and prod: by `organization`, by `project` or by `cluster`.
    ///
    /// An organization has its own invoices and payment method. A project has its own users and roles. A cluster has its own
    /// compute and storage, and shares the rest.
    pub struct IsolationLevelArgs <- IsolationLevelArgsConfig {
        /// What the environments need.
        needs: Needs = required(),
    }
}

model! {
    /// What environments need of their own.
    pub struct Needs <- NeedsConfig {
        /// Whether each needs its own invoices or payment method.
        separate_billing: bool = required(),
        /// Whether each needs its own users and roles.
        role_based_access: bool = required(),
    }
}

/// The lightest level that gives what is needed.
#[derive(Debug)]
pub(crate) struct IsolationLevel;

impl Function for IsolationLevel {
    const NAME: &'static str = "isolation_level";
    type Args = IsolationLevelArgs;
    type Output = String;

    fn call(args: IsolationLevelArgs) -> Result<String, FunctionError> {
        let level = if args.needs.separate_billing {
            "organization"
        } else if args.needs.role_based_access {
            "project"
        } else {
            "cluster"
        };
        Ok(level.to_owned())
    }
}
