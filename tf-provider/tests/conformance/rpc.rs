//! Items 61 to 70: every call, with malformed or odd input.

use crate::frame::Item;

pub(crate) const ITEMS: &[Item] = &[];
