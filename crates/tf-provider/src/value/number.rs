//! Exact numbers.
//!
//! Terraform computes with binary floats of 512 bits and sends most of them as decimal text, so a double is too small.
//! Beyond what Terraform has, nothing is a number: what its digits cost to compute with grows with their square.
//! A double that arrives counts as its shortest decimal text: Terraform compares numbers by that text, and 0.1 typed by
//! a user must equal 0.1 from an API.

use std::{fmt, str::FromStr};

use bigdecimal::{
    BigDecimal,
    num_bigint::{BigInt, Sign},
};

/// The most digits between the first and the last that is not zero: no float of 512 bits needs more to be told from all others.
const MAX_DIGITS: usize = 156;

/// The largest power of ten of a first digit, either way: 2 to the power of 2^31, as far as Terraform's floats go.
const MAX_EXPONENT: i64 = 646_456_992;

/// The most zeros that printing adds to the digits of a number.
const MAX_ZEROS: usize = 1_000;

/// A number as Terraform knows it: exact to 512 bits, maybe infinite, but never "not a number".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(Repr);

/// In ascending order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Repr {
    NegativeInfinity,
    /// Without trailing zeros.
    Finite(BigDecimal),
    Infinity,
}

/// What is not a [`Number`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Text that is no decimal number.
    #[error("not a decimal number")]
    Syntax,
    /// More digits than a float of 512 bits can have.
    #[error("it has more than {MAX_DIGITS} digits, and Terraform keeps 512 bits of a number")]
    Digits,
    /// A number so big or so small that Terraform has none like it.
    #[error("it is beyond the range of Terraform's numbers, 1e{MAX_EXPONENT} or 1e-{MAX_EXPONENT}")]
    Exponent,
    /// A double that is no number.
    #[error("not a number (NaN)")]
    Nan,
}

impl Number {
    /// Positive infinity.
    pub fn infinity() -> Self {
        Self(Repr::Infinity)
    }

    /// Negative infinity.
    pub fn negative_infinity() -> Self {
        Self(Repr::NegativeInfinity)
    }

    /// Whether it is neither infinity.
    pub fn is_finite(&self) -> bool {
        matches!(self.0, Repr::Finite(_))
    }

    /// Whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Repr::Finite(value) => value.fractional_digit_count() <= 0,
            Repr::Infinity | Repr::NegativeInfinity => false,
        }
    }

    /// The same integer, if it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.to_string().parse().ok()
    }

    /// The same integer, if it is one and fits.
    pub fn to_u64(&self) -> Option<u64> {
        self.to_string().parse().ok()
    }

    /// The double that means this number, if no digit is lost: there is one for 0.1, none for 2^53 + 1.
    pub fn to_f64(&self) -> Option<f64> {
        let nearest = self.nearest_f64();
        let is_same = Self::try_from(nearest).as_ref() == Ok(self);
        if is_same {
            Some(nearest)
        } else {
            self.to_binary64()
        }
    }

    /// The double that is this number to its last binary digit: there is one for 0.5, none for 0.1.
    pub fn to_binary64(&self) -> Option<f64> {
        let nearest = self.nearest_f64();
        match &self.0 {
            Repr::Infinity | Repr::NegativeInfinity => Some(nearest),
            Repr::Finite(value) => BigDecimal::try_from(nearest)
                .is_ok_and(|exact| exact == *value)
                .then_some(nearest),
        }
    }

    fn nearest_f64(&self) -> f64 {
        match &self.0 {
            Repr::Infinity => f64::INFINITY,
            Repr::NegativeInfinity => f64::NEG_INFINITY,
            Repr::Finite(_) => self
                .to_string()
                .parse()
                .expect("the text of a finite number is a number to Rust, too"),
        }
    }

    fn finite(value: &BigDecimal) -> Self {
        Self(Repr::Finite(value.normalized()))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::finite(&BigDecimal::from(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::finite(&BigDecimal::from(value))
    }
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Self::finite(&BigDecimal::from(value))
    }
}

impl TryFrom<f64> for Number {
    type Error = NumberError;

    fn try_from(value: f64) -> Result<Self, NumberError> {
        if value.is_nan() {
            Err(NumberError::Nan)
        } else if value.is_infinite() {
            Ok(Self(if value > 0.0 {
                Repr::Infinity
            } else {
                Repr::NegativeInfinity
            }))
        } else {
            format!("{value:e}").parse()
        }
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let unsigned = mantissa.strip_prefix(['-', '+']).unwrap_or(mantissa);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let exponent_digits = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        let has_digits = !(whole.is_empty() && fraction.is_empty());
        if !has_digits || exponent_digits.is_empty() {
            return Err(NumberError::Syntax);
        }
        if ![whole, fraction, exponent_digits]
            .into_iter()
            .all(is_digits)
        {
            return Err(NumberError::Syntax);
        }
        // Zeros at either end are no digits, however many there are: Terraform writes 1e1000000 with a million of them.
        let digits = || whole.bytes().chain(fraction.bytes());
        let is_significant = |digit: u8| digit != b'0';
        let Some(first) = digits().position(is_significant) else {
            return Ok(Self::from(0_i64));
        };
        let trailing = digits().rev().position(is_significant).unwrap_or_default();
        let count = whole.len() + fraction.len() - first - trailing;
        if count > MAX_DIGITS {
            return Err(NumberError::Digits);
        }
        let significant: Vec<_> = digits().skip(first).take(count).collect();
        let magnitude = BigInt::parse_bytes(&significant, 10).ok_or(NumberError::Syntax)?;
        let sign = mantissa.starts_with('-');
        let value = if sign { -magnitude } else { magnitude };
        let exponent: i64 = exponent.parse().map_err(|_| NumberError::Exponent)?;
        let position = |count: usize| i64::try_from(count).map_err(|_| NumberError::Exponent);
        // The power of ten of the last digit, and of the first.
        let last = exponent
            .saturating_add(position(trailing)?)
            .saturating_sub(position(fraction.len())?);
        let top = last.saturating_add(position(count - 1)?);
        if !(-MAX_EXPONENT..=MAX_EXPONENT).contains(&top) {
            return Err(NumberError::Exponent);
        }
        Ok(Self(Repr::Finite(BigDecimal::new(value, -last))))
    }
}

/// As Terraform prints numbers: without an exponent, unless that would take a screenful of zeros.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match &self.0 {
            Repr::Infinity => return f.write_str("+Inf"),
            Repr::NegativeInfinity => return f.write_str("-Inf"),
            Repr::Finite(value) => value,
        };
        let (digits, scale) = value.as_bigint_and_scale();
        let text = digits.magnitude().to_string();
        let sign = if digits.sign() == Sign::Minus {
            "-"
        } else {
            ""
        };
        let shift = usize::try_from(scale.unsigned_abs()).unwrap_or(usize::MAX);
        if shift > MAX_ZEROS.max(text.len()) {
            write!(f, "{sign}{text}e{}", -scale)
        } else if scale <= 0 {
            write!(f, "{sign}{text}{}", "0".repeat(shift))
        } else {
            let padded = format!("{text:0>width$}", width = shift + 1);
            let (whole, fraction) = padded.split_at(padded.len() - shift);
            write!(f, "{sign}{whole}.{fraction}")
        }
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_print_as_terraform_prints_them() {
        let huge = format!("1{}", "0".repeat(400));
        for (text, printed) in [
            ("0", "0"),
            ("-0", "0"),
            ("+7", "7"),
            ("1.0", "1"),
            ("100", "100"),
            ("1e2", "100"),
            ("1E+2", "100"),
            ("0.1", "0.1"),
            ("-0.050", "-0.05"),
            ("12.5e-3", "0.0125"),
            ("12345678901234567890123.5", "12345678901234567890123.5"),
            ("1e400", huge.as_str()),
            ("1e646456992", "1e646456992"),
            ("-12e-5000", "-12e-5000"),
        ] {
            assert_eq!(number(text).to_string(), printed);
            assert_eq!(number(printed), number(text));
        }
    }

    #[test]
    fn an_integer_of_512_bits_survives() {
        let text = "13407807929942597099574024998205846127479365820592393377723561443721764030073546976801874298166903\
                    427690031858186486050853753882811946569946433649006084095";
        assert_eq!(number(text).to_string(), text);
        assert!(number(text).is_integer());
        assert_eq!(number(text).to_u64(), None);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "", "-", ".", "e5", "1e", "1e+", "abc", "1_0", "0x1", "Inf", "NaN", "1-2", ".+5",
            "+-1", " 1", "1e5.5",
        ] {
            assert_eq!(text.parse::<Number>(), Err(NumberError::Syntax), "{text}");
        }
        for text in ["1e1000000001", "1e-64645699299999999999"] {
            assert_eq!(text.parse::<Number>(), Err(NumberError::Exponent), "{text}");
        }
        assert_eq!(Number::try_from(f64::NAN), Err(NumberError::Nan));
    }

    #[test]
    fn digits_beyond_those_of_terraform_are_refused_however_many_they_are() {
        let third = format!("0.{}", "3".repeat(155));
        assert_eq!(number(&third).to_string(), third);
        for digits in [157, 1_000_000] {
            for text in ["7".repeat(digits), format!("-0.{}e-9", "7".repeat(digits))] {
                assert_eq!(text.parse::<Number>(), Err(NumberError::Digits));
            }
        }
    }

    #[test]
    fn zeros_at_the_ends_are_no_digits() {
        let zeros = "0".repeat(1_000_000);
        for (text, printed) in [
            (format!("1{zeros}"), "1e1000000"),
            (format!("-{zeros}1{zeros}.{zeros}"), "-1e1000000"),
            (format!("0.{zeros}12"), "12e-1000002"),
            (format!("{zeros}.{zeros}e-99999999999999999999"), "0"),
        ] {
            assert_eq!(number(&text).to_string(), printed);
        }
    }

    #[test]
    fn numbers_compare_by_value() {
        assert_eq!(number("1.0"), number("1"));
        assert_eq!(number("1e2"), Number::from(100_i64));
        assert_ne!(number("9007199254740993"), number("9007199254740992"));
        let ascending = [
            Number::negative_infinity(),
            number("-1e646456992"),
            number("-2"),
            number("1e-646456992"),
            number("0.1"),
            number("3"),
            number("20"),
            number("1e646456992"),
            Number::infinity(),
        ];
        assert!(ascending.is_sorted_by(|low, high| low < high));
    }

    #[test]
    fn integers_convert_only_if_they_fit() {
        assert_eq!(number("1e2").to_i64(), Some(100));
        assert_eq!(Number::from(i64::MIN).to_i64(), Some(i64::MIN));
        assert_eq!(Number::from(u64::MAX).to_u64(), Some(u64::MAX));
        assert_eq!(Number::from(u64::MAX).to_i64(), None);
        assert_eq!(number("-1").to_u64(), None);
        assert_eq!(number("1.5").to_i64(), None);
        assert_eq!(number("1e646456992").to_i64(), None);
        assert_eq!(Number::infinity().to_i64(), None);
    }

    #[test]
    fn doubles_convert_only_if_no_digit_is_lost() {
        assert_eq!(Number::try_from(0.1).unwrap(), number("0.1"));
        assert_eq!(number("0.1").to_f64(), Some(0.1));
        assert_eq!(number("0.1").to_binary64(), None);
        assert_eq!(number("1.5").to_binary64(), Some(1.5));
        assert_eq!(number("9007199254740993").to_f64(), None);
        assert_eq!(
            number("1180591620717411303424").to_f64(),
            Some(2_f64.powi(70))
        );
        assert_eq!(number("1e-400").to_f64(), None);
        assert_eq!(number("1e646456992").to_f64(), None);
        assert_eq!(
            Number::try_from(f64::NEG_INFINITY),
            Ok(Number::negative_infinity())
        );
        assert_eq!(Number::infinity().to_f64(), Some(f64::INFINITY));
    }
}
