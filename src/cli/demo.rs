//! `demo`: the whole life of a configuration against the simulator, run by the real Terraform.
//!
//! The configuration is copied to a temporary folder, so that nothing is left behind in the one it came from. A signal ends
//! Terraform and removes the folder.

use std::{
    fs::{self, Permissions},
    io::{self, Write},
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use serde_json::Value;
use tokio::{process::Command, time::Instant};

use crate::{
    cli::{
        Error,
        child::{Child, Signals},
        copy, mirror,
    },
    env::{self, Env},
    sim::{Options, Sim},
};

/// The example that is shown when no folder is named.
const EXAMPLE: &[(&str, &str)] = &[
    ("main.tf", include_str!("../../examples/demo/main.tf")),
    (MEMBERS, include_str!("../../examples/demo/members.json")),
];

/// People who are members of the simulated organization: a list of `{"email": …, "name": …}`.
const MEMBERS: &str = "members.json";

/// What `terraform plan -detailed-exitcode` answers when there is something to do.
const CHANGES: i32 = 2;

pub(super) async fn run(
    dir: Option<PathBuf>,
    terraform: Option<PathBuf>,
    env: &Env,
) -> Result<ExitCode, Error> {
    let terraform = find_terraform(terraform, env)?;
    let mut signals =
        Signals::listen().map_err(|source| Error::io("listening to signals", source))?;
    let work = tempfile::Builder::new()
        .prefix("zillizcloud-demo-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(|source| Error::io("creating a temporary folder", source))?;
    let config = work.path().join("config");
    match &dir {
        Some(dir) => copy::configuration(dir, &config, work.path())?,
        None => write_example(&config)?,
    }
    let sim = Sim::start(Options::default()).await?;
    let name = terraform.file_name().unwrap_or_default();
    let mut demo = Demo {
        name: name.to_string_lossy().into_owned(),
        terraform,
        config,
        cli_config: mirror::install(work.path())?,
        sim,
        steps: Vec::new(),
        running: None,
    };
    let signal = tokio::select! {
        outcome = demo.play() => return outcome.map(|()| ExitCode::SUCCESS),
        signal = signals.next() => signal,
    };
    if let Some(terraform) = demo.running.take() {
        terraform.end().await;
    }
    Ok(signal.exit_code())
}

struct Demo {
    terraform: PathBuf,
    /// The name of the program, for messages.
    name: String,
    config: PathBuf,
    cli_config: PathBuf,
    sim: Sim,
    steps: Vec<(String, Duration)>,
    running: Option<Child>,
}

impl Demo {
    async fn play(&mut self) -> Result<(), Error> {
        self.invite_members().await?;
        let before = self.inventory().await?;
        self.step(&["init", "-no-color"]).await?;
        self.step(&["plan", "-no-color", "-out=demo.tfplan"])
            .await?;
        self.step(&["apply", "-no-color", "demo.tfplan"]).await?;
        let during = self.inventory().await?;
        self.second_plan().await?;
        self.step(&["destroy", "-no-color", "-auto-approve"])
            .await?;
        let after = self.inventory().await?;
        report(&self.steps, &before, &during, &after)
            .map_err(|source| Error::io("writing to stdout", source))?;
        if after != before {
            return Err(Error::Unexpected(
                "Something is left that was not there before; see the inventory above.".to_owned(),
            ));
        }
        Ok(())
    }

    async fn second_plan(&mut self) -> Result<(), Error> {
        match self
            .run(&["plan", "-no-color", "-detailed-exitcode"])
            .await?
        {
            0 => Ok(()),
            CHANGES => Err(Error::Unexpected(
                "The second plan found something to do; it should have been empty.".to_owned(),
            )),
            _ => Err(Error::Step {
                step: format!("{} plan", self.name),
            }),
        }
    }

    async fn step(&mut self, args: &[&str]) -> Result<(), Error> {
        if self.run(args).await? == 0 {
            Ok(())
        } else {
            Err(Error::Step {
                step: format!("{} {}", self.name, args.join(" ")),
            })
        }
    }

    async fn run(&mut self, args: &[&str]) -> Result<i32, Error> {
        let shown: Vec<_> = args
            .iter()
            .filter(|it| **it != "-no-color")
            .copied()
            .collect();
        let title = format!("{} {}", self.name, shown.join(" "));
        say(&format!("\n━━━ {title}\n"))
            .map_err(|source| Error::io("writing to stdout", source))?;
        let started = Instant::now();
        let mut command = Command::new(&self.terraform);
        command
            .args(args)
            .current_dir(&self.config)
            .env("TF_CLI_CONFIG_FILE", &self.cli_config)
            .env("TF_IN_AUTOMATION", "1")
            .env("TF_INPUT", "0")
            .env("CHECKPOINT_DISABLE", "1")
            .env(env::HOST_ADDRESS, self.sim.url())
            .env(env::API_KEY, self.sim.api_key())
            .env(env::POLL_INTERVAL, "10ms")
            .env_remove(env::ORGANIZATION_ID)
            .env_remove(env::PROJECT_ID)
            .env_remove(env::REGION_ID);
        let starting = |source| Error::file("starting", &self.terraform, source);
        let terraform = Child::start(&mut command).map_err(starting)?;
        let terraform = self.running.insert(terraform);
        let status = terraform
            .wait()
            .await
            .map_err(|source| Error::io("waiting for terraform", source))?;
        self.running = None;
        self.steps.push((title, started.elapsed()));
        Ok(status.code().unwrap_or(1))
    }

    async fn invite_members(&self) -> Result<(), Error> {
        let file = self.config.join(MEMBERS);
        let Ok(text) = fs::read_to_string(&file) else {
            return Ok(());
        };
        let members: Value = serde_json::from_str(&text)
            .map_err(|source| Error::file("reading", &file, source.into()))?;
        let added = http()?
            .post(format!("{}/_sim/members", self.sim.url()))
            .bearer_auth(self.sim.api_key())
            .json(&members)
            .send()
            .await?;
        added.error_for_status()?;
        Ok(())
    }

    async fn inventory(&self) -> Result<Value, Error> {
        let answer = http()?
            .get(format!("{}/_sim/inventory", self.sim.url()))
            .send()
            .await?;
        Ok(answer.error_for_status()?.json().await?)
    }
}

/// A client for the simulator in this process; no proxy has a say in that.
fn http() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder().no_proxy().build()
}

/// The executable that is asked for, or one that the PATH has.
fn find_terraform(named: Option<PathBuf>, env: &Env) -> Result<PathBuf, Error> {
    let folders = || std::env::split_paths(env.get("PATH").unwrap_or_default());
    let on_path = |name: &Path| folders().map(|it| it.join(name)).find(|it| it.is_file());
    let Some(named) = named else {
        let default = on_path(Path::new("terraform")).or_else(|| on_path(Path::new("tofu")));
        return default.ok_or(Error::NoTerraform);
    };
    let is_name = named.components().count() == 1;
    let found = if is_name { on_path(&named) } else { None };
    // The commands run in another folder.
    let path = found.map_or_else(|| std::path::absolute(&named), Ok);
    let path = path.map_err(|source| Error::file("looking for", &named, source))?;
    if path.is_file() {
        return Ok(path);
    }
    Err(Error::NotThere { program: named })
}

fn write_example(folder: &Path) -> Result<(), Error> {
    fs::create_dir(folder).map_err(|source| Error::file("creating", folder, source))?;
    for (name, text) in EXAMPLE {
        let file = folder.join(name);
        fs::write(&file, text).map_err(|source| Error::file("writing", &file, source))?;
    }
    Ok(())
}

fn say(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout();
    writeln!(stdout, "{text}")?;
    stdout.flush()
}

fn report(
    steps: &[(String, Duration)],
    before: &Value,
    during: &Value,
    after: &Value,
) -> io::Result<()> {
    let mut stdout = io::stdout();
    writeln!(stdout, "\n━━━ What existed in the simulated Zilliz Cloud\n")?;
    writeln!(
        stdout,
        "{:<16}{:>8}{:>8}{:>8}",
        "", "before", "applied", "after"
    )?;
    let kinds = during.as_object().into_iter().flatten();
    for (kind, applied) in kinds {
        if let (Some(before), Some(applied), Some(after)) =
            (count(&before[kind]), count(applied), count(&after[kind]))
        {
            writeln!(stdout, "{kind:<16}{before:>8}{applied:>8}{after:>8}")?;
        }
    }
    writeln!(stdout, "\n━━━ How long it took\n")?;
    for (step, took) in steps {
        writeln!(stdout, "{:>7.2}s  {step}", took.as_secs_f64())?;
    }
    stdout.flush()
}

fn count(kind: &Value) -> Option<usize> {
    kind.as_array()
        .map(Vec::len)
        .or_else(|| kind.as_object().map(serde_json::Map::len))
}
