//! The integration tests of this package, in one binary.

#[cfg(test)]
mod codegen;
