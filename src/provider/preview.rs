//! Endpoints that Zilliz Cloud does not publish: used only where the provider's configuration asks for them.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
};

use crate::env::{self, Env};

/// A family of endpoints that is proposed and not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Preview {
    /// Organizations have a life cycle.
    Organizations,
    /// Somebody who is no member of the organization can be invited.
    Invitations,
}

/// The previews that are on.
pub(crate) type Previews = BTreeSet<Preview>;

/// The names of all previews.
pub(super) const NAMES: &[&str] = &["organizations", "invitations"];

impl Preview {
    fn named(name: &str) -> Option<Self> {
        match name {
            "organizations" => Some(Self::Organizations),
            "invitations" => Some(Self::Invitations),
            _ => None,
        }
    }
}

/// What is configured, else what the environment says.
pub(super) fn previews(
    configured: Option<&BTreeSet<Computed<String>>>,
    env: &Env,
) -> Result<Previews> {
    if let Some(names) = configured {
        // Validation has refused what is no preview; what is not known yet is not used yet.
        let names = names.iter().filter_map(Computed::text);
        return Ok(names.filter_map(Preview::named).collect());
    }
    let text = env.get(env::PREVIEW_FEATURES).unwrap_or_default();
    let names = text.split(',').map(str::trim).filter(|it| !it.is_empty());
    let read = |name: &str| {
        Preview::named(name).ok_or_else(|| {
            let detail = format!(
                "`{name}` is no preview feature: there are `organizations` and `invitations`."
            );
            let summary = format!("Invalid value of {}", env::PREVIEW_FEATURES);
            Diagnostic::error(summary, detail)
                .at("preview_features")
                .into()
        })
    };
    names.map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_env(text: &str) -> Result<Previews> {
        previews(None, &[(env::PREVIEW_FEATURES, text)].into_iter().collect())
    }

    #[test]
    fn previews_are_configured_or_listed_in_the_environment() {
        let both = [Preview::Organizations, Preview::Invitations].into();
        assert_eq!(from_env("invitations, organizations,").unwrap(), both);
        assert_eq!(from_env("").unwrap(), Previews::new());
        let env = [(env::PREVIEW_FEATURES, "invitations")];
        let none = previews(Some(&BTreeSet::new()), &env.into_iter().collect());
        assert_eq!(none.unwrap(), Previews::new());
        for name in NAMES {
            assert!(Preview::named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_preview_that_there_is_not_is_refused_with_its_path() {
        let found = from_env("invitations,groups").unwrap_err();
        let found = found.iter().next().unwrap();
        assert!(found.detail.contains("`groups`"), "{found:?}");
        assert_eq!(found.path, "preview_features".into());
    }
}
