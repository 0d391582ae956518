//! An ephemeral resource: something that exists while Terraform runs and that it never stores, such as a short-lived
//! credential.

use std::{sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Record},
    offer::{Offer, read, refuse_attributes},
    resource::BoxFuture,
    schema::Attribute,
    value::Value,
};

/// A kind of object that is opened for the time of a run, renewed if the run takes long, and closed.
pub trait EphemeralResource: Send + Sync + 'static {
    /// Its name without the provider's, such as `token`.
    const NAME: &'static str;
    /// Its attributes: those that a configuration may set say what to open, the others hold what was opened. None is
    /// write-only.
    type Model: Model;
    /// Everything it takes to renew and to close the object: neither gets the configuration or the result.
    type Private: Serialize + DeserializeOwned + Send + Sync + 'static;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Model as Model>::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Opens the object. It happens in the plan and once more in the apply.
    fn open(
        &self,
        config: Self::Model,
    ) -> impl Future<Output = Result<Opened<Self::Model, Self::Private>>> + Send;

    /// Makes the object last longer. What was opened stays as it is.
    fn renew(
        &self,
        private: Self::Private,
    ) -> impl Future<Output = Result<Lease<Self::Private>>> + Send {
        let lease = Lease {
            private,
            renew_in: None,
        };
        async { Ok(lease) }
    }

    /// Ends the object. One that is gone already is a success. `private` is what [`EphemeralResource::open`] gave, for
    /// Terraform forgets that of renewals, or what the last renewal gave: OpenTofu forgets the other, and waits ten seconds.
    fn close(&self, private: Self::Private) -> impl Future<Output = Result<()>> + Send {
        let _ = private;
        async { Ok(()) }
    }
}

/// An object that was opened.
#[derive(Clone, Debug)]
pub struct Opened<M, P> {
    /// The object. What is configured goes into the answer as it is written.
    pub result: M,
    /// How long it lasts.
    pub lease: Lease<P>,
}

/// How long an opened object lasts, and what it takes to make that longer.
#[derive(Clone, Debug)]
pub struct Lease<P> {
    /// Everything it takes to renew and to close the object.
    pub private: P,
    /// When to renew it, counted from now; `None` if it lasts long enough. Less than a second counts as one, so that a
    /// lease that is over already cannot make Terraform renew without a pause.
    pub renew_in: Option<Duration>,
}

/// What is known of an ephemeral resource before the provider is configured, and how to get the rest.
pub(crate) type EphemeralResourceType<C> = Offer<C, dyn DynEphemeralResource>;

pub(crate) fn offer<C, E: EphemeralResource>(
    provider: &str,
    connect: impl Fn(&C) -> E + Send + Sync + 'static,
) -> EphemeralResourceType<C> {
    let name = format!("{provider}_{}", E::NAME);
    EphemeralResourceType::new::<E::Model>(name, E::validate, move |client| {
        Arc::new(connect(client))
    })
}

/// What Terraform would not take of the declaration.
pub(crate) fn problems<E: EphemeralResource>() -> Diagnostics {
    let owner = format!("The ephemeral resource `{}`", E::NAME);
    let why = "is write-only, but nothing of it is ever stored";
    refuse_attributes::<E::Model>(&owner, |it| it.write_only.then_some(why))
}

/// A configured ephemeral resource. What it keeps for itself is JSON here.
pub(crate) trait DynEphemeralResource: Send + Sync {
    fn open(self: Arc<Self>, config: Value) -> BoxFuture<'static, Result<Opened<Value, Vec<u8>>>>;
    fn renew(self: Arc<Self>, private: Vec<u8>) -> BoxFuture<'static, Result<Lease<Vec<u8>>>>;
    fn close(self: Arc<Self>, private: Vec<u8>) -> BoxFuture<'static, Result<()>>;
}

impl<E: EphemeralResource> DynEphemeralResource for E {
    fn open(self: Arc<Self>, config: Value) -> BoxFuture<'static, Result<Opened<Value, Vec<u8>>>> {
        Box::pin(async move {
            let opened = EphemeralResource::open(self.as_ref(), read(&config)?).await?;
            Ok(Opened {
                result: echo(E::Model::attributes(), config, &opened.result),
                lease: written(&opened.lease)?,
            })
        })
    }

    fn renew(self: Arc<Self>, private: Vec<u8>) -> BoxFuture<'static, Result<Lease<Vec<u8>>>> {
        Box::pin(async move {
            let private = read_private(&private)?;
            written(&EphemeralResource::renew(self.as_ref(), private).await?)
        })
    }

    fn close(self: Arc<Self>, private: Vec<u8>) -> BoxFuture<'static, Result<()>> {
        Box::pin(async move {
            let private = read_private(&private)?;
            EphemeralResource::close(self.as_ref(), private).await
        })
    }
}

/// The result with the configuration to the letter: only what is computed and not configured is the provider's.
fn echo(attributes: &[Attribute], config: Value, result: &impl Record) -> Value {
    let Value::Object(mut answer) = Value::Object(result.to_object()).null_unknowns() else {
        return config;
    };
    if let Value::Object(config) = config {
        let is_free = |name: &String| {
            let attribute = attributes.iter().find(|it| it.name == *name);
            attribute.is_some_and(|it| it.mode.is_computed())
        };
        answer.extend(
            config
                .into_iter()
                .filter(|(name, value)| !(value.is_null() && is_free(name))),
        );
    }
    Value::Object(answer)
}

fn written<P: Serialize>(lease: &Lease<P>) -> Result<Lease<Vec<u8>>> {
    let private = serde_json::to_vec(&lease.private).map_err(|problem| {
        let detail = format!(
            "What it takes to close it again cannot be written: {problem}. This is a bug in the provider."
        );
        Diagnostic::error("Ephemeral resource with an unwritable lease", detail)
    })?;
    Ok(Lease {
        private,
        renew_in: lease.renew_in,
    })
}

/// Terraform leaves out what is empty.
fn read_private<P: DeserializeOwned>(private: &[u8]) -> Result<P> {
    let json = if private.is_empty() { b"null" } else { private };
    serde_json::from_slice(json).map_err(|problem| {
        // Not serde's message: it quotes values, which may be secret.
        let detail = format!(
            "Terraform handed back something else than what this provider gave it (at byte {} of {}). This is a bug in the provider.",
            problem.column(),
            private.len()
        );
        Diagnostic::error("Unreadable lease of an ephemeral resource", detail).into()
    })
}
