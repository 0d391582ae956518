//! What tells an object from all others, for as long as it exists.

use crate::model::Object;

/// The attributes `names` of `state`; `None` if one of them has no known value.
pub(crate) fn identity_of(names: &[&str], state: &Object) -> Option<Object> {
    let known = |name: &&str| {
        let (name, value) = state.get_key_value(*name)?;
        let is_known = !value.is_null() && value.is_wholly_known();
        is_known.then(|| (name.clone(), value.clone()))
    };
    names.iter().map(known).collect()
}
