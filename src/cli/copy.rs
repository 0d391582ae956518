//! Copying a configuration.
//!
//! Only regular files are copied: to read a pipe would wait for its other end. A link is followed, but never into
//! a folder that is being copied, nor into the copy.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path};

use crate::cli::Error;

/// A folder, whatever its path: device and number.
type Identity = (u64, u64);

/// Copies the folder `from`, which must hold a configuration, to the new folder `to`, but for `work`.
pub(super) fn configuration(from: &Path, to: &Path, work: &Path) -> Result<(), Error> {
    let mut closed = vec![identity(work)?];
    copy_folder(from, to, &mut closed)?;
    let is_configuration = |name: &str| [".tf", ".tf.json"].iter().any(|it| name.ends_with(it));
    let copied = fs::read_dir(to).map_err(|source| Error::file("reading", to, source))?;
    let mut names = copied.flatten().map(|it| it.file_name());
    if names.any(|it| is_configuration(&it.to_string_lossy())) {
        return Ok(());
    }
    Err(Error::NoConfiguration {
        dir: from.display().to_string(),
    })
}

/// Copies a folder; `closed` are those that must not be entered.
fn copy_folder(from: &Path, to: &Path, closed: &mut Vec<Identity>) -> Result<(), Error> {
    let own = identity(from)?;
    if closed.contains(&own) {
        return Ok(());
    }
    closed.push(own);
    fs::create_dir_all(to).map_err(|source| Error::file("creating", to, source))?;
    for entry in fs::read_dir(from).map_err(|source| Error::file("reading", from, source))? {
        let entry = entry.map_err(|source| Error::file("reading", from, source))?;
        let name = entry.file_name();
        // Terraform's own files belong to the person who ran it there.
        let text = name.to_string_lossy();
        if text.starts_with(".terraform") || text.contains(".tfstate") {
            continue;
        }
        let (from, to) = (entry.path(), to.join(&name));
        // A link to nothing is left out like everything that is neither a file nor a folder.
        let Ok(kind) = fs::metadata(&from) else {
            continue;
        };
        if kind.is_dir() {
            copy_folder(&from, &to, closed)?;
        } else if kind.is_file() {
            fs::copy(&from, &to).map_err(|source| Error::file("copying", &from, source))?;
        }
    }
    closed.pop();
    Ok(())
}

fn identity(folder: &Path) -> Result<Identity, Error> {
    let metadata = fs::metadata(folder).map_err(|source| Error::file("reading", folder, source))?;
    Ok((metadata.dev(), metadata.ino()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_files_and_folders_are_copied_and_none_twice() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        let work = dir.join("tmp/work");
        fs::create_dir_all(&work).unwrap();
        fs::create_dir_all(dir.join("modules/a/.terraform")).unwrap();
        fs::write(dir.join("main.tf"), "# main").unwrap();
        fs::write(dir.join("modules/a/main.tf"), "# a").unwrap();
        fs::write(dir.join("terraform.tfstate"), "{}").unwrap();
        symlink("main.tf", dir.join("linked.tf")).unwrap();
        symlink("modules", dir.join("same")).unwrap();
        symlink("..", dir.join("modules/up")).unwrap();
        symlink("nowhere", dir.join("broken.tf")).unwrap();
        let pipe = std::process::Command::new("mkfifo")
            .arg(dir.join("pipe.tf"))
            .status();
        assert!(pipe.unwrap().success());
        let copy = work.join("config");
        configuration(dir, &copy, &work).unwrap();
        let mut copied = Vec::new();
        list(&copy, &mut copied);
        copied.sort();
        let expected = [
            "linked.tf",
            "main.tf",
            "modules/a/main.tf",
            "same/a/main.tf",
        ];
        assert_eq!(copied, expected.map(|it| copy.join(it)));
    }

    fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                list(&path, files);
            } else {
                files.push(path);
            }
        }
    }

    #[test]
    fn a_folder_without_a_configuration_is_refused() {
        let (from, work) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let to = work.path().join("config");
        let refused = configuration(from.path(), &to, work.path());
        assert!(matches!(refused, Err(Error::NoConfiguration { .. })));
    }
}
