//! Items 107 to 112: many calls at a time, and calls that are cut off.

use crate::frame::Item;

pub(crate) const ITEMS: &[Item] = &[];
