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

/// The previews that are on, as far as that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Previews {
    on: BTreeSet<Preview>,
    /// Whether others may turn out to be on, too.
    has_unknown: bool,
}

impl Previews {
    /// Whether a preview is known to be on.
    pub(crate) fn has(&self, preview: Preview) -> bool {
        self.on.contains(&preview)
    }

    /// Whether it is not known yet if a preview is on.
    pub(crate) fn is_unknown(&self, preview: Preview) -> bool {
        self.has_unknown && !self.has(preview)
    }
}

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
    configured: &Computed<BTreeSet<Computed<String>>>,
    env: &Env,
) -> Result<Previews> {
    match configured {
        Computed::Unknown => {
            return Ok(Previews {
                has_unknown: true,
                ..Previews::default()
            });
        }
        // Validation has refused what is no preview.
        Computed::Known(names) => {
            let known = names.iter().filter_map(Computed::text);
            return Ok(Previews {
                on: known.filter_map(Preview::named).collect(),
                has_unknown: names.iter().any(Computed::is_unknown),
            });
        }
        Computed::Null => {}
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
    let on: Result<_> = names.map(read).collect();
    Ok(Previews {
        on: on?,
        has_unknown: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_env(text: &str) -> Result<Previews> {
        let env = [(env::PREVIEW_FEATURES, text)].into_iter().collect();
        previews(&Computed::Null, &env)
    }

    #[test]
    fn previews_are_configured_or_listed_in_the_environment() {
        let both = Previews {
            on: [Preview::Organizations, Preview::Invitations].into(),
            has_unknown: false,
        };
        assert_eq!(from_env("invitations, organizations,").unwrap(), both);
        assert_eq!(from_env("").unwrap(), Previews::default());
        let env = [(env::PREVIEW_FEATURES, "invitations")];
        let none = Computed::Known(BTreeSet::new());
        let none = previews(&none, &env.into_iter().collect());
        assert_eq!(none.unwrap(), Previews::default());
        for name in NAMES {
            assert!(Preview::named(name).is_some(), "{name}");
        }
    }

    #[test]
    fn what_is_not_known_yet_is_neither_on_nor_off() {
        let one = Computed::Known("invitations".to_owned());
        let one = previews(
            &Computed::Known([one, Computed::Unknown].into()),
            &Env::default(),
        )
        .unwrap();
        assert!(one.has(Preview::Invitations) && !one.is_unknown(Preview::Invitations));
        assert!(!one.has(Preview::Organizations) && one.is_unknown(Preview::Organizations));
        // The environment is for what is not configured.
        let env = [(env::PREVIEW_FEATURES, "invitations")];
        let none = previews(&Computed::Unknown, &env.into_iter().collect()).unwrap();
        assert!(!none.has(Preview::Invitations) && none.is_unknown(Preview::Invitations));
    }

    #[test]
    fn a_preview_that_there_is_not_is_refused_with_its_path() {
        let problem = from_env("invitations,groups").unwrap_err();
        let problem = problem.iter().next().unwrap();
        assert!(problem.detail.contains("`groups`"), "{problem:?}");
        assert_eq!(problem.path, "preview_features".into());
    }
}
