//! A panic as the host expects it: a line `panic: <message>` on stderr starts its crash report.

use std::{
    backtrace::{Backtrace, BacktraceStatus},
    fmt::Write as _,
    panic::{self, PanicHookInfo},
    thread,
};

use super::queue::{self, Priority};

/// Prints every panic that ends this process the way Terraform collects into "the plugin crashed".
///
/// A panic inside a task ends the task alone and becomes a diagnostic, so it is logged and nothing more.
pub fn install_panic_hook() {
    panic::set_hook(Box::new(|info| {
        let text = report(info, &Backtrace::capture());
        if tokio::task::try_id().is_some() {
            tracing::error!("{text}");
            return;
        }
        queue::write(Priority::High, text);
        queue::flush();
    }));
}

fn report(info: &PanicHookInfo<'_>, backtrace: &Backtrace) -> String {
    let payload = info.payload();
    let fixed = payload.downcast_ref::<&str>().copied();
    let formatted = payload.downcast_ref::<String>().map(String::as_str);
    let message = fixed.or(formatted).unwrap_or("no message");
    let thread = thread::current();
    let thread_name = thread.name().unwrap_or("unnamed");
    let mut text = format!("panic: {message}\n\nin thread `{thread_name}`");
    if let Some(location) = info.location() {
        let _ = write!(text, "\nat {location}");
    }
    if backtrace.status() == BacktraceStatus::Captured {
        let _ = write!(text, "\n\n{backtrace}");
    }
    text.push('\n');
    text
}
