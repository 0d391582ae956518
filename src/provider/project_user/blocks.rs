//! Blocks that are about one person in one project, within one apply.
//!
//! Two objects of the state can be the same roles: those of a block that was renamed, of a list that shifts, or of two blocks for
//! one person. Terraform orders neither their calls nor their plans. So those who change the roles of a person take turns, each
//! sees what the one before has left, and nobody takes away what another block wants.
//!
//! A block is known by a mark that is kept beside its state: addresses are not told to a provider.

use std::{
    collections::{BTreeMap, BTreeSet},
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tf_provider::resource::Op;
use tokio::{
    sync::{Mutex as Queue, Notify, OwnedMutexGuard},
    time::{Instant, timeout_at},
};

use crate::{
    api,
    provider::project_user::{model::ProjectUser, overlap, principal::Holder},
};

/// How long to wait for the plan of an object that was read.
const PATIENCE: Duration = Duration::from_secs(2);

/// The turns of people in projects, by the project and a name of the person.
type Queues = BTreeMap<(String, String), Arc<Queue<()>>>;

/// What is known of all blocks.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    known: Mutex<Known>,
    queues: Mutex<Queues>,
    /// Tells those who wait for plans.
    planned: Notify,
}

#[derive(Debug, Default)]
struct Known {
    /// Counts what happens.
    now: u64,
    /// Identifiers by address.
    user_ids: BTreeMap<String, String>,
    wishes: BTreeMap<String, Wish>,
    deletions: BTreeMap<String, Deletion>,
    reads: BTreeMap<String, Reading>,
}

/// The last read of an object.
#[derive(Debug)]
struct Reading {
    at: u64,
    holder: Holder,
    /// Its roles, by name and by identifier.
    roles: BTreeSet<String>,
    /// Whether a plan has followed.
    is_planned: bool,
}

/// The roles that a block gives, by name or by identifier.
#[derive(Debug)]
struct Wish {
    holder: Holder,
    roles: BTreeSet<String>,
    since: u64,
    /// Of an object that is planned and not made yet.
    is_new: bool,
    /// Whether the block was applied: no deletion takes these roles any more.
    is_given: bool,
}

/// The roles that go with an object, by name and by identifier.
#[derive(Debug)]
struct Deletion {
    holder: Holder,
    roles: BTreeSet<String>,
    /// `None` until it is done.
    end: Option<u64>,
}

impl Blocks {
    /// Somebody has this address.
    pub(super) fn know(&self, user_id: &str, email: &str) {
        let mut known = self.lock();
        known
            .user_ids
            .insert(email.to_lowercase(), user_id.to_owned());
    }

    /// An object was read: what its block wants is planned anew, and what was planned for new objects before is over. Terraform
    /// reads an object that is to go after it has planned that. Answers the roles of this person that other blocks want so far.
    pub(super) fn read(&self, mark: &str, user: &ProjectUser) -> BTreeSet<String> {
        let mut known = self.lock();
        let holder = Holder::of(user);
        let wanted = known.wanted_elsewhere(mark, &holder);
        if known.wishes.get(mark).is_some_and(|it| !it.is_given) {
            known.wishes.remove(mark);
        }
        known.now += 1;
        let reading = Reading {
            at: known.now,
            holder,
            roles: all_names(user),
            is_planned: false,
        };
        known.reads.insert(mark.to_owned(), reading);
        wanted
    }

    /// Whether this process has read an object. It has not where Terraform plans a deposed object again to apply its deletion.
    pub(super) fn has_read(&self, mark: &str) -> bool {
        self.lock().reads.contains_key(mark)
    }

    /// An object is not there any more.
    pub(super) fn forget(&self, mark: &str) {
        self.lock().reads.remove(mark);
        self.planned.notify_waiters();
    }

    /// Waits until all objects are planned that were read and are about roles of this person. A plan follows at once.
    pub(super) async fn await_plans(&self, mark: &str, user: &ProjectUser) {
        let end = Instant::now() + PATIENCE;
        loop {
            let mut planned = pin!(self.planned.notified());
            planned.as_mut().enable();
            if !self.lock().is_one_unplanned(mark, user) || timeout_at(end, planned).await.is_err()
            {
                return;
            }
        }
    }

    /// A block is planned to give these roles.
    pub(super) fn plan(&self, mark: &str, holder: Holder, roles: BTreeSet<String>, is_new: bool) {
        self.lock().wish(mark, holder, roles, is_new);
        self.planned.notify_waiters();
    }

    /// The creation of a new object failed. Its block wants the roles until the next plan, and is another one by then.
    pub(super) fn not_created(&self, mark: &str) {
        if let Some(wish) = self.lock().wishes.get_mut(mark) {
            wish.is_new = true;
        }
    }

    /// The roles of this person that other blocks want.
    pub(super) fn wanted_elsewhere(&self, mark: &str, holder: &Holder) -> BTreeSet<String> {
        self.lock().wanted_elsewhere(mark, holder)
    }

    /// Nothing is planned for a block but that its object goes, and with it these roles.
    pub(super) fn plan_deletion(&self, mark: &str, user: &ProjectUser) {
        self.lock().delete(mark, Holder::of(user), user);
        self.planned.notify_waiters();
    }

    /// Whether another block is about the same person, and stays.
    pub(super) fn has_another(&self, mark: &str, holder: &Holder) -> bool {
        self.lock().others(mark, holder).next().is_some()
    }

    /// Whether the object of another block takes roles of this user along.
    pub(super) fn is_deleted_elsewhere(&self, mark: &str, user: &ProjectUser) -> bool {
        let known = self.lock();
        if known.wishes.get(mark).is_some_and(|it| it.is_given) {
            return false;
        }
        let holder = known.complete(&Holder::of(user));
        let read = known.read_at(mark);
        let mut deletions = known.deletions.iter().filter(|(other, it)| {
            *other != mark && it.end.is_none_or(|end| end > read) && known.is(&it.holder, &holder)
        });
        deletions.any(|(_, it)| !it.roles.is_disjoint(&all_names(user)))
    }

    /// Waits until nobody else changes the roles of this person.
    pub(super) async fn turn(&self, mark: String, holder: Holder) -> Turn<'_> {
        let holder = self.lock().complete(&holder);
        let names: BTreeSet<_> = [&holder.user_id, &holder.email]
            .into_iter()
            .flatten()
            .collect();
        let mut places = Vec::new();
        // In order, so that no two wait for each other.
        for name in names {
            let key = (holder.project_id.clone(), name.clone());
            let queue = Arc::clone(
                self.queues
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .entry(key)
                    .or_default(),
            );
            places.push(queue.lock_owned().await);
        }
        Turn {
            blocks: self,
            mark,
            holder,
            kept: BTreeSet::new(),
            _places: places,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn wish(&mut self, mark: &str, holder: Holder, roles: BTreeSet<String>, is_new: bool) {
        self.now += 1;
        let before = self.wishes.get(mark);
        let wish = Wish {
            is_given: before.is_some_and(|it| it.is_given && it.roles == roles),
            holder,
            roles,
            since: self.now,
            is_new,
        };
        self.deletions.remove(mark);
        self.planned(mark);
        self.wishes.insert(mark.to_owned(), wish);
    }

    fn delete(&mut self, mark: &str, holder: Holder, user: &ProjectUser) {
        self.wishes.remove(mark);
        self.planned(mark);
        let deletion = Deletion {
            holder,
            roles: all_names(user),
            end: None,
        };
        self.deletions.insert(mark.to_owned(), deletion);
    }

    /// What other blocks want for this person.
    fn others<'a>(&'a self, mark: &'a str, holder: &'a Holder) -> impl Iterator<Item = &'a Wish> {
        let read = self.read_at(mark);
        let is_current = move |it: &Wish| !it.is_new || it.since > read;
        let others = self.wishes.iter().filter(move |(it, _)| *it != mark);
        others
            .map(|(_, it)| it)
            .filter(move |it| is_current(it) && self.is(&it.holder, holder))
    }

    fn planned(&mut self, mark: &str) {
        if let Some(reading) = self.reads.get_mut(mark) {
            reading.is_planned = true;
        }
    }

    fn wanted_elsewhere(&self, mark: &str, holder: &Holder) -> BTreeSet<String> {
        let others = self.others(mark, holder);
        others.flat_map(|it| it.roles.iter().cloned()).collect()
    }

    fn is_one_unplanned(&self, mark: &str, user: &ProjectUser) -> bool {
        let (holder, names) = (Holder::of(user), all_names(user));
        let mut others = self.reads.iter().filter(|(it, _)| *it != mark);
        others.any(|(_, it)| {
            !it.is_planned && !it.roles.is_disjoint(&names) && self.is(&it.holder, &holder)
        })
    }

    /// When an object was last read.
    fn read_at(&self, mark: &str) -> u64 {
        self.reads.get(mark).map_or(0, |it| it.at)
    }

    fn is(&self, one: &Holder, other: &Holder) -> bool {
        self.complete(one).is(&self.complete(other))
    }

    /// The same with the identifier, if the address tells it.
    fn complete(&self, holder: &Holder) -> Holder {
        let email = holder.email.as_ref();
        let user_id = holder.user_id.as_ref();
        let user_id = user_id.or_else(|| self.user_ids.get(email?));
        Holder {
            user_id: user_id.cloned(),
            ..holder.clone()
        }
    }
}

fn all_names(user: &ProjectUser) -> BTreeSet<String> {
    let ids = user.role_ids.known().into_iter().flatten();
    user.roles.iter().chain(ids).cloned().collect()
}

/// The time in which nobody else changes the roles of a person.
pub(super) struct Turn<'a> {
    blocks: &'a Blocks,
    mark: String,
    holder: Holder,
    /// The roles that other blocks wanted when this one was planned.
    kept: BTreeSet<String>,
    _places: Vec<OwnedMutexGuard<()>>,
}

impl Turn<'_> {
    /// The block gives these roles now. Who planned just that for a new object may have been this block.
    pub(super) fn give(&self, roles: &BTreeSet<String>) {
        let mut known = self.blocks.lock();
        let wishes = std::mem::take(&mut known.wishes);
        let is_same =
            |it: &Wish| it.is_new && it.roles == *roles && known.is(&it.holder, &self.holder);
        let others: BTreeMap<_, _> = wishes.into_iter().filter(|(_, it)| !is_same(it)).collect();
        known.wishes = others;
        known.wish(&self.mark, self.holder.clone(), roles.clone(), false);
    }

    /// The person has what the block gives.
    fn given(&self, known: &mut Known) {
        if let Some(wish) = known.wishes.get_mut(&self.mark) {
            wish.is_given = true;
        }
    }

    /// The person has what the block gives, whatever else was deleted before.
    pub(super) fn settled(&self) {
        let mut known = self.blocks.lock();
        self.given(&mut known);
        let deletions = std::mem::take(&mut known.deletions);
        let is_over = |it: &Deletion| known.is(&it.holder, &self.holder);
        let kept: BTreeMap<_, _> = deletions
            .into_iter()
            .filter(|(_, it)| !is_over(it))
            .collect();
        known.deletions = kept;
    }

    /// The object is being deleted.
    pub(super) fn delete(&mut self, op: &Op<ProjectUser>, user: &ProjectUser) {
        self.kept = overlap::kept(op);
        self.blocks
            .lock()
            .delete(&self.mark, self.holder.clone(), user);
    }

    /// The object is deleted.
    pub(super) fn deleted(&self) {
        let mut known = self.blocks.lock();
        known.now += 1;
        let now = known.now;
        known.reads.remove(&self.mark);
        if let Some(deletion) = known.deletions.get_mut(&self.mark) {
            deletion.end = Some(now);
        }
    }

    /// Whether another block is about the same person, and stays.
    pub(super) fn has_another(&self) -> bool {
        !self.kept.is_empty() || self.blocks.has_another(&self.mark, &self.holder)
    }

    /// Whether another block wants this role for the person.
    pub(super) fn is_wanted_elsewhere(&self, role: &api::AssignedRole) -> bool {
        let has = |it: &BTreeSet<_>| it.contains(&role.role_id) || it.contains(&role.role_name);
        let known = self.blocks.lock();
        let mut others = known.others(&self.mark, &self.holder);
        has(&self.kept) || others.any(|it| has(&it.roles))
    }
}
