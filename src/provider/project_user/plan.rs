//! The plan of the person of a project user: the same one, or another one.

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
    resource::{Op, PlanChange},
};

use crate::{
    api::{self, ForeignText, Presence, is_same_email},
    env,
    provider::{
        Preview,
        errors::explain,
        project_user::{
            errors::{not_a_member, two_names},
            invitation::EXPIRED,
            model::{ProjectUser, ProjectUserConfig, ProjectUserResource, all_known},
            principal,
            principal::Person,
        },
        protection::{Setting, fill_default, will_fail, will_fail_if_new},
    },
};

/// Whom a configuration means, beside the state.
enum Who {
    New,
    Same,
    /// Somebody who is not known yet. If it is another person, the apply is an error.
    Unknown,
    /// Somebody who has another address or identifier than the one in the state.
    Other(Person),
}

/// What the service says of a person.
pub(super) enum Known {
    /// The member with this identifier.
    Member(String),
    Nobody,
    /// It could not be read.
    Untold(api::Error),
}

impl ProjectUserResource {
    /// Plans who it is about, and refuses whom the service would not take.
    pub(super) async fn plan_person(&self, change: &mut PlanChange<ProjectUser>) {
        if change.planned.is_none() {
            return;
        }
        self.plan_project(change);
        if self.refuse_two_people(change).await {
            return;
        }
        match who(change) {
            Who::New => self.check_new(change).await,
            Who::Same => plan_same(change),
            // An apply gives nobody else what this person has.
            Who::Unknown => plan_in_place(change),
            Who::Other(person) => self.plan_other(change, &person).await,
        }
        self.plan_invited(change);
    }

    /// Whether an address and an identifier are configured that are not the same person's, as generated configurations have both.
    async fn refuse_two_people(&self, change: &mut PlanChange<ProjectUser>) -> bool {
        let Some((email, configured)) = both_names(change) else {
            return false;
        };
        match self.look(&Person::Email(email.clone())).await {
            Known::Member(user_id) if user_id != configured => {
                plan_in_place(change);
                let problem = two_names(&email, &configured, &user_id);
                change.diagnostics.push(will_fail_if_new(change, problem));
                true
            }
            _ => false,
        }
    }

    fn plan_project(&self, change: &mut PlanChange<ProjectUser>) {
        let (None, Some(config), Some(planned)) =
            (&change.prior, &change.config, &mut change.planned)
        else {
            return;
        };
        let setting = Setting {
            attribute: "project_id",
            default: &self.context.defaults.project_id.value,
            variable: env::PROJECT_ID,
        };
        let project_id = &mut planned.project_id;
        fill_default(
            setting,
            &config.project_id,
            project_id,
            &mut change.diagnostics,
        );
    }

    /// Refuses somebody who is no member and cannot be invited.
    async fn check_new(&self, change: &mut PlanChange<ProjectUser>) {
        let Some(planned) = &change.planned else {
            return;
        };
        let email = planned.email.text().map(str::to_owned).map(Person::Email);
        let user = planned.user_id.text().map(str::to_owned).map(Person::User);
        let Some(person) = email.or(user) else { return };
        let may_be_invited = planned.user_id.text().is_none() && self.may_be_invited(&person);
        if !may_be_invited && matches!(self.look(&person).await, Known::Nobody) {
            let project_id = planned.project_id.text().unwrap_or("of this resource");
            let problem = not_a_member(&person, project_id);
            let problem = will_fail_if_new(change, problem);
            self.refuse_unless_elsewhere(change, problem).await;
        }
    }

    /// Plans another person, unless it is the same one under another address.
    async fn plan_other(&self, change: &mut PlanChange<ProjectUser>, person: &Person) {
        let Some(prior) = &change.prior else { return };
        let attribute = person.attribute();
        let is_same_email = match person {
            Person::Email(email) => principal::is_same_email(change, email),
            Person::User(_) => None,
        };
        // When nobody knows, it may be the same.
        let is_unchanged = is_same_email != Some(false);
        let is_refused = match self.look(person).await {
            Known::Member(user_id) => prior.user_id.text() == Some(&user_id),
            Known::Nobody if !is_unchanged && self.context.is_unknown(Preview::Invitations) => {
                if let Err(failure) = self.context.has_now(Preview::Invitations) {
                    change.diagnostics.extend(failure);
                }
                return;
            }
            Known::Nobody => is_unchanged || !self.may_be_invited(person),
            // It may be the same person: a replacement would take every role away from somebody who is still meant.
            Known::Untold(error) => {
                return change.error(explain(&error, &format!("finding {person}")).at(attribute));
            }
        };
        if !is_refused {
            return change.replace(attribute);
        }
        let project_id = prior.project_id.text().unwrap_or_default();
        let problem = match person {
            Person::Email(email) if !prior.is_invited() => another_address(prior, email),
            _ => not_a_member(person, project_id),
        };
        if is_same_email == Some(true) {
            plan_same(change);
        } else {
            plan_in_place(change);
        }
        self.refuse_unless_elsewhere(change, will_fail(problem))
            .await;
    }

    /// In another organization nobody is a member: then that is the problem.
    async fn refuse_unless_elsewhere(
        &self,
        change: &mut PlanChange<ProjectUser>,
        problem: Diagnostic,
    ) {
        match self.context.check_organization().await {
            Ok(()) => change.error(problem),
            Err(failure) => change.diagnostics.extend(failure),
        }
    }

    fn may_be_invited(&self, person: &Person) -> bool {
        let may_be_on =
            self.context.has(Preview::Invitations) || self.context.is_unknown(Preview::Invitations);
        matches!(person, Person::Email(_)) && may_be_on
    }

    pub(super) async fn look(&self, person: &Person) -> Known {
        let remote = match person {
            Person::Email(email) => self.context.api.member_with_email(email).await,
            Person::User(user_id) => self.context.api.member_with_id(user_id).await,
        };
        match remote {
            Ok(Presence::Present(member)) => {
                self.context.blocks.know(&member.user_id, &member.email);
                Known::Member(member.user_id)
            }
            Ok(Presence::Absent(_)) => Known::Nobody,
            Err(error) => Known::Untold(error),
        }
    }

    /// Plans a change of somebody who may accept any moment, and another invitation for somebody who did not in time.
    fn plan_invited(&self, change: &mut PlanChange<ProjectUser>) {
        let (Some(prior), Some(planned)) = (&change.prior, &mut change.planned) else {
            return;
        };
        if !prior.is_invited() {
            return;
        }
        let email = prior.email.text().unwrap_or_default();
        let is_expired = prior.status.text() == Some(EXPIRED);
        let is_changed = all_known(&planned.roles).is_none_or(|it| it != prior.roles)
            || (!planned.email.is_unknown() && planned.email.text() != prior.email.text());
        let is_off = !self.context.has(Preview::Invitations)
            && !self.context.is_unknown(Preview::Invitations);
        if is_off {
            let problem = not_looked_at(email, is_changed);
            return change.diagnostics.push(problem);
        }
        if !is_expired && !is_changed {
            return;
        }
        planned.user_id = Computed::Unknown;
        planned.id = Computed::Unknown;
        planned.name = Computed::Unknown;
        planned.status = Computed::Unknown;
        if is_expired {
            let detail = format!(
                "{email} did not accept it within 48 hours. Applying this plan sends another one."
            );
            let problem = Diagnostic::warning("Expired invitation", detail).at("status");
            change.diagnostics.push(problem);
        }
    }
}

/// The address and the identifier, where both are configured.
fn both_names(change: &PlanChange<ProjectUser>) -> Option<(String, String)> {
    let config = change.config.as_ref()?;
    let (email, user_id) = config.email.text().zip(config.user_id.text())?;
    Some((email.to_owned(), user_id.to_owned()))
}

fn who(change: &PlanChange<ProjectUser>) -> Who {
    let (Some(prior), Some(config), Some(planned)) =
        (&change.prior, &change.config, &change.planned)
    else {
        return Who::New;
    };
    let other = |planned: &Computed<String>, prior: &Computed<String>| {
        let planned = planned.text()?;
        let prior = prior.text().unwrap_or_default();
        (!api::is_same_email(prior, planned)).then(|| planned.to_owned())
    };
    if let Some(email) = other(&planned.email, &prior.email) {
        Who::Other(Person::Email(email))
    } else if let Some(user_id) = other(&planned.user_id, &prior.user_id) {
        Who::Other(Person::User(user_id))
    } else if config.email.is_unknown() || config.user_id.is_unknown() {
        Who::Unknown
    } else {
        Who::Same
    }
}

/// The same person, perhaps written another way.
fn plan_same(change: &mut PlanChange<ProjectUser>) {
    let (Some(prior), Some(planned)) = (&change.prior, &mut change.planned) else {
        return;
    };
    if prior.is_invited() {
        return;
    }
    planned.user_id = prior.user_id.clone();
    planned.id = prior.id.clone();
    planned.name = prior.name.clone();
    keep_role_ids(prior, planned);
}

/// The same person, whatever is configured: what the configuration leaves open stays.
fn plan_in_place(change: &mut PlanChange<ProjectUser>) {
    let (Some(prior), Some(config), Some(planned)) =
        (&change.prior, &change.config, &mut change.planned)
    else {
        return;
    };
    if config.email.is_null() {
        planned.email = prior.email.clone();
    }
    if config.user_id.is_null() {
        planned.user_id = prior.user_id.clone();
    }
    planned.id = prior.id.clone();
    planned.name = prior.name.clone();
    if prior.user_id.text().is_some() && differs(&config.user_id, &prior.user_id) {
        // No object gets another identity. It takes an update to refuse it.
        planned.user_id = prior.user_id.clone();
        planned.status = Computed::Unknown;
    }
    keep_role_ids(prior, planned);
}

fn differs(configured: &Computed<String>, prior: &Computed<String>) -> bool {
    configured.text().is_some_and(|it| Some(it) != prior.text())
}

pub(super) fn keep_role_ids(prior: &ProjectUser, planned: &mut ProjectUserConfig) {
    if all_known(&planned.roles).as_ref() == Some(&prior.roles)
        && let Some(role_ids) = prior.role_ids.known()
    {
        let role_ids = role_ids.iter().cloned().map(Computed::Known);
        planned.role_ids = Computed::Known(role_ids.collect());
    }
}

/// The person in the state has another address than the configured one, which is nobody else's.
pub(super) fn another_address(prior: &ProjectUser, configured: &str) -> Diagnostic {
    let user_id = prior.user_id.text().unwrap_or_default();
    let present = ForeignText::from(prior.email.text().unwrap_or_default());
    let detail = format!(
        "The email address of {user_id} is {present}. The configuration says {configured}, which is nobody else's in the \
         organization. If the address of the same person has changed, write `email = \"{present}\"`: nothing else changes. If \
         somebody else is meant, give them a resource of their own, or invite them in the console under Users > Invite User, and apply again once they have accepted."
    );
    Diagnostic::error("Outdated email address", detail).at("email")
}

/// Invitations are a preview that is off: one in the state is left as it is.
fn not_looked_at(email: &str, is_changed: bool) -> Diagnostic {
    let summary = "Invitation without its preview feature";
    let detail = format!(
        "{email} was invited with the preview feature `invitations`, which is off, and is no member yet. What the state says of the \
         invitation is kept. Add \"invitations\" to `preview_features` to follow or change it."
    );
    let refused = if is_changed {
        " Until then, an apply of this plan fails for this person, unless they have accepted."
    } else {
        ""
    };
    Diagnostic::warning(summary, format!("{detail}{refused}")).at("status")
}

impl ProjectUserResource {
    /// Refuses another address for the same person: only they can change theirs, and not here. Refuses another identifier as well.
    pub(super) async fn check_person(
        &self,
        op: &Op<ProjectUser>,
        prior: &ProjectUser,
        planned: &ProjectUser,
    ) -> Result<()> {
        let present = prior.user_id.text();
        let configured = principal::user_id(op).filter(|it| present.is_some_and(|id| id != it));
        if let (Some(user_id), Some(present)) = (configured, present) {
            let named = Person::User(user_id.clone());
            let project_id = planned.project_id.text().unwrap_or_default();
            let remote = Self::member(&self.context.during(op), &named).await?;
            return Err(match remote {
                Presence::Absent(_) => not_a_member(&named, project_id).into(),
                Presence::Present(_) => {
                    let email = planned.email.text().unwrap_or_default();
                    two_names(email, &user_id, present).into()
                }
            });
        }
        let (Some(email), Some(user_id)) = (planned.email.text(), prior.user_id.text()) else {
            return Ok(());
        };
        if prior
            .email
            .text()
            .is_some_and(|it| is_same_email(it, email))
        {
            return Ok(());
        }
        let person = Person::Email(email.to_owned());
        match Self::member(&self.context.during(op), &person).await? {
            Presence::Present(it) if it.user_id != user_id => {
                Err(two_names(email, user_id, &it.user_id).into())
            }
            Presence::Present(it) if is_same_email(&it.email, email) => Ok(()),
            _ => Err(another_address(prior, email).into()),
        }
    }
}
