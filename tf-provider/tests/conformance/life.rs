//! Items 75 to 96: the life of a resource.

use crate::frame::Item;

pub(crate) const ITEMS: &[Item] = &[];
