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

#[tokio::test(start_paused = true)]
async fn no_chaos_loses_doubles_or_leaks_anything() {
    runs(0..500).await;
}

#[tokio::test(start_paused = true)]
async fn no_other_chaos_does_either() {
    runs(500..1000).await;
}

/// Runs these seeds, or of them only the one that is to be replayed.
async fn runs(seeds: Range<u64>) {
    let (mut deaths, mut imports) = (0, 0);
    let replayed = replayed();
    let is_wanted = |it: &u64| replayed.is_none_or(|wanted| wanted == *it);
    for seed in seeds.clone().filter(is_wanted) {
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
    reason = "whoever replays a run says so by a variable"
)]
fn replayed() -> Option<u64> {
    Some(std::env::var("CHAOS_SEED").ok()?.parse().expect("a seed"))
}
