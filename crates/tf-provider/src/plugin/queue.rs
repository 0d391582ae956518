//! Lines on their way to stderr: a queue of limited size, and one thread that writes.
//!
//! A host that does not read stderr fills the pipe, and a write then waits forever. Only the writing thread waits. Other threads
//! put lines into the queue; a line that has no room is dropped and counted. Errors and reports of changes have room of their own.

use std::{
    collections::VecDeque,
    fs::File,
    io::{self, Write as _},
    os::fd::AsFd as _,
    sync::{Condvar, LazyLock, Mutex, MutexGuard, PoisonError},
    thread,
    time::{Duration, SystemTime},
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tracing::Level;

use super::hclog;

/// How many bytes of ordinary lines wait.
const ROOM: usize = 1 << 20;
/// How many bytes wait at most: the rest is for what must not be lost.
const WHOLE_ROOM: usize = 2 << 20;
/// How long the end of the process waits for a reader of stderr.
const FLUSH_TIMEOUT: Duration = Duration::from_millis(300);

/// The lines of this process. Its writer starts with the first use.
static LINES: LazyLock<Queue> = LazyLock::new(|| {
    // Standard error's own lock would be held during a write that does not end.
    let stderr = io::stderr().as_fd().try_clone_to_owned();
    let mut stderr = stderr.map(File::from).ok();
    let writer = thread::Builder::new().name("stderr".to_owned());
    let started = writer.spawn(move || {
        loop {
            let line = LINES.next();
            if let Some(stderr) = &mut stderr {
                // Without a reader the line is lost, and so are those to come.
                let _ = stderr.write_all(line.as_bytes());
            }
            LINES.written();
        }
    });
    if started.is_ok() {
        Queue::default()
    } else {
        Queue::closed()
    }
});

/// Which lines have room when there is little.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    Normal,
    /// It tells of something that a person has to know.
    High,
}

impl From<Level> for Priority {
    fn from(level: Level) -> Self {
        if level == Level::ERROR {
            Self::High
        } else {
            Self::Normal
        }
    }
}

/// Has a line written to stderr, line break included, as soon as there is a reader.
pub(super) fn write(priority: Priority, line: String) {
    LINES.push(priority, line);
}

/// Waits until everything is written, but not for long: the process is to end.
pub(super) fn flush() {
    LINES.flush(FLUSH_TIMEOUT);
}

/// True until the other end of stderr's pipe is closed.
pub(super) fn has_reader() -> bool {
    let stderr = io::stderr();
    let mut ends = [PollFd::new(&stderr, PollFlags::empty())];
    let at_once = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    let gone = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
    poll(&mut ends, Some(&at_once)).is_ok() && !ends[0].revents().intersects(gone)
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: VecDeque<String>,
    bytes: usize,
    dropped: u64,
    is_writing: bool,
    is_closed: bool,
}

impl Queue {
    /// One that takes nothing, because nothing writes it.
    fn closed() -> Self {
        let queue = Self::default();
        queue.lock().is_closed = true;
        queue
    }

    fn push(&self, priority: Priority, line: String) {
        let mut waiting = self.lock();
        let room = match priority {
            Priority::Normal => ROOM,
            Priority::High => WHOLE_ROOM,
        };
        if waiting.is_closed || waiting.bytes + line.len() > room {
            waiting.dropped += 1;
            return;
        }
        waiting.tell_of_dropped();
        waiting.add(line);
        self.changed.notify_all();
    }

    /// The next line to write, once there is one.
    fn next(&self) -> String {
        let mut waiting = self.lock();
        loop {
            if waiting.lines.is_empty() {
                waiting.tell_of_dropped();
            }
            if let Some(line) = waiting.lines.pop_front() {
                waiting.bytes -= line.len();
                waiting.is_writing = true;
                return line;
            }
            waiting = self
                .changed
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn written(&self) {
        self.lock().is_writing = false;
        self.changed.notify_all();
    }

    fn flush(&self, timeout: Duration) {
        let is_busy = |waiting: &mut Waiting| {
            !waiting.is_closed && (waiting.is_writing || !waiting.lines.is_empty())
        };
        let flushed = self
            .changed
            .wait_timeout_while(self.lock(), timeout, is_busy);
        drop(flushed);
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Says how many lines were dropped since the last one that was taken.
    fn tell_of_dropped(&mut self) {
        if self.dropped > 0 {
            let line = hclog::dropped(self.dropped, SystemTime::now());
            self.dropped = 0;
            self.add(line);
        }
    }

    fn add(&mut self, line: String) {
        self.bytes += line.len();
        self.lines.push_back(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(first: char) -> String {
        format!("{first}{}\n", "x".repeat(10_000))
    }

    /// The first characters of what is waiting.
    fn waiting(queue: &Queue) -> String {
        let waiting = queue.lock();
        let firsts = waiting.lines.iter().map(|line| line.chars().next());
        firsts.map(Option::unwrap).collect()
    }

    #[test]
    fn nobody_waits_for_a_reader_and_what_has_no_room_is_counted() {
        let queue = Queue::default();
        for _ in 0..200 {
            queue.push(Priority::Normal, line('o'));
        }
        let kept = waiting(&queue);
        assert!(kept.len() < 200 && kept.len() * 10_000 > ROOM / 2, "{kept}");

        let first = queue.next();
        queue.written();
        assert!(first.starts_with('o'));
        queue.push(Priority::Normal, "end\n".to_owned());
        let lines: Vec<_> = (0..=kept.len()).map(|_| queue.next()).collect();
        let dropped = format!("{} lines", 200 - kept.len());
        assert!(lines[kept.len() - 1].contains(&dropped), "{lines:?}");
        assert_eq!(lines[kept.len()], "end\n");
    }

    #[test]
    fn errors_have_room_when_ordinary_lines_have_none() {
        let queue = Queue::default();
        for _ in 0..200 {
            queue.push(Priority::Normal, line('o'));
        }
        queue.push(Priority::High, line('!'));
        assert!(waiting(&queue).ends_with("o{!"), "{}", waiting(&queue));
        for _ in 0..1_000 {
            queue.push(Priority::High, line('!'));
        }
        assert!(queue.lock().bytes <= WHOLE_ROOM + 1_000);
    }

    #[test]
    fn a_flush_ends_when_all_is_written_and_when_nobody_reads() {
        let queue = Queue::default();
        queue.flush(Duration::MAX);
        queue.push(Priority::Normal, line('o'));
        queue.flush(Duration::ZERO);
        queue.next();
        queue.written();
        queue.flush(Duration::MAX);
        Queue::closed().flush(Duration::MAX);
    }
}
