//! Items 71 to 74: the provider's configuration.

use crate::frame::Item;

pub(crate) const ITEMS: &[Item] = &[];
