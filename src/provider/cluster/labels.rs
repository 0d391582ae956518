//! The syntax of labels, which is that of Kubernetes.

/// The longest name, and the longest value, in characters.
const LENGTH: usize = 63;
/// The longest domain before the name, in characters.
const DOMAIN_LENGTH: usize = 253;

/// Why this cannot be the key of a label.
pub(super) fn problem_of_key(key: &str) -> Option<String> {
    let (domain, name) = match key.split_once('/') {
        Some((domain, name)) => (Some(domain), name),
        None => (None, key),
    };
    if let Some(domain) = domain.filter(|it| !is_domain(it)) {
        return Some(format!(
            "What is before the slash of a label's key must be a domain name in lowercase such as `example.com`, but `{domain}` was \
             given."
        ));
    }
    (name.is_empty() || !is_plain(name)).then(|| {
        format!(
            "The key of a label must be 1 to {LENGTH} letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, after a \
             domain and a slash or without, but `{key}` was given."
        )
    })
}

/// Why this cannot be the value of a label.
pub(super) fn problem_of_value(value: &str) -> Option<String> {
    (!is_plain(value)).then(|| {
        format!(
            "The value of a label must be empty or up to {LENGTH} letters, digits, `-`, `_` and `.`, with a letter or digit at both \
             ends, but `{value}` was given."
        )
    })
}

fn is_plain(text: &str) -> bool {
    let is_end = |it: char| it.is_ascii_alphanumeric();
    text.len() <= LENGTH
        && text.chars().all(|it| is_end(it) || "-_.".contains(it))
        && text.chars().next().is_none_or(is_end)
        && text.chars().next_back().is_none_or(is_end)
}

fn is_domain(text: &str) -> bool {
    let is_end = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let is_part = |part: &str| {
        part.chars().all(|it| is_end(it) || it == '-')
            && part.chars().next().is_some_and(is_end)
            && part.chars().next_back().is_some_and(is_end)
    };
    text.len() <= DOMAIN_LENGTH && text.split('.').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_kubernetes() {
        let long = "a".repeat(63);
        for key in ["a", "A.b_c-9", "example.com/team", &long] {
            assert_eq!(problem_of_key(key), None, "{key}");
        }
        let longer = "a".repeat(64);
        for key in [
            "", "-a", "a-", "a b", "/a", "a/", "A.com/a", "a/b/c", "a..b/c", &longer,
        ] {
            assert!(problem_of_key(key).is_some(), "{key}");
        }
        for (value, is_fine) in [
            ("", true),
            ("red", true),
            ("v1.2_3", true),
            ("red!", false),
            ("_a", false),
            (&longer, false),
        ] {
            assert_eq!(problem_of_value(value).is_none(), is_fine, "{value}");
        }
    }
}
