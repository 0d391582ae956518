//! The plan for a person whom another block is about, too, and the private data for it.

use std::collections::BTreeSet;

use tf_provider::{
    diagnostics::Diagnostic,
    model::Computed,
    resource::{Op, PlanChange},
    value::Json,
};

use crate::provider::project_user::{
    model::{ProjectUser, ProjectUserResource},
    principal::Holder,
};

impl ProjectUserResource {
    /// Puts on record what the block wants, before anything is asked: another object may be going at the same time.
    pub(super) fn announce(&self, change: &mut PlanChange<ProjectUser>) -> String {
        let mark = planned_mark(change);
        let default_project = self.context.defaults.project_id.text();
        if let Some(prior) = &change.prior
            && let (Some(user_id), Some(email)) = (prior.user_id.text(), prior.email.text())
        {
            self.context.blocks.know(user_id, email);
        }
        let Some(planned) = &change.planned else {
            if let Some(prior) = &change.prior {
                let blocks = &self.context.blocks;
                blocks.plan_deletion(&mark, prior);
                let kept = blocks.wanted_elsewhere(&mark, &Holder::of(prior));
                keep(change, kept, blocks.has_read(&mark));
            }
            return mark;
        };
        let roles: BTreeSet<_> = planned.roles.known().into_iter().flatten().collect();
        let roles: BTreeSet<_> = roles
            .into_iter()
            .filter_map(|it| it.text().map(str::to_owned))
            .collect();
        let holder = match &change.prior {
            Some(prior) => Some(Holder::of(prior)),
            None => Holder::planned(planned, default_project),
        };
        if let Some(holder) = holder {
            let is_new = change.prior.is_none();
            self.context.blocks.plan(&mark, holder, roles, is_new);
        }
        mark
    }

    /// Says that two blocks are about one person, and has this one give again what the object of another one takes along.
    pub(super) async fn check_overlap(&self, change: &mut PlanChange<ProjectUser>, mark: &str) {
        let is_replaced = change.replaces_object();
        let default_project = self.context.defaults.project_id.text();
        let Some(planned) = &mut change.planned else {
            return;
        };
        if let Some(prior) = change.prior.as_ref().filter(|_| is_replaced) {
            return self.context.blocks.plan_deletion(mark, prior);
        }
        if let Some(prior) = &change.prior {
            self.context.blocks.await_plans(mark, prior).await;
            if self.context.blocks.is_deleted_elsewhere(mark, prior) {
                planned.role_ids = Computed::Unknown;
            }
        }
        let holder = match &change.prior {
            Some(prior) => Some(Holder::of(prior)),
            None => Holder::planned(planned, default_project),
        };
        if holder.is_some_and(|it| self.context.blocks.has_another(mark, &it)) {
            change.diagnostics.push(two_resources(change));
        }
    }
}

fn two_resources(change: &PlanChange<ProjectUser>) -> Diagnostic {
    let planned = change.planned.as_ref();
    let email = planned.and_then(|it| it.email.text());
    let user_id = planned.and_then(|it| it.user_id.text());
    let person = email.or(user_id).unwrap_or("the person");
    let project_id = planned
        .and_then(|it| it.project_id.text())
        .unwrap_or_default();
    let detail = format!(
        "Another zillizcloud_project_user is about {person} in project {project_id}, too, and each of them says which roles the person \
         has. An apply takes away nothing that one of them wants, so the person has the roles of both. But where they differ, every \
         plan has changes to make. Write all roles into one of them, and remove the other."
    );
    Diagnostic::warning("Two resources for one person", detail).at("roles")
}

const BLOCK: &str = "block";
const KEPT: &str = "kept";
const KEPT_BY_READ: &str = "kept_by_read";

/// The mark of an object, which gets one if it has none.
pub(super) fn mark(op: &mut Op<ProjectUser>) -> String {
    if let Some(Json::String(mark)) = op.private(BLOCK) {
        return mark;
    }
    let mark = new_mark();
    op.set_private(BLOCK, Json::String(mark.clone()));
    mark
}

/// The mark of an object that is planned. A new object has the mark of the one that it replaces until it gets its own.
pub(super) fn planned_mark(change: &mut PlanChange<ProjectUser>) -> String {
    if let (Some(Json::String(mark)), Some(_)) = (change.private(BLOCK), &change.prior) {
        return mark.clone();
    }
    let mark = new_mark();
    change.set_private(BLOCK, Json::String(mark.clone()));
    mark
}

/// Keeps the roles that other blocks want beside an object that is planned to go: they may have no part in the apply. A plan that
/// follows a read knows all that the read did.
pub(super) fn keep(
    change: &mut PlanChange<ProjectUser>,
    roles: BTreeSet<String>,
    follows_read: bool,
) {
    change.set_private(KEPT, list(roles));
    if follows_read {
        change.set_private(KEPT_BY_READ, Json::Null);
    }
}

/// Keeps the roles that other blocks want beside an object that is read.
pub(super) fn keep_by_read(op: &mut Op<ProjectUser>, roles: BTreeSet<String>) {
    op.set_private(
        KEPT_BY_READ,
        if roles.is_empty() {
            Json::Null
        } else {
            list(roles)
        },
    );
}

/// The roles that other blocks wanted when the object was planned to go.
pub(super) fn kept(op: &Op<ProjectUser>) -> BTreeSet<String> {
    let kept = [KEPT, KEPT_BY_READ].map(|it| op.private(it));
    kept.iter().flat_map(|it| texts(it.as_ref())).collect()
}

fn new_mark() -> String {
    format!("{:016x}", fastrand::u64(..))
}

fn list(texts: impl IntoIterator<Item = String>) -> Json {
    Json::Array(texts.into_iter().map(Json::String).collect())
}

fn texts(list: Option<&Json>) -> impl Iterator<Item = String> {
    let list = match list {
        Some(Json::Array(list)) => list.as_slice(),
        _ => &[],
    };
    list.iter().filter_map(|it| match it {
        Json::String(text) => Some(text.clone()),
        _ => None,
    })
}
