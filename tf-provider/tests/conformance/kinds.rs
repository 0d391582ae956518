//! Items 102 to 106: data sources, ephemeral resources, functions, lists and actions.

use crate::frame::Item;

pub(crate) const ITEMS: &[Item] = &[];
