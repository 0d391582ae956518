//! Items 97 to 101: upgrades, imports, moves and identities.

use crate::frame::Item;

pub(crate) const ITEMS: &[Item] = &[];
