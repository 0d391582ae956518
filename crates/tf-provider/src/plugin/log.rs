//! Log lines on stderr in the JSON form of hclog, which the host reads and filters again.
//!
//! A host that meets an `@level`, `@message` or `@timestamp` that is not a string *panics*, and one that can't parse the
//! timestamp (exactly six fractional digits) files the whole line as raw text. A line over 64 KiB is cut in pieces.

use std::{
    io::Write,
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use serde_json::{Map, Value};
use tracing::{
    Event, Level, Subscriber,
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    filter::Targets,
    layer::{Context, SubscriberExt as _},
    registry::{LookupSpan, Scope},
};

use super::{Environment, hclog, queue};

/// Libraries whose chatter says nothing about the provider, and whose traces hold headers, which hold secrets.
const NOISY: [&str; 7] = [
    "h2",
    "hyper",
    "hyper_util",
    "reqwest",
    "rustls",
    "tonic",
    "tower",
];

/// Sends everything logged with `tracing` to the host from now on. The first call in a process wins.
pub fn install_logging(environment: &Environment) {
    let subscriber = layered(environment.log_level, Stderr);
    // Whoever installed another subscriber before us wants that one.
    let _ = tracing::subscriber::set_global_default(subscriber);
}

/// The least severe level wanted by the value of a `TF_LOG` variable, read as Terraform reads it.
pub(super) fn level(value: Option<&str>) -> LevelFilter {
    let Some(value) = value else {
        // Terraform drops the rest, but keeps errors to explain a crash.
        return LevelFilter::ERROR;
    };
    match value.trim().to_ascii_lowercase().as_str() {
        "off" => LevelFilter::OFF,
        "error" => LevelFilter::ERROR,
        "warn" => LevelFilter::WARN,
        "info" => LevelFilter::INFO,
        "debug" => LevelFilter::DEBUG,
        // "trace", "json" and any word Terraform doesn't know either.
        _ => LevelFilter::TRACE,
    }
}

/// What writes to `output` as to the stderr of a plugin.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn subscriber(
    level: LevelFilter,
    output: impl Write + Send + 'static,
) -> impl Subscriber + Send + Sync {
    layered(level, Mutex::new(output))
}

fn layered(level: LevelFilter, output: impl Lines) -> impl Subscriber + Send + Sync {
    let noise = level.min(LevelFilter::WARN);
    let filter = Targets::new()
        .with_default(level)
        .with_targets(NOISY.map(|library| (library, noise)));
    let layer = HclogLayer { output };
    tracing_subscriber::registry().with(layer.with_filter(filter))
}

/// What takes the lines.
trait Lines: Send + Sync + 'static {
    fn write(&self, level: Level, line: String);
}

/// Never waits for a reader.
struct Stderr;

impl Lines for Stderr {
    fn write(&self, level: Level, line: String) {
        queue::write(level.into(), line);
    }
}

impl<W: Write + Send + 'static> Lines for Mutex<W> {
    fn write(&self, _: Level, line: String) {
        let mut output = self.lock().unwrap_or_else(PoisonError::into_inner);
        // What takes the log of a test takes all of it.
        let _ = output.write_all(line.as_bytes());
    }
}

struct HclogLayer<L> {
    output: L,
}

/// What a span says about every event inside it.
struct SpanFields(Map<String, Value>);

impl<S, L> Layer<S> for HclogLayer<L>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    L: Lines,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = hclog::Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(SpanFields(fields.others));
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = hclog::Fields::default();
        values.record(&mut fields);
        if let Some(span) = context.span(id)
            && let Some(SpanFields(known)) = span.extensions_mut().get_mut()
        {
            known.extend(fields.others);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = hclog::Fields::default();
        let scope = context.event_scope(event);
        for span in scope.into_iter().flat_map(Scope::from_root) {
            if let Some(SpanFields(known)) = span.extensions().get() {
                fields.others.extend(known.clone());
            }
        }
        event.record(&mut fields);
        let metadata = event.metadata();
        let line = hclog::line(metadata, fields, SystemTime::now());
        self.output.write(*metadata.level(), line);
    }
}

#[cfg(test)]
mod tests {
    use std::{io, sync::Arc};

    use tracing::{debug, error, info, info_span, trace, warn};

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What `events` logs at `level`, line by line, each checked against the laws of the host.
    fn logged(level: LevelFilter, events: impl FnOnce()) -> Vec<Map<String, Value>> {
        let output = Shared::default();
        tracing::subscriber::with_default(subscriber(level, output.clone()), events);
        let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
        let lines = text.split_terminator('\n').map(|line| {
            assert!(line.len() < 64 * 1024, "{} bytes", line.len());
            let entry: Map<String, Value> = serde_json::from_str(line).unwrap();
            for key in ["@level", "@message", "@module", "@timestamp"] {
                assert!(entry[key].is_string(), "{key} of {entry:?}");
            }
            entry
        });
        lines.collect()
    }

    fn messages(level: LevelFilter, events: impl FnOnce()) -> Vec<String> {
        let lines = logged(level, events).into_iter();
        lines
            .map(|line| line["@message"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn fields_keep_their_json_types() {
        let lines = logged(LevelFilter::INFO, || {
            info!(
                count = -1,
                size = u64::MAX,
                ratio = 0.5,
                infinite = f64::INFINITY,
                done = true,
                name = "red",
                list = ?[1],
                "two\nlines",
            );
        });
        let mut line = lines.into_iter().next().unwrap();
        line.remove("@timestamp");
        assert_eq!(
            Value::Object(line),
            serde_json::json!({
                "@level": "info",
                "@message": "two\\nlines",
                "@module": module_path!(),
                "count": -1,
                "size": u64::MAX,
                "ratio": 0.5,
                "infinite": "inf",
                "done": true,
                "name": "red",
                "list": "[1]",
            })
        );
    }

    #[test]
    fn a_field_cannot_take_the_place_of_what_the_host_reads() {
        let lines = logged(LevelFilter::INFO, || {
            info!("@level" = 1, "@timestamp" = 2, "@module" = 3, message = 4);
        });
        assert_eq!(lines[0]["@level"], "info");
        assert_eq!(lines[0]["@message"], "4");
    }

    #[test]
    fn spans_say_what_their_events_are_about() {
        let lines = logged(LevelFilter::INFO, || {
            let outer = info_span!(
                "outer",
                tf_rpc = "Plan",
                resource = "a",
                late = tracing::field::Empty
            );
            let _outer = outer.enter();
            outer.record("late", 7);
            info_span!("inner", resource = "b").in_scope(|| info!("inside"));
            info!("outside");
        });
        let about = |line: &Map<String, Value>| {
            ["tf_rpc", "resource", "late"].map(|key| line[key].to_string())
        };
        assert_eq!(about(&lines[0]), ["\"Plan\"", "\"b\"", "7"]);
        assert_eq!(about(&lines[1]), ["\"Plan\"", "\"a\"", "7"]);
    }

    #[test]
    fn a_line_is_cut_before_the_host_would_cut_it() {
        // One byte of it is six in JSON.
        let long = "\u{1}".repeat(1 << 20);
        let lines = logged(LevelFilter::INFO, || {
            info!("short, then {long}");
            info!(body = long, "short");
        });
        let message = lines[0]["@message"].as_str().unwrap();
        assert!(message.starts_with("short, then"));
        assert!(message.ends_with("bytes left out)"));
        assert_eq!(lines[1]["@message"], "short");
    }

    #[test]
    fn events_below_the_wanted_level_are_dropped() {
        let events = || {
            error!("error");
            warn!("warn");
            info!("info");
            debug!("debug");
            trace!("trace");
        };
        let all = ["error", "warn", "info", "debug", "trace"];
        assert_eq!(messages(level(None), events), all[..1]);
        for (count, word) in ["off", "ERROR", "Warn", "info", "debug", "trace"]
            .iter()
            .enumerate()
        {
            assert_eq!(messages(level(Some(word)), events), all[..count]);
        }
        assert_eq!(messages(level(Some("JSON")), events), all);
        assert_eq!(messages(level(Some("a word")), events), all);
    }

    #[test]
    fn libraries_are_heard_only_when_they_warn() {
        let events = || {
            warn!(target: "h2::codec", "trouble");
            debug!(target: "h2::codec", "frame");
            debug!(target: "provider", "own");
        };
        for wanted in [LevelFilter::DEBUG, LevelFilter::TRACE] {
            assert_eq!(messages(wanted, events), ["trouble", "own"]);
        }
        assert_eq!(messages(LevelFilter::OFF, events), [""; 0]);
    }
}
