//! Random configurations, random faults and random deaths of the provider: nothing is lost, doubled or leaked.
//!
//! A run is a few applies, each under trouble, then one without, a few [changes](reshape) that people make to what works, and a
//! destruction that must leave no trace. All follows from a seed, and a failure says which: `CHAOS_SEED=<seed> cargo test --test it chaos` replays it.
//!
//! A death is the worst that can happen: the call was carried out, and nobody hears of it. What Terraform never heard of is
//! in no state; the next create must then meet it and say how to import it.

mod desired_states;
mod gate;
mod reshape;
mod run;

use std::ops::Range;

use testkit::counts;

use run::Run;

/// How many seeds there are, unless `CHAOS_SEEDS` says otherwise.
const SEEDS: u64 = 200;

#[tokio::test(start_paused = true)]
async fn no_chaos_loses_doubles_or_leaks_anything() {
    runs(0..seeds() / 2).await;
}

#[tokio::test(start_paused = true)]
async fn no_other_chaos_does_either() {
    runs(seeds() / 2..seeds()).await;
}

fn seeds() -> u64 {
    variable("CHAOS_SEEDS").unwrap_or(SEEDS)
}

/// Runs these seeds, or of them only the one that is to be replayed.
async fn runs(seeds: Range<u64>) {
    let (mut deaths, mut imports) = (0, 0);
    let replayed = variable("CHAOS_SEED");
    let half = if let Some(seed) = replayed {
        // One of the two tests replays it.
        if seeds.start == 0 {
            seed..seed + 1
        } else {
            0..0
        }
    } else {
        seeds.clone()
    };
    for seed in half {
        let mut run = Run::start(seed).await;
        if let Err(why) = run.run().await {
            panic!("CHAOS_SEED={seed}\n{}\n{why}", run.story());
        }
        deaths += run.deaths;
        imports += run.imports;
    }
    let said = format!("chaos, seeds {seeds:?}: {deaths} deaths, {imports} imports");
    counts::record(&format!("chaos {}", seeds.start), &said);
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever replays a run, or wants more of them, says so by a variable"
)]
fn variable(name: &str) -> Option<u64> {
    Some(std::env::var(name).ok()?.parse().expect("a number"))
}
