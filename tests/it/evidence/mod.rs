//! The law of absence, against random answers: no sequence of answers, of which none is a documented absence, makes an object
//! leave the state, a plan contain a destroy, or a destroy end in success. What the simulator has is the judge.
//!
//! Each case is one operation on one object while calls are answered with random statuses, codes and sentences ([`answers`]), or
//! with lists that lie and reads that say nothing ([`lists`]). Never are both witnesses of an absence in one case: that is a proof.
//! Nearly all runs of `cargo test` make a part of the cases; `FUZZ_CASES=20000` makes as many. All follows from a seed, and a
//! failure says which: `FUZZ_SEED=<seed> cargo test --test it evidence` replays its world.

mod answers;
mod kind;
mod lists;
mod world;

use std::{collections::BTreeMap, fmt::Write as _};

use testkit::counts;

use kind::Kind;
use world::World;

/// How many cases there are, unless `FUZZ_CASES` says otherwise.
const CASES: u64 = 4_000;
/// How many cases follow each other in one world.
const CASES_OF_A_WORLD: u64 = 100;

#[tokio::test(start_paused = true)]
async fn no_answer_makes_a_project_vanish() {
    run(Kind::Project).await;
}

#[tokio::test(start_paused = true)]
async fn no_answer_makes_a_cluster_vanish() {
    run(Kind::Cluster).await;
}

#[tokio::test(start_paused = true)]
async fn no_answer_makes_the_roles_of_a_person_vanish() {
    run(Kind::ProjectUser).await;
}

#[tokio::test(start_paused = true)]
async fn no_answer_makes_an_invitation_vanish() {
    run(Kind::Invitation).await;
}

#[tokio::test(start_paused = true)]
async fn no_answer_makes_an_organization_vanish() {
    run(Kind::Organization).await;
}

/// Runs the share of this kind of object.
async fn run(kind: Kind) {
    let wanted = variable("FUZZ_CASES").unwrap_or(CASES) / 5;
    let replayed = variable("FUZZ_SEED");
    let first = replayed.unwrap_or(1_000 * kind as u64);
    let mut cases = 0;
    let mut troubles = BTreeMap::new();
    let mut broken = Vec::new();
    for seed in first.. {
        let mut world = World::start(kind, seed).await;
        for _ in 0..CASES_OF_A_WORLD {
            cases += 1;
            match world.case().await {
                Ok(trouble) => *troubles.entry(trouble).or_insert(0) += 1,
                Err(why) => {
                    broken.push(format!("FUZZ_SEED={seed}\n{}\n{why}", world.story()));
                    break;
                }
            }
        }
        if cases >= wanted || replayed.is_some() {
            break;
        }
    }
    let mut said = format!("the law of absence, {kind:?}: {cases} cases");
    for (trouble, count) in troubles {
        write!(said, ", {count} {trouble:?}").expect("a string takes everything");
    }
    counts::record(&format!("evidence {kind:?}"), &said);
    let shown: Vec<_> = broken.iter().take(5).map(String::as_str).collect();
    assert!(
        broken.is_empty(),
        "{} of {cases} cases:\n{}",
        broken.len(),
        shown.join("\n\n")
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "whoever runs more cases, or replays one, says so by a variable"
)]
fn variable(name: &str) -> Option<u64> {
    Some(std::env::var(name).ok()?.parse().expect("a number"))
}
