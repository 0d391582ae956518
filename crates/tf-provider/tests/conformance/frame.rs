//! Items, and what is made of them: tests and the table in the README.

use std::{collections::BTreeSet, fmt::Write as _, fs, pin::Pin, time::Duration};

use libtest_mimic::{Failed, Trial};

/// An item of the list. Its name is a sentence about the provider. Several items may have one number, if one test would
/// have to say two things.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) number: u16,
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) proof: Proof,
}

/// How an item is shown to hold.
#[derive(Debug)]
pub(crate) enum Proof {
    /// On a clock that runs, on several threads.
    Test(fn() -> Running),
    /// On a clock that jumps to the next timer whenever nothing else can happen; on one thread.
    Paused(fn() -> Running),
    /// Not by this suite, for this reason.
    Elsewhere(&'static str),
}

/// A test under way.
pub(crate) type Running = Pin<Box<dyn Future<Output = ()>>>;

/// `item!(4, name_of_an_async_function)`, `item!(110, name, paused)` for one on a clock that jumps,
/// or `item!(43, name, sync)` for a function that waits for nothing.
macro_rules! item {
    ($number:literal, $test:ident) => {
        $crate::frame::item!(@ $number, $test, Test)
    };
    ($number:literal, $test:ident, paused) => {
        $crate::frame::item!(@ $number, $test, Paused)
    };
    ($number:literal, $test:ident, sync) => {
        $crate::frame::Item {
            number: $number,
            name: stringify!($test),
            file: file!(),
            proof: $crate::frame::Proof::Test(|| Box::pin(async { $test() })),
        }
    };
    (@ $number:literal, $test:ident, $proof:ident) => {
        $crate::frame::Item {
            number: $number,
            name: stringify!($test),
            file: file!(),
            proof: $crate::frame::Proof::$proof(|| Box::pin($test())),
        }
    };
}

/// `elsewhere!(13, name_of_what_would_be_shown, "Why it cannot be shown here.")`
macro_rules! elsewhere {
    ($number:literal, $name:ident, $reason:literal) => {
        $crate::frame::Item {
            number: $number,
            name: stringify!($name),
            file: file!(),
            proof: $crate::frame::Proof::Elsewhere($reason),
        }
    };
}

pub(crate) use {elsewhere, item};

/// The tests of all items, and those of the list itself.
pub(crate) fn trials(items: &[&'static Item], update: bool) -> Vec<Trial> {
    let table = table(items);
    let tests = items.iter().copied().filter_map(trial);
    let written = Trial::test("the_table_in_the_readme_is_up_to_date", move || {
        compare(&table, update)
    });
    let numbers: BTreeSet<_> = items.iter().map(|item| item.number).collect();
    let complete = Trial::test("no_number_is_missing", move || no_gaps(&numbers));
    tests.chain([written, complete]).collect()
}

fn trial(item: &'static Item) -> Option<Trial> {
    let name = format!("item_{:03}_{}", item.number, item.name);
    match item.proof {
        Proof::Test(test) => Some(Trial::test(name, move || {
            let runtime = tokio::runtime::Runtime::new()?;
            runtime.block_on(within_reason(test()));
            runtime.shutdown_background();
            Ok(())
        })),
        Proof::Paused(test) => Some(Trial::test(name, move || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            let runtime = builder.enable_all().start_paused(true).build()?;
            runtime.block_on(test());
            Ok(())
        })),
        Proof::Elsewhere(_) => None,
    }
}

/// Fails a test that hangs.
async fn within_reason<T>(future: impl Future<Output = T>) -> T {
    let limit = Duration::from_secs(120);
    let outcome = tokio::time::timeout(limit, future).await;
    outcome.expect("this takes some seconds at most")
}

/// An item is shown, or it is said why not.
fn no_gaps(numbers: &BTreeSet<u16>) -> Result<(), Failed> {
    let last = numbers.last().copied().unwrap_or_default();
    let missing: Vec<_> = (1..=last).filter(|it| !numbers.contains(it)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("nothing is said about the items {missing:?}").into())
}

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const BEGIN: &str =
    "<!-- The table of conformance begins. UPDATE=1 cargo test --test conformance writes it. -->\n";
const END: &str = "<!-- The table of conformance ends. -->\n";

fn table(items: &[&Item]) -> String {
    let mut items = items.to_vec();
    items.sort_by_key(|item| item.number);
    let mut table = "| Item | What holds | Shown by |\n|---|---|---|\n".to_owned();
    for Item {
        number,
        name,
        file,
        proof,
    } in items
    {
        let name = name.replace('_', " ");
        let file = file.rsplit_once("tests/").map_or(*file, |(_, file)| file);
        let place = match proof {
            Proof::Elsewhere(reason) => (*reason).to_owned(),
            Proof::Test(_) | Proof::Paused(_) => format!("[{file}](tests/{file})"),
        };
        writeln!(table, "| {number} | {name} | {place} |").expect("a string takes it");
    }
    table
}

fn compare(table: &str, update: bool) -> Result<(), Failed> {
    let readme = fs::read_to_string(README)?;
    let (before, rest) = readme
        .split_once(BEGIN)
        .ok_or("the README has no mark where the table begins")?;
    let (now, after) = rest
        .split_once(END)
        .ok_or("the README has no mark where the table ends")?;
    if now == table {
        return Ok(());
    }
    if update {
        fs::write(README, [before, BEGIN, table, END, after].concat())?;
        return Ok(());
    }
    Err("the table in the README is out of date: run the suite with UPDATE=1".into())
}
