//! Items 107 to 112: many calls at once, interrupts, and calls that nobody waits for anymore.

pub(crate) mod interrupt;
mod logs;
#[path = "../../driver/shop.rs"]
#[expect(dead_code, reason = "the tests of the driver need more of it")]
mod shop;
pub(crate) mod stop;
