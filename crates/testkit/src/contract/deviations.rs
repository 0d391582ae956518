//! Deviations from the published document that the simulator or the provider makes on purpose.

/// An operation, a part of the complaint, and the reason to live with it.
const KNOWN: &[(&str, &str, &str)] = &[
    (
        "addProjectRegions",
        r#""data":{"projectId""#,
        "the guide for projects shows an object with `regions`; a switch makes the simulator answer so",
    ),
    (
        "upgradeProject",
        r#""data":{"projectId""#,
        "the guide for projects shows an object with the identifier; a switch makes the simulator answer so",
    ),
    (
        ANY,
        "HTTP 404 of the gateway",
        "a route that is not live for an account is no part of the API, and the gateway answers without a code",
    ),
];

/// Any operation.
const ANY: &str = "*";

/// Whether a complaint about an operation is expected.
pub(crate) fn is_known(operation: &str, complaint: &str) -> bool {
    KNOWN
        .iter()
        .any(|(id, part, _)| [operation, ANY].contains(id) && complaint.contains(part))
}
