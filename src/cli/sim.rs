//! `sim`: the simulator, for as long as it is wanted.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    pin::pin,
    process::ExitCode,
    thread,
    time::Duration,
};

use serde_json::json;
use tf_provider::timeouts;
use tokio::{sync::oneshot, time::timeout};

use crate::{
    cli::Error,
    env::{self, Env},
    sim::{Options, Preview, Reading, Sim, Speed},
};

/// How long a file of keys may take: a person may have to unlock what writes it.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long nothing is said about it.
const SILENCE: Duration = Duration::from_secs(1);

/// Options of the simulator.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Listen on an address that other machines can reach.
    #[arg(long)]
    public: bool,
    /// The API key to accept; by default a new one. Given several times, there are as many organizations.
    #[arg(long)]
    api_key: Vec<String>,
    /// File with API keys to accept, one a line: a key on the command line can be seen by everyone on the machine.
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// How fast clusters change: 1 is like the real service, 60 sixty times as fast, `instant` a step at each look.
    #[arg(long, default_value = "instant")]
    speed: Speed,
    /// Time that each answer takes, such as `50ms`.
    #[arg(long, default_value = "0s", value_parser = timeouts::parse)]
    latency: Duration,
    /// Requests a second beyond which the answer is 429.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: Option<u32>,
    /// Calls that Zilliz Cloud does not publish: `organizations`, `invitations`.
    #[arg(long, value_delimiter = ',')]
    preview: Vec<Preview>,
    /// Whom to believe where they disagree: the pages of Zilliz Cloud (`reference`) or the tests of the vendor's provider
    /// (`vendor`).
    #[arg(long, default_value = "reference")]
    reading: Reading,
    /// File that keeps everything across restarts.
    #[arg(long)]
    state: Option<PathBuf>,
    /// Makes identifiers repeatable.
    #[arg(long)]
    seed: Option<u64>,
}

pub(super) async fn run(args: Args, env: &Env) -> Result<ExitCode, Error> {
    if !args.listen.ip().is_loopback() && !args.public {
        return Err(Error::Public {
            address: args.listen,
        });
    }
    let defaults = Options::default();
    let mut keys = keys(args.api_key, args.api_key_file.as_deref(), env)
        .await?
        .into_iter();
    let sim = Sim::start(Options {
        listen: args.listen,
        api_key: keys.next(),
        more_api_keys: keys.collect(),
        speed: args.speed,
        latency: args.latency,
        rate_limit: args.rate_limit,
        preview: args.preview.into_iter().collect::<BTreeSet<_>>(),
        state: args.state,
        choices: args.reading.into(),
        seed: args.seed.unwrap_or(defaults.seed),
        ..defaults
    })
    .await?;
    let organizations = sim
        .organizations()
        .iter()
        .map(|it| json!({"organization_id": it.id, "api_key": it.api_key}));
    let ready = json!({
        "address": sim.url(),
        "api_key": sim.api_key(),
        "organization_id": sim.organization_id(),
        "organizations": organizations.collect::<Vec<_>>(),
    });
    announce(&ready, sim.address())
        .map_err(|source| Error::io("announcing the simulator on stdout", source))?;
    sim.stopped().await;
    Ok(ExitCode::SUCCESS)
}

/// The keys of the command line and of the file; without any, that of the environment.
async fn keys(mut keys: Vec<String>, file: Option<&Path>, env: &Env) -> Result<Vec<String>, Error> {
    if let Some(file) = file {
        let text = read(file)
            .await
            .map_err(|source| Error::file("reading the API keys in", file, source))?;
        let lines = text.lines().map(str::trim);
        let lines: Vec<_> = lines.filter(|it| !it.is_empty()).collect();
        if lines.is_empty() {
            let source = io::Error::other("there is none");
            return Err(Error::file("reading the API keys in", file, source));
        }
        keys.extend(lines.into_iter().map(str::to_owned));
    }
    if keys.is_empty() {
        keys.extend(env.get(env::SIM_API_KEY).map(str::to_owned));
    }
    Ok(keys)
}

/// Reads a file, which may be a pipe such as `<(pass show key)`. One that nobody writes to must not be waited for without end.
async fn read(file: &Path) -> io::Result<String> {
    let (sender, text) = oneshot::channel();
    let path = file.to_owned();
    // A thread of its own: the end of the program does not wait for it.
    thread::spawn(move || sender.send(fs::read_to_string(path)));
    let mut text = pin!(text);
    let read = if let Ok(read) = timeout(SILENCE, &mut text).await {
        Ok(read)
    } else {
        writeln!(
            io::stderr(),
            "Waiting for somebody to write API keys to {}.",
            file.display()
        )?;
        timeout(PATIENCE, text).await
    };
    match read {
        Ok(Ok(read)) => read,
        Ok(Err(_)) => Err(io::Error::other("the reader ended")),
        Err(_) => Err(io::Error::other(format!(
            "nothing was written to it within {} seconds",
            PATIENCE.as_secs()
        ))),
    }
}

/// The one line on stdout, for scripts; a hint on stderr, for people.
fn announce(ready: &serde_json::Value, listen: SocketAddr) -> io::Result<()> {
    let mut stdout = io::stdout();
    writeln!(stdout, "{ready}")?;
    stdout.flush()?;
    let text = |name: &str| ready[name].as_str().unwrap_or_default().to_owned();
    writeln!(
        io::stderr(),
        "Zilliz Cloud simulator is ready. Point the provider to it with\n\n  export ZILLIZCLOUD_HOST_ADDRESS={}\n  export \
         ZILLIZCLOUD_API_KEY={}\n\nand see what exists at {}/_sim/inventory. Ctrl-C ends it.",
        text("address"),
        text("api_key"),
        text("address"),
    )?;
    let (ip, port) = (listen.ip(), listen.port());
    if ip.is_loopback() {
        return Ok(());
    }
    let target = if ip.is_unspecified() {
        "127.0.0.1".to_owned()
    } else {
        SocketAddr::new(ip, 0)
            .to_string()
            .trim_end_matches(":0")
            .to_owned()
    };
    writeln!(
        io::stderr(),
        "\nOther machines can reach port {port}. The provider sends its key over plain http to its own machine only, so there it needs \
         a tunnel:\n\n  ssh -N -L {port}:{target}:{port} <this machine>\n  export ZILLIZCLOUD_HOST_ADDRESS=http://127.0.0.1:{port}",
    )
}
