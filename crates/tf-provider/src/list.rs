//! A list resource: finds the objects of a managed resource that exist, for `terraform query`.

use std::{marker::PhantomData, sync::Arc};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::Model,
    offer::{Offer, invalid, read, refuse_attributes},
    resource::{BoxFuture, Resource, identity_of},
    schema::{Block, Mode},
    value::{Type, Value},
};

/// A search for the objects of a managed resource.
pub trait ListResource: Send + Sync + 'static {
    /// The resource whose objects it finds, which lends it its name. It has an identity and is registered too.
    type Resource: Resource;
    /// What to search for.
    type Config: Model;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Config as Model>::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Pushes what it finds, page by page. It is dropped at an await once nobody wants more.
    fn list(
        &self,
        config: Self::Config,
        results: &mut Results<<Self::Resource as Resource>::Model>,
    ) -> impl Future<Output = Result<()>> + Send;
}

/// Takes what a [`ListResource`] finds.
#[derive(Debug)]
pub struct Results<M: Model> {
    identity: &'static [&'static str],
    wanted: Wanted,
    full: CancellationToken,
    sender: mpsc::Sender<Result<Listed>>,
    model: PhantomData<fn() -> M>,
}

impl<M: Model> Results<M> {
    /// How many more are wanted, which may be less than a page.
    pub fn limit(&self) -> usize {
        self.wanted.limit
    }

    /// Whether the whole object is wanted. If not, nothing but its identity is looked at.
    pub fn wants_objects(&self) -> bool {
        self.wanted.objects
    }

    /// Hands over an object with the name to show for it, and waits while Terraform is busy. It does not come back once
    /// nobody wants more.
    pub async fn push(&mut self, display_name: impl Into<String>, object: &M) -> Result<()> {
        let display_name = display_name.into();
        let object = object.to_object();
        let Some(identity) = identity_of(self.identity, &object) else {
            let detail = format!(
                "\"{display_name}\" was found without what identifies it ({}). This is a bug in the provider.",
                self.identity.join(", ")
            );
            return Err(Diagnostic::error("Listed object without identity", detail).into());
        };
        let listed = Listed {
            identity: Value::Object(identity),
            display_name,
            object: self.wanted.objects.then_some(Value::Object(object)),
        };
        let is_gone = self.sender.send(Ok(listed)).await.is_err();
        self.wanted.limit = self.wanted.limit.saturating_sub(1);
        if is_gone || self.wanted.limit == 0 {
            self.full.cancel();
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

/// How much of what there is the answer is to hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) limit: usize,
    pub(crate) objects: bool,
}

/// An object that was found.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) identity: Value,
    pub(crate) display_name: String,
    pub(crate) object: Option<Value>,
}

/// What is known of a list resource before the provider is configured, and how to get the rest.
pub(crate) type ListResourceType<C> = Offer<C, dyn DynListResource>;

pub(crate) fn offer<C, L: ListResource>(
    provider: &str,
    connect: impl Fn(&C) -> L + Send + Sync + 'static,
) -> ListResourceType<C> {
    let name = format!("{provider}_{}", L::Resource::NAME);
    ListResourceType::new::<L::Config>(name, L::validate, move |client| Arc::new(connect(client)))
}

/// What Terraform would not take of the declaration.
pub(crate) fn problems<L: ListResource>() -> Diagnostics {
    let owner = format!("The list resource `{}`", L::Resource::NAME);
    let mut diagnostics = refuse_attributes::<L::Config>(&owner, |it| match it.mode {
        Mode::Computed => Some("is computed, but a search answers objects alone"),
        _ if it.write_only => Some("is write-only, but nothing of it is ever stored"),
        _ => None,
    });
    if L::Resource::IDENTITY.is_empty() {
        diagnostics.push(invalid(&owner, "its resource has no identity"));
    }
    diagnostics
}

/// A configured list resource.
pub(crate) trait DynListResource: Send + Sync {
    /// The type of the identities in its answers.
    fn identity_type(&self) -> Type;
    /// Sends what it finds and ends when no more is wanted.
    fn list(
        self: Arc<Self>,
        config: Value,
        wanted: Wanted,
        sender: mpsc::Sender<Result<Listed>>,
    ) -> BoxFuture<'static, Result<()>>;
}

impl<L: ListResource> DynListResource for L {
    fn identity_type(&self) -> Type {
        let attributes = <L::Resource as Resource>::Model::attributes().iter();
        let identity = attributes.filter(|it| L::Resource::IDENTITY.contains(&it.name.as_str()));
        let block = Block {
            attributes: identity.cloned().collect(),
            ..Block::default()
        };
        block.ty()
    }

    fn list(
        self: Arc<Self>,
        config: Value,
        wanted: Wanted,
        sender: mpsc::Sender<Result<Listed>>,
    ) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            if wanted.limit == 0 {
                return Ok(());
            }
            let full = CancellationToken::new();
            let mut results = Results {
                identity: L::Resource::IDENTITY,
                wanted,
                full: full.clone(),
                sender,
                model: PhantomData,
            };
            let config = read(&config)?;
            tokio::select! {
                biased;
                outcome = ListResource::list(self.as_ref(), config, &mut results) => outcome,
                () = full.cancelled() => Ok(()),
            }
        })
    }
}
