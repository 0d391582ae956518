//! The state file: the whole world, written beside its place and renamed into it.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tempfile::NamedTempFile;

use super::World;

/// A state file and what was last written to it.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    written: Vec<u8>,
}

impl StateFile {
    /// Opens the file at `path`, and the world that it holds when there is one.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Option<World>)> {
        let written = match fs::read(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            outcome => outcome?,
        };
        let world = match written.as_slice() {
            [] => None,
            text => Some(serde_json::from_slice(text)?),
        };
        let path = path.to_owned();
        Ok((Self { path, written }, world))
    }

    /// Writes the world, unless it is what the file holds.
    pub(crate) fn write(&mut self, world: &World) -> io::Result<()> {
        let text = serde_json::to_vec_pretty(world)?;
        if text == self.written {
            return Ok(());
        }
        let folder = match self.path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let mut file = NamedTempFile::new_in(folder)?;
        file.write_all(&text)?;
        file.persist(&self.path)?;
        self.written = text;
        Ok(())
    }
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
