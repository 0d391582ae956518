//! Paths of the build: the provider's binary, and the sources.

use std::path::{Path, PathBuf};

/// The root of the workspace.
pub fn root() -> &'static Path {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.ancestors()
        .nth(2)
        .expect("this package is two folders below the root")
}

/// The provider. Cargo builds it before the integration tests of its package, and puts it one folder above them.
pub fn binary() -> PathBuf {
    let binary = profile_folder().join("terraform-provider-zillizcloud");
    assert!(
        binary.exists(),
        "{} does not exist; run `cargo build`",
        binary.display()
    );
    binary
}

/// The folder for what tests leave behind, `tmp` in the target folder.
pub(crate) fn temporary_folder() -> PathBuf {
    profile_folder().with_file_name("tmp")
}

/// The folder of the profile, such as `target/debug`.
fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let mut folders = test.ancestors().skip(2);
    folders.next().expect("a test is in a folder").to_owned()
}
