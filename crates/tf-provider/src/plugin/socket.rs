//! The unix socket the host connects to, in a folder of its own that only this user may enter.

use std::{
    fs::{self, Permissions},
    io,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use rustix::process::Gid;
use tempfile::TempDir;
use tokio::net::UnixListener;

use super::{Environment, Error};

/// Room for a path in `sockaddr_un`, less the closing zero byte.
const PATH_LIMIT: usize = if cfg!(target_os = "linux") { 107 } else { 103 };
/// Used when `TMPDIR` is absent or too long for a socket, as it may be on macOS.
const FALLBACK_FOLDER: &str = "/tmp";
/// The longest `/tfp<random>/s` below the folder that was asked for.
const OWN_LENGTH: usize = "/tfp123456/s".len();

/// A socket on disk; dropping it removes the socket and its folder.
#[derive(Debug)]
pub(super) struct Socket {
    /// Where it is, absolute.
    pub(super) path: PathBuf,
    _folder: TempDir,
}

impl Socket {
    /// Creates the folder and listens; from here on the host can connect.
    pub(super) fn bind(environment: &Environment) -> Result<(Self, UnixListener), Error> {
        let (parent, variable) = parent_folder(environment);
        let cannot_create = |source| Error::SocketFolder {
            folder: parent.clone(),
            variable,
            source,
        };
        check_path(&parent, variable)?;
        let folder = tempfile::Builder::new()
            .prefix("tfp")
            .permissions(Permissions::from_mode(0o700))
            .tempdir_in(&parent)
            .map_err(cannot_create)?;
        let path = folder.path().join("s");
        let listener = UnixListener::bind(&path).map_err(|source| Error::Listen {
            path: path.clone(),
            source,
        })?;
        if let Some(group) = &environment.socket_group {
            share_with_group(folder.path(), &path, group).map_err(|source| Error::SocketGroup {
                group: group.clone(),
                source,
            })?;
        }
        let socket = Self {
            path,
            _folder: folder,
        };
        Ok((socket, listener))
    }
}

/// The folder to create ours in, absolute, and the variable a person would set to move it.
fn parent_folder(environment: &Environment) -> (PathBuf, &'static str) {
    // Without a current folder the path stays relative, and creating something there says why it can't be.
    let absolute =
        |folder: &PathBuf| std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
    if let Some(folder) = &environment.socket_dir {
        return (absolute(folder), "PLUGIN_UNIX_SOCKET_DIR");
    }
    let temp_dir = environment.temp_dir.as_ref().map(absolute);
    let usable = temp_dir.filter(|folder| check_path(folder, "TMPDIR").is_ok());
    (usable.unwrap_or_else(|| FALLBACK_FOLDER.into()), "TMPDIR")
}

fn check_path(parent: &Path, variable: &'static str) -> Result<(), Error> {
    let bytes = parent.as_os_str().as_encoded_bytes();
    if bytes.len() + OWN_LENGTH <= PATH_LIMIT && !bytes.iter().any(|byte| b"|\r\n".contains(byte)) {
        return Ok(());
    }
    Err(Error::SocketPath {
        path: parent.join("tfp123456/s"),
        variable,
        limit: PATH_LIMIT,
    })
}

/// Lets members of `group` pass through the folder, and read and write the socket.
fn share_with_group(folder: &Path, socket: &Path, group: &str) -> io::Result<()> {
    let gid = match group.parse() {
        Ok(number) => number,
        Err(_) => group_number(&fs::read_to_string("/etc/group")?, group)
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such group"))?,
    };
    for (path, mode) in [(socket, 0o660), (folder, 0o710)] {
        rustix::fs::chown(path, None, Some(Gid::from_raw(gid)))?;
        fs::set_permissions(path, Permissions::from_mode(mode))?;
    }
    Ok(())
}

/// The number of a group by its name, from the text of `/etc/group`.
fn group_number(groups: &str, name: &str) -> Option<u32> {
    groups.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then(|| fields.nth(1)?.parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(socket_dir: Option<&Path>, temp_dir: Option<&Path>) -> Environment {
        let mut environment = Environment::from("toy", |_| None);
        environment.socket_dir = socket_dir.map(Path::to_owned);
        environment.temp_dir = temp_dir.map(Path::to_owned);
        environment
    }

    /// A folder that exists and is too long to hold a socket.
    fn long_folder(parent: &TempDir) -> PathBuf {
        let folder = parent.path().join("x".repeat(PATH_LIMIT));
        fs::create_dir(&folder).unwrap();
        folder
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn nobody_else_may_enter_the_folder_and_nothing_stays_behind() {
        let parent = tempfile::tempdir().unwrap();
        let (socket, _listener) = Socket::bind(&environment(Some(parent.path()), None)).unwrap();
        let folder = socket.path.parent().unwrap();
        assert_eq!(folder.parent(), Some(parent.path()));
        assert_eq!(mode(folder), 0o700);
        drop(socket);
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_temporary_folder_too_long_for_a_socket_is_avoided() {
        let parent = tempfile::tempdir().unwrap();
        let long = long_folder(&parent);
        let (socket, _listener) = Socket::bind(&environment(None, Some(&long))).unwrap();
        assert!(socket.path.starts_with(FALLBACK_FOLDER));
    }

    #[tokio::test]
    async fn a_socket_folder_that_cannot_be_obeyed_is_an_error() {
        let parent = tempfile::tempdir().unwrap();
        let refused = |folder: &Path| Socket::bind(&environment(Some(folder), None)).unwrap_err();
        let long = refused(&long_folder(&parent));
        assert!(matches!(long, Error::SocketPath { .. }), "{long}");
        let bar = refused(&parent.path().join("a|b"));
        assert!(matches!(bar, Error::SocketPath { .. }), "{bar}");
        let absent = refused(&parent.path().join("absent"));
        assert!(absent.to_string().contains("PLUGIN_UNIX_SOCKET_DIR"));
    }

    #[tokio::test]
    async fn a_group_may_be_let_in() {
        let parent = tempfile::tempdir().unwrap();
        let mut environment = environment(Some(parent.path()), None);
        environment.socket_group = Some(rustix::process::getgid().as_raw().to_string());
        let (socket, _listener) = Socket::bind(&environment).unwrap();
        assert_eq!(mode(&socket.path), 0o660);
        assert_eq!(mode(socket.path.parent().unwrap()), 0o710);

        environment.socket_group = Some("no such group".to_owned());
        let error = Socket::bind(&environment).unwrap_err();
        assert!(matches!(error, Error::SocketGroup { .. }), "{error}");
    }

    #[test]
    fn groups_are_found_by_name() {
        let groups = "root:x:0:\nstaff:x:50:alice,bob\n";
        assert_eq!(group_number(groups, "staff"), Some(50));
        assert_eq!(group_number(groups, "alice"), None);
    }
}
