//! The state file: the whole world, written beside its place and renamed into it.
//!
//! The file is locked while the simulator runs. A rename brings another file into its place, so that one is locked first.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use crate::state::World;

/// A state file and what was last written to it.
#[derive(Debug)]
pub(crate) struct StateFile {
    /// Its place, without symbolic links.
    path: PathBuf,
    /// The file in that place, which is locked.
    file: File,
    written: Vec<u8>,
}

impl StateFile {
    /// Opens the file at `path`, and the world that it holds when there is one.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Option<World>)> {
        let mut file = open_regular(path)?;
        lock(&file)?;
        let path = fs::canonicalize(path)?;
        // Whoever held the lock until now may have put another file in its place.
        let (opened, present) = (file.metadata()?, fs::metadata(&path)?);
        if (opened.dev(), opened.ino()) != (present.dev(), present.ino()) {
            return Err(in_use());
        }
        let mut written = Vec::new();
        file.read_to_end(&mut written)?;
        let world = match written.as_slice() {
            [] => None,
            text => Some(parse(text)?),
        };
        let opened = Self {
            path,
            file,
            written,
        };
        Ok((opened, world))
    }

    /// Writes the world, unless it is what the file holds. After an error the file holds what it held before.
    pub(crate) fn write(&mut self, world: &World) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(world)?;
        if text == self.written {
            return Ok(());
        }
        let folder = self.path.parent().unwrap_or(Path::new("/"));
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(&text)?;
        file.as_file()
            .set_permissions(self.file.metadata()?.permissions())?;
        file.as_file().sync_all()?;
        lock(file.as_file())?;
        self.file = file.persist(&self.path)?;
        self.written = text;
        // The file is whole in any case. Without this, a power cut could bring the one before back.
        let _outcome = File::open(folder).and_then(|it| it.sync_all());
        Ok(())
    }

    /// The world that the file holds.
    pub(crate) fn saved(&self) -> io::Result<World> {
        parse(&self.written)
    }
}

/// Opens a file, or makes an empty one. Where `path` is a link, that is its target.
fn open_regular(path: &Path) -> io::Result<File> {
    let irregular = || io::Error::other("it is not a regular file");
    // To open a device may do something, and to open a pipe waits for whoever is at its other end.
    if fs::metadata(path).is_ok_and(|it| !it.is_file()) {
        return Err(irregular());
    }
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(OFlags::NONBLOCK.bits().cast_signed())
        .open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(irregular())
    }
}

fn lock(file: &File) -> io::Result<()> {
    flock(file, FlockOperation::NonBlockingLockExclusive).map_err(|error| match error {
        rustix::io::Errno::WOULDBLOCK => in_use(),
        other => other.into(),
    })
}

fn in_use() -> io::Error {
    io::Error::other("another simulator uses it")
}

fn parse(text: &[u8]) -> io::Result<World> {
    serde_json::from_slice(text)
        .map_err(|error| io::Error::other(format!("{error}; remove the file to start afresh")))
}

/// `record` with some of its fields replaced; unknown fields and wrong types are errors.
pub(crate) fn patched<T>(record: &T, changes: Map<String, Value>) -> Result<T, String>
where
    T: Serialize + DeserializeOwned,
{
    let whole = serde_json::to_value(record).map_err(|error| error.to_string())?;
    let Value::Object(mut whole) = whole else {
        return Err("only objects have fields".to_owned());
    };
    for (name, change) in changes {
        let known: Vec<&String> = whole.keys().collect();
        if !known.contains(&&name) {
            return Err(format!("there is no field `{name}`, only {known:?}"));
        }
        whole.insert(name, change);
    }
    serde_json::from_value(Value::Object(whole)).map_err(|error| error.to_string())
}
