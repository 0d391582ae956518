//! Making, renaming and finding organizations: proposed calls, made only with the preview `organizations`.

use tf_provider::{
    diagnostics::{Diagnostic, Result},
    model::Computed,
    resource::Op,
};

use crate::{
    api::{self, Presence},
    provider::{
        Preview,
        errors::{ErrorContext, explain_create},
        organization::model::{Organization, OrganizationResource},
    },
};

/// What only the preview `organizations` can do.
impl OrganizationResource {
    pub(super) fn has_life(&self) -> bool {
        self.context.has(Preview::Organizations)
    }

    /// Makes a new one, or adopts the one that is configured.
    pub(super) async fn make(
        &self,
        op: &mut Op<Organization>,
        api: &api::Client,
        planned: Organization,
    ) -> Result<Organization> {
        let adopted = match (planned.organization_id.text(), planned.name.text()) {
            (Some(id), _) => Some(id.to_owned()),
            (None, Some(_)) => None,
            (None, None) => Some(self.settle(api, None, "adopting the organization").await?),
        };
        let is_new = adopted.is_none();
        let id = if let Some(id) = adopted {
            id
        } else {
            let name = planned.name.text().unwrap_or_default();
            let doing = format!("creating organization \"{name}\"");
            let mut created = api.create_organization(name).await;
            if let Err(refused) = &created
                && self.context.is_freed(op, refused).await
            {
                created = api.create_organization(name).await;
            }
            created.map_err(|error| {
                let id = "<organization_id>";
                explain_create(&error, &doing, "zillizcloud_organization", id)
            })?
        };
        let made = Organization {
            deletion_protection: planned.deletion_protection,
            name: planned.name.clone(),
            ..Organization::named(&id)
        };
        // One that was there before is none of this resource until all is done, or Terraform would delete it to replace it.
        if is_new {
            op.save(&made);
        }
        let doing = format!("reading {}", made.title());
        let Presence::Present(remote) = self.look(api, &made, &doing).await? else {
            return Err(unseen(&doing).into());
        };
        self.change(api, &remote, planned).await
    }

    /// Makes name and time zone those that are planned.
    pub(super) async fn change(
        &self,
        api: &api::Client,
        prior: &Organization,
        planned: Organization,
    ) -> Result<Organization> {
        let new = |prior: &Computed<String>, planned: &Computed<String>| {
            let is_same = |it: &&str| {
                prior
                    .text()
                    .is_some_and(|prior| api::is_same_name(prior, it))
            };
            let text = planned.text().filter(|it| !is_same(it));
            text.map(str::to_owned)
        };
        let update = api::OrganizationUpdate {
            org_name: new(&prior.name, &planned.name),
            timezone: new(&prior.timezone, &planned.timezone),
        };
        let mut new_state = Organization {
            deletion_protection: planned.deletion_protection,
            ..prior.clone()
        };
        if update != api::OrganizationUpdate::default() {
            let doing = format!("updating {}", prior.title());
            let updated = api.update_organization(prior.id(), &update).await;
            updated.context(doing)?;
            for (value, change) in [
                (&mut new_state.name, update.org_name),
                (&mut new_state.timezone, update.timezone),
            ] {
                if let Some(change) = change {
                    *value = change.into();
                }
            }
        }
        Ok(new_state)
    }

    /// The organization with this identifier, which must be one that the key sees.
    pub(super) async fn see(
        &self,
        api: &api::Client,
        id: &str,
        doing: &str,
    ) -> Result<Organization> {
        match self.look(api, &Organization::named(id), doing).await? {
            Presence::Present(remote) => Ok(remote),
            Presence::Absent(_) => Err(unseen(doing).into()),
        }
    }

    /// The organization as it is, or the proof that there is none.
    pub(super) async fn look(
        &self,
        api: &api::Client,
        state: &Organization,
        doing: &str,
    ) -> Result<Presence<Organization>> {
        let id = state.id();
        let remote = match api.organization_presence(id).await.context(doing)? {
            Presence::Present(remote) => remote,
            Presence::Absent(proof) => return Ok(Presence::Absent(proof)),
        };
        let own = self.context.organization_id().await?;
        let inside = if own.as_deref() == Some(id) {
            Self::describe(api, id.to_owned(), state.roles.clone(), doing).await?
        } else {
            // Another one's projects and roles are not for this key.
            Organization::named(id)
        };
        Ok(Presence::Present(Organization {
            name: remote.org_name.into(),
            timezone: remote.timezone.into(),
            deletion_protection: state.deletion_protection,
            create_time: remote.create_time.into(),
            org_type: remote.org_type.map(|it| it.to_string()).into(),
            ..inside
        }))
    }
}

fn unseen(doing: &str) -> Diagnostic {
    let detail = "No organization that this key can see has that identifier.";
    Diagnostic::error(format!("Error {doing}"), detail).at("organization_id")
}
