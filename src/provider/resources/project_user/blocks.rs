//! Which blocks are about one person in one project, within one apply.
//!
//! Two objects of the state can be the same roles: those of a block that was renamed, of a list that shifts, or of two blocks for
//! one person. Terraform orders neither their calls nor their plans. So those who change the roles of a person take turns, each
//! sees what the one before has left, and nobody takes away what another block wants.
//!
//! A block is known by a mark that is kept beside its state: addresses are not told to a provider.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tf_provider::resource::Op;
use tokio::sync::{Mutex as Queue, OwnedMutexGuard};

use crate::provider::resources::project_user::{
    marks,
    resource::{ProjectUser, ProjectUserDraft},
    roles::Held,
};

/// Somebody in a project, by the names that are known of them.
#[derive(Clone, Debug)]
pub(super) struct Holder {
    project_id: String,
    user_id: Option<String>,
    /// In lower case.
    email: Option<String>,
}

impl Holder {
    pub(super) fn new(project_id: &str, user_id: Option<&str>, email: Option<&str>) -> Self {
        Self {
            project_id: project_id.to_owned(),
            user_id: user_id.map(str::to_owned),
            email: email.map(str::to_lowercase),
        }
    }

    pub(super) fn of(user: &ProjectUser) -> Self {
        let project_id = user.project_id.text().unwrap_or_default();
        Self::new(project_id, user.user_id.text(), user.email.text())
    }

    /// Whom a plan is about, if it says so.
    pub(super) fn planned(user: &ProjectUserDraft, default_project: Option<&str>) -> Option<Self> {
        let project_id = match user.project_id.text() {
            None if user.project_id.is_null() || user.id.is_unknown() => default_project?,
            given => given?,
        };
        let (user_id, email) = (user.user_id.text(), user.email.text());
        (user_id.is_some() || email.is_some()).then(|| Self::new(project_id, user_id, email))
    }

    /// Whether both are the same person in the same project: by the identifier where both have one.
    fn is(&self, other: &Self) -> bool {
        let is_same = match (&self.user_id, &other.user_id) {
            (Some(one), Some(other)) => one == other,
            _ => self.email.is_some() && self.email == other.email,
        };
        is_same && self.project_id == other.project_id
    }
}

/// The turns of people in projects, by the project and a name of the person.
type Queues = BTreeMap<(String, String), Arc<Queue<()>>>;

/// What is known of all blocks.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    known: Mutex<Known>,
    queues: Mutex<Queues>,
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
    /// Which object replaced another one, by their marks.
    successors: BTreeMap<String, String>,
}

/// The last read of an object.
#[derive(Debug)]
struct Reading {
    at: u64,
    holder: Holder,
    /// Its roles, by name and by identifier.
    roles: BTreeSet<String>,
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
    /// reads an object that is to go after it has planned that. Answers the roles of this person that the successor wants, if
    /// the object is one that has been replaced and is still there.
    pub(super) fn read(&self, mark: &str, user: &ProjectUser) -> BTreeSet<String> {
        let mut known = self.lock();
        if known.wishes.get(mark).is_some_and(|it| !it.is_given) {
            known.wishes.remove(mark);
        }
        known.now += 1;
        let reading = Reading {
            at: known.now,
            holder: Holder::of(user),
            roles: all_names(user),
        };
        let successor = known.successors.get(mark);
        let wish = successor.and_then(|it| known.wishes.get(it));
        let wish = wish.filter(|it| known.is(&it.holder, &reading.holder));
        let wanted = wish.map(|it| it.roles.clone()).unwrap_or_default();
        known.reads.insert(mark.to_owned(), reading);
        wanted
    }

    /// An object has replaced these ones.
    pub(super) fn succeed(&self, mark: &str, predecessors: Vec<String>) {
        let successors = predecessors.into_iter().map(|it| (it, mark.to_owned()));
        self.lock().successors.extend(successors);
    }

    /// A block is planned to give these roles.
    pub(super) fn plan(&self, mark: &str, holder: Holder, roles: BTreeSet<String>, is_new: bool) {
        self.lock().wish(mark, holder, roles, is_new);
    }

    /// The creation of a new object failed. Its block wants the roles until the next plan, and is another one by then.
    pub(super) fn not_created(&self, mark: &str) {
        if let Some(wish) = self.lock().wishes.get_mut(mark) {
            wish.is_new = true;
        }
    }

    /// The roles of this person that other blocks want.
    pub(super) fn wanted_elsewhere(&self, mark: &str, holder: &Holder) -> BTreeSet<String> {
        let known = self.lock();
        let others = known.others(mark, holder);
        others.flat_map(|it| it.roles.iter().cloned()).collect()
    }

    /// Nothing is planned for a block but that its object goes, and with it these roles.
    pub(super) fn plan_deletion(&self, mark: &str, user: &ProjectUser) {
        self.lock().delete(mark, Holder::of(user), user);
    }

    /// Whether another block is about the same person, and stays.
    pub(super) fn has_another(&self, mark: &str, holder: &Holder) -> bool {
        self.lock().others(mark, holder).next().is_some()
    }

    /// Whether another object takes roles of this user along: that of another block, or one that this object has replaced.
    pub(super) fn is_deleted_elsewhere(&self, mark: &str, user: &ProjectUser) -> bool {
        let known = self.lock();
        if known.wishes.get(mark).is_some_and(|it| it.is_given) {
            return false;
        }
        let holder = known.complete(&Holder::of(user));
        let read = known.read_at(mark);
        let deletions = known
            .deletions
            .iter()
            .filter(|(other, it)| *other != mark && it.end.is_none_or(|end| end > read));
        let deletions = deletions.map(|(_, it)| (&it.holder, &it.roles));
        let before = known.successors.iter().filter(|(_, it)| *it == mark);
        let deposed = before.filter_map(|(it, _)| known.reads.get(it));
        let deposed = deposed.map(|it| (&it.holder, &it.roles));
        let names = all_names(user);
        let is_about = |it: &Holder| known.is(it, &holder);
        deletions
            .chain(deposed)
            .any(|(it, roles)| is_about(it) && !roles.is_disjoint(&names))
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
        self.wishes.insert(mark.to_owned(), wish);
    }

    fn delete(&mut self, mark: &str, holder: Holder, user: &ProjectUser) {
        self.wishes.remove(mark);
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
        self.kept = marks::kept(op);
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
    pub(super) fn is_wanted_elsewhere(&self, role: &Held) -> bool {
        let has = |it: &BTreeSet<_>| it.contains(&role.role_id) || it.contains(&role.role_name);
        let known = self.blocks.lock();
        let mut others = known.others(&self.mark, &self.holder);
        has(&self.kept) || others.any(|it| has(&it.roles))
    }
}
