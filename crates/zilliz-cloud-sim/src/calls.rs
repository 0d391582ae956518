//! The log of calls. It holds no bodies, so that no secret gets into it.

use std::collections::VecDeque;

use serde::Serialize;

const MOST: usize = 100_000;

/// One call under `/v2`.
#[derive(Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) time: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    /// HTTP status; none when the connection was cut instead.
    pub(crate) status: Option<u16>,
    /// Code of the envelope; none when there was none.
    pub(crate) code: Option<i64>,
    /// Kind of the fault that spoiled the call.
    pub(crate) fault: Option<&'static str>,
    pub(crate) request_id: String,
}

/// The newest calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Calls(VecDeque<Call>);

impl Calls {
    /// Remembers a call, and forgets the oldest beyond 100,000.
    pub(crate) fn push(&mut self, call: Call) {
        if self.0.len() == MOST {
            self.0.pop_front();
        }
        self.0.push_back(call);
    }

    /// The calls, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Call> {
        self.0.iter()
    }

    /// Forgets all calls.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
