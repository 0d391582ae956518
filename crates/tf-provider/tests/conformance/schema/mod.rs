//! Items 56 to 60: the schema: what a provider that uses every feature announces, and the rules for all schemas.

pub(crate) mod announced;
pub(crate) mod rules;
mod walk;
pub(crate) mod whole;
pub(crate) mod wrong;
