//! An action: something that a provider does without an object to manage, such as a restart.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Model,
    offer::{Offer, read, refuse_attributes},
    resource::BoxFuture,
    schema::Mode,
    value::Value,
};

/// A kind of thing to do.
pub trait Action: Send + Sync + 'static {
    /// Its name without the provider's, such as `restart`.
    const NAME: &'static str;
    /// What to do it with. Nothing in it is computed: an action has no result.
    type Config: Model;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Config as Model>::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Says in time what will not work. Parts of the configuration may be unknown.
    fn plan(
        &self,
        config: <Self::Config as Model>::Config,
    ) -> impl Future<Output = Result<()>> + Send {
        let _ = config;
        async { Ok(()) }
    }

    /// Does it. When [`Progress::stop`] is canceled, it has a few seconds to come to an end.
    fn invoke(
        &self,
        config: Self::Config,
        progress: &mut Progress,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Takes what an [`Action`] has to say while it is under way.
#[derive(Debug)]
pub struct Progress {
    stop: CancellationToken,
    sender: mpsc::Sender<News>,
    warnings: Diagnostics,
}

impl Progress {
    pub(crate) fn new(stop: CancellationToken, sender: mpsc::Sender<News>) -> Self {
        Self {
            stop,
            sender,
            warnings: Diagnostics::new(),
        }
    }

    /// Shows a line to the user.
    pub async fn report(&mut self, line: impl Into<String>) {
        // Nobody listens to an action whose `stop` is canceled, which is how it gets to know.
        let _ = self.sender.send(News::Progress(line.into())).await;
    }

    /// Tells the user something that does not make the action fail.
    pub fn warn(&mut self, warning: Diagnostic) {
        self.warnings.push(warning);
    }

    /// Canceled when the user interrupts Terraform, or when Terraform hangs up.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }
}

/// What comes out of an action while it runs, and at its end.
#[derive(Debug)]
pub(crate) enum News {
    Progress(String),
    Completed(Diagnostics),
}

/// What is known of an action before the provider is configured, and how to get the rest.
pub(crate) type ActionType<C> = Offer<C, dyn DynAction>;

pub(crate) fn offer<C, A: Action>(
    provider: &str,
    connect: impl Fn(&C) -> A + Send + Sync + 'static,
) -> ActionType<C> {
    let name = format!("{provider}_{}", A::NAME);
    ActionType::new::<A::Config>(name, A::validate, move |client| Arc::new(connect(client)))
}

/// What Terraform would not take of the declaration.
pub(crate) fn problems<A: Action>() -> Diagnostics {
    let owner = format!("The action `{}`", A::NAME);
    refuse_attributes::<A::Config>(&owner, |it| match it.mode {
        Mode::Computed => Some("is computed, but an action has no result"),
        _ if it.write_only => Some("is write-only, but nothing of it is ever stored"),
        _ => None,
    })
}

/// A configured action.
pub(crate) trait DynAction: Send + Sync {
    fn plan(self: Arc<Self>, config: Value) -> BoxFuture<'static, Result<()>>;
    /// Does it and answers everything there is to say at the end.
    fn invoke(
        self: Arc<Self>,
        config: Value,
        progress: Progress,
    ) -> BoxFuture<'static, Diagnostics>;
}

impl<A: Action> DynAction for A {
    fn plan(self: Arc<Self>, config: Value) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move { Action::plan(self.as_ref(), read(&config)?).await })
    }

    fn invoke(
        self: Arc<Self>,
        config: Value,
        mut progress: Progress,
    ) -> BoxFuture<'static, Diagnostics> {
        Box::pin(async move {
            let config = match read(&config) {
                Ok(config) => config,
                Err(problem) => return problem,
            };
            let outcome = Action::invoke(self.as_ref(), config, &mut progress).await;
            let mut problem = progress.warnings;
            problem.extend(outcome.err().into_iter().flatten());
            problem
        })
    }
}
