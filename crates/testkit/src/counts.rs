//! How much the tests do, for whoever runs them: `.ci/run` prints what is recorded here.

use std::{fs, path::Path};

/// Says it under this name, instead of what was said under it before.
pub(crate) fn record(name: &str, said: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("counts");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{name}.txt")), format!("{said}\n")).unwrap();
}
