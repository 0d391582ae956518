//! Exact numbers.

use bigdecimal::BigDecimal;

/// A number as Terraform knows it: exact, of any size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Number {
    /// A finite number.
    Finite(BigDecimal),
    /// Positive infinity.
    Infinity,
    /// Negative infinity.
    NegativeInfinity,
}
