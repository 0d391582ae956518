//! Stdout belongs to the handshake: one line, and nothing else ever.
//!
//! The host takes the first line for the handshake, whatever it is, and later stops reading at an overlong one, which
//! could block a writer. So the real stdout is set aside and every other print of the process goes to stderr.

use std::{
    fs::File,
    io::{self, Write as _},
    os::fd::AsFd as _,
};

/// The real stdout, out of reach for everyone else in the process.
#[derive(Debug)]
pub(super) struct HandshakeOutput(File);

/// Sends what is still printed nowhere. The end of a process prints what is left in the buffer of stdout, and would wait for a
/// reader of stderr.
pub(super) fn discard() {
    if let Ok(nowhere) = File::options().write(true).open("/dev/null") {
        // As before, then.
        let _ = rustix::stdio::dup2_stdout(nowhere);
    }
}

impl HandshakeOutput {
    /// Sets stdout aside and points file descriptor 1 to stderr.
    pub(super) fn take() -> io::Result<Self> {
        let stdout = io::stdout().as_fd().try_clone_to_owned()?;
        rustix::stdio::dup2_stdout(io::stderr())?;
        Ok(Self(File::from(stdout)))
    }

    /// Writes the line at once: a pipe has no buffer of ours in between.
    pub(super) fn write(&mut self, line: &str) -> io::Result<()> {
        self.0.write_all(line.as_bytes())?;
        self.0.flush()
    }
}
