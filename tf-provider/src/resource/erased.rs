//! Resources without their type, working on values: what the protocol layer calls.

use std::{future::Future, pin::Pin, sync::Arc};

use tokio_util::sync::CancellationToken;

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Object, Record, read_object},
    path::Path,
    plan,
    resource::{Change, Op, Resource, op::Journal},
    schema::Schema,
    timeouts::{self, Operation},
    value::{Value, json::Json},
};

pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What is known of a resource before the provider is configured, and how to get the rest.
pub(crate) struct ResourceType<C> {
    pub(crate) name: String,
    pub(crate) schema: Schema,
    pub(crate) validate: fn(&Value) -> Diagnostics,
    pub(crate) upgrade: fn(u64, &mut Json) -> Result<()>,
    pub(crate) connect: Connect<C>,
}

type Connect<C> = Box<dyn Fn(&C) -> Arc<dyn DynResource> + Send + Sync>;

impl<C> ResourceType<C> {
    pub(crate) fn new<R: Resource>(
        provider: &str,
        connect: impl Fn(&C) -> R + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: format!("{provider}_{}", R::NAME),
            schema: schema::<R>(),
            validate: validate::<R>,
            upgrade: R::upgrade,
            connect: Box::new(move |client| Arc::new(connect(client))),
        }
    }
}

fn schema<R: Resource>() -> Schema {
    let mut block = R::Model::block().clone();
    if !R::TIMEOUTS.is_empty() {
        block.blocks.push(timeouts::block(R::TIMEOUTS));
    }
    Schema {
        version: R::VERSION,
        block,
    }
}

fn validate<R: Resource>(config: &Value) -> Diagnostics {
    let mut found = Diagnostics::new();
    match read_record(config) {
        Ok(Some(config)) => R::validate(&config, &mut found),
        Ok(None) => {}
        Err(problem) => found.push(problem),
    }
    found
}

/// A change to carry out. At least one of `prior` and `planned` is an object.
pub(crate) struct Apply {
    pub(crate) prior: Value,
    pub(crate) planned: Value,
    pub(crate) config: Value,
}

/// What a resource had to say in a plan.
#[derive(Default)]
pub(crate) struct PlanHook {
    /// Top-level attributes that it set.
    pub(crate) decided: Vec<String>,
    pub(crate) replaces: Vec<Path>,
    pub(crate) found: Diagnostics,
}

/// A configured resource.
pub(crate) trait DynResource: Send + Sync {
    fn modify_plan<'a>(
        &'a self,
        prior: &'a Value,
        config: &'a Value,
        planned: &'a mut Value,
    ) -> BoxFuture<'a, PlanHook>;
    fn apply(
        self: Arc<Self>,
        apply: Apply,
        stop: CancellationToken,
        journal: Journal,
    ) -> BoxFuture<'static, Result<Value>>;
    fn read(self: Arc<Self>, state: Value) -> BoxFuture<'static, Result<Value>>;
    fn import(self: Arc<Self>, id: String) -> BoxFuture<'static, Result<Value>>;
}

impl<R: Resource> DynResource for R {
    fn modify_plan<'a>(
        &'a self,
        prior: &'a Value,
        config: &'a Value,
        planned: &'a mut Value,
    ) -> BoxFuture<'a, PlanHook> {
        Box::pin(async move {
            let mut change = match read_change::<R::Model>(prior, config, planned) {
                Ok(change) => change,
                Err(problem) => {
                    let found = problem.into();
                    return PlanHook {
                        found,
                        ..PlanHook::default()
                    };
                }
            };
            let before = change.planned.as_ref().map(Record::to_object);
            Resource::modify_plan(self, &mut change).await;
            let after = change.planned.as_ref().map(Record::to_object);
            let decided = take_over(before, after, planned);
            PlanHook {
                decided,
                replaces: change.replaces,
                found: change.found,
            }
        })
    }

    fn apply(
        self: Arc<Self>,
        apply: Apply,
        stop: CancellationToken,
        journal: Journal,
    ) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let op = |object: &Object, operation| {
                let timeout = timeouts::configured(object, operation, R::TIMEOUTS);
                Op::new(timeout, stop, journal)
            };
            let state = match (object(&apply.prior), object(&apply.planned)) {
                (None, None) => return Ok(Value::Null),
                (Some(prior), None) => {
                    let mut op = op(prior, Operation::Delete);
                    self.delete(&mut op, read(prior)?).await?;
                    return Ok(Value::Null);
                }
                (None, Some(planned)) => {
                    let mut op = op(planned, Operation::Create);
                    self.create(&mut op, with_write_only::<R>(planned, &apply.config)?)
                        .await?
                }
                (Some(prior), Some(planned)) => {
                    let mut op = op(planned, Operation::Update);
                    let planned = with_write_only::<R>(planned, &apply.config)?;
                    self.update(&mut op, read(prior)?, planned).await?
                }
            };
            Ok(Value::Object(state.to_object()))
        })
    }

    fn read(self: Arc<Self>, state: Value) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let Some(state) = read_record(&state)? else {
                return Ok(Value::Null);
            };
            let found = Resource::read(self.as_ref(), state).await?;
            Ok(found.map_or(Value::Null, |it| Value::Object(it.to_object())))
        })
    }

    fn import(self: Arc<Self>, id: String) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let state = Resource::import(self.as_ref(), &id).await?;
            Ok(Value::Object(state.to_object()))
        })
    }
}

fn read_change<M: Model>(
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Result<Change<M>, Diagnostic> {
    Ok(Change {
        prior: read_record(prior)?,
        config: read_record(config)?,
        planned: read_record(planned)?,
        found: Diagnostics::new(),
        replaces: Vec::new(),
    })
}

/// Writes into `planned` what a resource set, and nothing else: what it left alone stays to the letter.
fn take_over(before: Option<Object>, after: Option<Object>, planned: &mut Value) -> Vec<String> {
    let (Some(before), Some(after), Value::Object(planned)) = (before, after, planned) else {
        return Vec::new();
    };
    let changed: Object = after
        .into_iter()
        .filter(|(name, value)| before.get(name) != Some(value))
        .collect();
    let names = changed.keys().cloned().collect();
    planned.extend(changed);
    names
}

/// The planned object as the resource gets it: write-only values are in the configuration alone.
fn with_write_only<R: Resource>(planned: &Object, config: &Value) -> Result<R::Model> {
    let mut planned = Value::Object(planned.clone());
    plan::restore_write_only(R::Model::block(), config, &mut planned);
    Ok(read_object(&planned, &Path::root())?)
}

fn object(value: &Value) -> Option<&Object> {
    if let Value::Object(object) = value {
        Some(object)
    } else {
        None
    }
}

fn read<R: Record>(object: &Object) -> Result<R, Diagnostic> {
    R::from_object(object, &Path::root())
}

fn read_record<R: Record>(value: &Value) -> Result<Option<R>, Diagnostic> {
    object(value).map(read).transpose()
}
