//! Diagnostics about calls that failed: the only file that knows both the client's errors and
//! Terraform's diagnostics.

use tf_provider::diagnostics::{Diagnostic, Diagnostics};

use crate::{
    api::{self, ErrorKind, ForeignText, Topic, wait::WaitError},
    provider::route,
};

/// Says what was being done when a call failed.
pub(crate) trait ErrorContext<T> {
    /// `doing` completes "Error …", such as `reading project "red"`.
    fn context(self, doing: impl AsRef<str>) -> Result<T, Diagnostics>;
}

impl<T> ErrorContext<T> for Result<T, api::Error> {
    fn context(self, doing: impl AsRef<str>) -> Result<T, Diagnostics> {
        self.map_err(|error| explain(&error, doing.as_ref()).into())
    }
}

impl<T> ErrorContext<T> for Result<T, WaitError> {
    fn context(self, doing: impl AsRef<str>) -> Result<T, Diagnostics> {
        self.map_err(|error| match error {
            WaitError::Api(error) => explain(&error, doing.as_ref()).into(),
            other => {
                let said = sentence(&other.to_string());
                let next = match other {
                    WaitError::TimedOut { .. } => {
                        "\n\nGive it more time in the `timeouts` block, or look at it in the console. Then run Terraform again: what was done \
                         is on record."
                    }
                    _ => "",
                };
                Diagnostic::error(summary(doing.as_ref()), format!("{said}{next}")).into()
            }
        })
    }
}

/// The diagnostic for a call that failed: what came back, then what to do now.
pub(crate) fn explain(error: &api::Error, doing: &str) -> Diagnostic {
    let answer = sentence(&error.to_string());
    let next = error
        .unknown_setting()
        .map_or_else(|| next_step(error), not_known_yet);
    Diagnostic::error(summary(doing), format!("{answer}\n\n{next}"))
}

/// What to do about an attribute of the provider block that a plan does not know yet.
pub(crate) fn not_known_yet(setting: &str) -> String {
    format!(
        "`{setting}` of the provider block is not known yet: it comes from something that does not exist before this apply. Make \
         that first, with `-target`, or leave out what needs the provider, with `-exclude` where there is one. What is in the state \
         already can be planned as the state has it, with `-refresh=false`."
    )
}

/// The diagnostic for a create that failed. Where the object may exist all the same, or exists already: what was found, and
/// the import command, by `import_id` unless more is known.
pub(crate) fn explain_create(
    error: &api::Error,
    doing: &str,
    resource: &str,
    import_id: &str,
) -> Diagnostic {
    let import = |id: &str| {
        // It is pasted into a shell.
        let id = ForeignText::from(id).as_str().replace('\'', r"'\''");
        format!("`terraform import <address> '{id}'`")
    };
    let address = format!("where <address> is that of this resource, such as {resource}.example");
    let Some(unsettled) = error.unsettled() else {
        let problem = explain_lookup(error, doing, "");
        if error.kind() != ErrorKind::Conflict && error.topic() != Topic::Conflict {
            return problem;
        }
        // Perhaps the work of a run that was killed before it could put it on record.
        let detail = format!(
            "{}\n\nIf this plan destroys or renames the one that exists, apply again. If only its block has another name now, a `moved` block \
             keeps it as it is. If it is yours and in no state, such as from a run that was cut off, take it over with {}, {address}. \
             Otherwise choose another name.",
            problem.detail,
            import(error.namesake().unwrap_or(import_id))
        );
        return Diagnostic { detail, ..problem };
    };
    let lost = match error.code() {
        Some(_) => "The answer proves nothing",
        None => "The answer was lost",
    };
    let next = if unsettled.namesakes.is_empty() {
        let looked = unsettled.failure.as_ref().map_or_else(
            || "It did not show up when it was looked for, which proves nothing".to_owned(),
            |why| format!("It could not be looked for ({why})"),
        );
        format!(
            "{lost}, so it may exist all the same. {looked}. Look for it in the console before you apply again. If it is \
             there, take it over with {}, {address}; otherwise apply again.",
            import(&unsettled.import_id)
        )
    } else {
        let problem = unsettled.namesakes.iter().map(|it| match &it.create_time {
            Some(time) => format!(
                "{} (created {})",
                ForeignText::from(&it.id),
                ForeignText::from(time)
            ),
            None => format!("{} (creation time not known)", ForeignText::from(&it.id)),
        });
        let problem: Vec<_> = problem.collect();
        format!(
            "{lost}, so it may exist all the same. What has its name is new, and not provably what was to be created: {}. \
             If it is the one you want, take it over with {}, {address}; otherwise choose another name, and apply again.",
            problem.join(", "),
            import(&unsettled.namesakes[0].id)
        )
    };
    let detail = format!("{}\n\n{next}", sentence(&error.to_string()));
    Diagnostic::error(summary(doing), detail)
}

/// The warning for a new object whose answer was lost, and that is the only new one of its name. `title` begins the sentence.
pub(crate) fn found_again(title: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("{title} was created, but its answer was lost"),
        "It is the only one of its name that was not there before, and is in the state now.",
    )
}

/// The same as a warning, for a call that need not succeed.
pub(crate) fn explain_as_warning(
    error: &api::Error,
    summary: &str,
    consequence: &str,
) -> Diagnostic {
    Diagnostic::warning(
        summary,
        format!("{}\n\n{consequence}", sentence(&error.to_string())),
    )
}

/// The summary for what was being done.
pub(crate) fn summary(doing: &str) -> String {
    format!("Error {doing}")
}

/// The text with a capital letter and a full stop.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let start = letters
        .next()
        .map(|it| it.to_uppercase().collect::<String>())
        .unwrap_or_default();
    let end = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{start}{}{end}", letters.as_str())
}

/// What to do now: about the key and the way to the service in the words of who set them.
fn next_step(error: &api::Error) -> String {
    let step = hint(error);
    let about_route = route::advice(error);
    about_route.unwrap_or_else(|| step.to_owned())
}

/// What to do now. Where no code tells, the words of a refusal choose what is most likely.
fn hint(error: &api::Error) -> &'static str {
    let kind = match (error.kind(), error.topic()) {
        (ErrorKind::Invalid, Topic::Absence) => ErrorKind::NotFound,
        (ErrorKind::Invalid, Topic::Conflict) => ErrorKind::Conflict,
        (ErrorKind::Invalid, Topic::Permission) => ErrorKind::Auth,
        (ErrorKind::Invalid, Topic::Quota) => ErrorKind::Quota,
        (kind, _) => kind,
    };
    match kind {
        ErrorKind::Auth => {
            "Set `api_key` in the provider block or ZILLIZCLOUD_API_KEY to a key of this organization that may do this; \
             keys are made in the console under API Keys. A key belongs to one platform: the Chinese one has another \
             `host_address`."
        }
        ErrorKind::NotEnabled => {
            "The access control routes of Zilliz Cloud are still being rolled out and are not live for this account. Nothing \
             was changed and nothing is known to be gone. Ask the support of Zilliz Cloud to enable them."
        }
        ErrorKind::Quota => {
            "See the limits of your organization in the console, or ask the support of Zilliz Cloud to raise them."
        }
        ErrorKind::Throttled => "Run Terraform again later, or with a lower `-parallelism`.",
        ErrorKind::Timeout => {
            "Check the network and `host_address` (or ZILLIZCLOUD_HOST_ADDRESS), or give the operation more time in its `timeouts` \
             block, where it has one. Then run Terraform again: nothing that exists has been forgotten."
        }
        ErrorKind::Unavailable => {
            "Check the network and `host_address` (or ZILLIZCLOUD_HOST_ADDRESS), then run Terraform again: nothing that \
             exists has been forgotten."
        }
        ErrorKind::Canceled => {
            "It was stopped by the user. Run Terraform again to go on: what was done is on record."
        }
        ErrorKind::Conflict => {
            "Something that exists, or that is going on, is in the way. Look at the object in the console, and apply again once it is \
             settled."
        }
        ErrorKind::Invalid => hint_of_refusal(error),
        ErrorKind::NotFound => {
            "It was deleted outside of Terraform, or the API key cannot see it, or something else was not found: this answer alone \
             proves nothing, so nothing was forgotten. If the console shows that it is gone, `terraform state rm <address>` with the \
             address of the resource forgets it."
        }
        ErrorKind::Unproven => {
            "The answers disagree, so nothing was forgotten. Run Terraform again in a while. If it stays so, and the console shows \
             that it is gone, `terraform state rm <address>` with the address of the resource forgets it."
        }
        ErrorKind::Unexpected => {
            "This is not how Zilliz Cloud answers: check `host_address` (or ZILLIZCLOUD_HOST_ADDRESS), and whether a proxy answers in \
             its place. Such an answer proves nothing, so nothing was forgotten."
        }
    }
}

/// What to do about a request that is wrong.
fn hint_of_refusal(error: &api::Error) -> &'static str {
    if error.attempts() == 0 {
        "Nothing was sent. Correct the value where it comes from: the configuration, the environment, or the import command."
    } else if error.message().to_lowercase().contains("orgid") {
        "Set `organization_id` in the provider block or ZILLIZCLOUD_ORGANIZATION_ID: Zilliz Cloud wants to be told the organization \
         with this call."
    } else {
        "Zilliz Cloud understood the request and refuses it, so repeating it does not help. PlanChange what it names in the \
         configuration, or ask the support of Zilliz Cloud."
    }
}

/// The diagnostic for a look-up that failed. `near` is what else there is, in sentences.
pub(crate) fn explain_lookup(error: &api::Error, doing: &str, near: &str) -> Diagnostic {
    if !is_absence(error) {
        return explain(error, doing);
    }
    let detail = format!(
        "{}\n\nCheck the spelling first. {near}If the spelling is right, the API key may not see it.",
        sentence(&error.to_string())
    );
    Diagnostic::error(summary(doing), detail)
}

/// Whether the service says that something does not exist.
pub(crate) fn is_absence(error: &api::Error) -> bool {
    match error.kind() {
        ErrorKind::NotFound => true,
        ErrorKind::Invalid => {
            error.attempts() > 0
                && (error.topic() == Topic::Absence || error.code() == Some(INVALID_OR_FORBIDDEN))
        }
        _ => false,
    }
}

/// The code for "cluster ID invalid or no permission", with which the service leaves open which of the two it is.
pub(crate) const INVALID_OR_FORBIDDEN: i64 = 80_020;
