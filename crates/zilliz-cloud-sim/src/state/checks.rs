//! Checks that several kinds of objects share.

use crate::envelope::Refusal;

/// Refuses a description that is too long.
pub(crate) fn check_description(description: &str, most: usize) -> Result<(), Refusal> {
    if description.chars().count() > most {
        let message = format!("description must not be longer than {most} characters.");
        return Err(Refusal::new(80_011, message));
    }
    Ok(())
}
