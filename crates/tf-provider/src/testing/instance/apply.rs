//! The steps of `terraform apply` and `terraform destroy`.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::apply_resource_change,
    testing::{
        Config, Failure,
        instance::{
            Outcome, ResourceInstance, Stored,
            change::{Before, Planned},
        },
        laws::{Action, compatible},
        wire,
    },
    value::Value,
};

impl ResourceInstance {
    /// Makes the object what `config` says, and checks that a second plan has nothing left to do.
    ///
    /// On the way, every law of Terraform is enforced. What an apply leaves behind is in the state also when it fails.
    pub async fn apply(&self, config: impl Into<Config>) -> Result<Outcome, Failure> {
        let config = self.config(config)?;
        self.carry_out(&config, &config).await
    }

    /// Like [`apply`](Self::apply), but planned while parts of the configuration are unknown, as it is when they come
    /// from another object that does not exist yet.
    pub async fn apply_once_known(
        &self,
        planned: impl Into<Config>,
        known: impl Into<Config>,
    ) -> Result<Outcome, Failure> {
        let (planned, known) = (self.config(planned)?, self.config(known)?);
        self.carry_out(&planned, &known).await
    }

    /// Destroys the object, if it is in the state and still exists.
    pub async fn destroy(&self) -> Result<Outcome, Failure> {
        let mut warnings = Diagnostics::new();
        let stored = self.refreshed(&mut warnings).await?;
        self.save(stored.clone());
        let (action, planned) = match &stored {
            Some(_) => {
                self.plan_from(stored.as_ref(), &Value::Null, &mut warnings)
                    .await?
            }
            None => (Action::NoOp, Self::gone()),
        };
        if stored.is_some() {
            self.change(stored.clone(), &planned, &Value::Null, &mut warnings)
                .await?;
        }
        self.outcome(action, stored.as_ref(), planned, warnings)
    }

    async fn carry_out(&self, planned_config: &Value, config: &Value) -> Result<Outcome, Failure> {
        let mut warnings = Diagnostics::new();
        let stored = self.refreshed(&mut warnings).await?;
        self.save(stored.clone());
        self.validate(planned_config, &mut warnings).await?;
        let (action, first) = self
            .plan_from(stored.as_ref(), planned_config, &mut warnings)
            .await?;
        if action == Action::NoOp && planned_config == config {
            return self.outcome(action, stored.as_ref(), first, warnings);
        }
        self.validate(config, &mut warnings).await?;
        let current = if action == Action::DeleteThenCreate {
            // Terraform sends what the plan of the new object keeps.
            let gone = Planned {
                private: first.private.clone(),
                ..Self::gone()
            };
            self.change(stored.clone(), &gone, &Value::Null, &mut warnings)
                .await?;
            None
        } else {
            stored.clone()
        };
        let second = self
            .final_plan(action, &first, current.as_ref(), config, &mut warnings)
            .await?;
        if let Some(second) = second {
            self.change(current, &second, config, &mut warnings).await?;
        }
        self.settled(config, &mut warnings).await?;
        self.outcome(action, stored.as_ref(), first, warnings)
    }

    /// The plan made when everything is known, right before it is carried out; `None` if nothing is left of it.
    async fn final_plan(
        &self,
        action: Action,
        first: &Planned,
        current: Option<&Stored>,
        config: &Value,
        warnings: &mut Diagnostics,
    ) -> Result<Option<Planned>, Failure> {
        let client = self.terraform.capabilities_in_apply();
        let (again, second) = self.plan_as(client, current, config, warnings).await?;
        let expected = match (action, current) {
            (Action::DeleteThenCreate, None) => Action::Create,
            _ => action,
        };
        let is_allowed = again == expected || (expected == Action::Update && again == Action::NoOp);
        if !is_allowed {
            let did = format!("changed the planned action from {expected} to {again}");
            return Err(self.subject().inconsistent_plan(&did).into());
        }
        let broken = compatible(&self.schema()?.block, &first.state, &second.state);
        let broken = broken.iter().map(|it| {
            let did = format!("produced an invalid new value for {it}");
            self.subject().inconsistent_plan(&did)
        });
        wire::no_errors(broken.collect())?;
        Ok((again != Action::NoOp).then_some(second))
    }

    /// Has the provider carry a plan out, and saves what came of it.
    async fn change(
        &self,
        stored: Option<Stored>,
        planned: &Planned,
        config: &Value,
        warnings: &mut Diagnostics,
    ) -> Result<(), Failure> {
        let ty = self.schema()?.block.ty();
        let before = Before::from(stored.as_ref());
        let request = apply_resource_change::Request {
            type_name: self.type_name.clone(),
            prior_state: wire::dynamic(&ty, &before.state)?,
            planned_state: wire::dynamic(&ty, &planned.state)?,
            config: wire::dynamic(&ty, config)?,
            planned_private: planned.private.clone(),
            planned_identity: self.identity_message(planned.identity.as_ref())?,
            ..apply_resource_change::Request::default()
        };
        let sent = self.terraform.client().apply_resource_change(request).await;
        let sent = wire::answer("ApplyResourceChange", sent)?;
        let (saved, diagnostics) = self.result(stored, &planned.state, sent)?;
        self.save(saved);
        warnings.extend(wire::no_errors(diagnostics)?);
        Ok(())
    }

    /// Reads the object back and checks that there is nothing left to do.
    async fn settled(&self, config: &Value, warnings: &mut Diagnostics) -> Result<(), Failure> {
        let stored = self.refreshed(warnings).await?;
        self.save(stored.clone());
        self.validate(config, warnings).await?;
        let (action, planned) = self.plan_from(stored.as_ref(), config, warnings).await?;
        if action == Action::NoOp {
            return Ok(());
        }
        let plan = self.described(action, stored.as_ref(), planned, Diagnostics::new())?;
        let detail = format!(
            "Right after {} was applied, the same configuration makes Terraform plan another change:\n\n{plan}",
            self.address
        );
        Err(Diagnostic::error("Plan is not empty after apply", detail).into())
    }

    fn outcome(
        &self,
        action: Action,
        stored: Option<&Stored>,
        planned: Planned,
        warnings: Diagnostics,
    ) -> Result<Outcome, Failure> {
        Ok(Outcome {
            action,
            plan: self.described(action, stored, planned, warnings.clone())?,
            warnings,
        })
    }

    /// The plan of a destruction.
    fn gone() -> Planned {
        Planned {
            state: Value::Null,
            private: Vec::new(),
            identity: None,
            replaces: Vec::new(),
        }
    }
}
