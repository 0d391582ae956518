//! The log of a provider under test.
//!
//! The provider runs in the threads of the test, so no process boundary separates its log from that of other tests; a
//! log is kept by thread instead. A runtime with one thread, which is what `#[tokio::test]` makes, is heard completely.

use std::{
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

use tracing::{Dispatch, level_filters::LevelFilter, subscriber::DefaultGuard};

use crate::plugin;

/// Everything that this thread logs, at trace level and in the form that Terraform gets, until it is dropped.
pub struct Log {
    lines: Lines,
    _guard: DefaultGuard,
    _second: Dispatch,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Listens from now on.
    pub fn listen() -> Self {
        let lines = Lines::default();
        let subscriber = || plugin::log_subscriber(LevelFilter::TRACE, lines.clone());
        // While there is only one subscriber, a thread without any decides for all whether an event is of interest.
        let second = Dispatch::new(subscriber());
        let guard = tracing::subscriber::set_default(subscriber());
        Self {
            lines,
            _guard: guard,
            _second: second,
        }
    }

    /// What was logged since it was last taken.
    pub fn take(&self) -> String {
        let mut lines = self.lines.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&std::mem::take(&mut *lines)).into_owned()
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Log")
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lines.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
