//! Rust for `proto/tfplugin5.proto`, made by a test that also tells when it is out of date.

#[expect(
    missing_docs,
    clippy::pedantic,
    clippy::allow_attributes,
    reason = "the generator writes it"
)]
#[rustfmt::skip]
pub mod tfplugin5;
