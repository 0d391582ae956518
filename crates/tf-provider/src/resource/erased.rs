//! Resources without their type, working on values: what the protocol layer calls.

use std::{future::Future, pin::Pin, sync::Arc};

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Object, Record},
    path::Path,
    plan::Proposal,
    resource::{Context, Deferral, MoveSource, Op, PlanChange, Private, Resource},
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
    pub(crate) mend: fn(&mut Json),
    pub(crate) identity: &'static [&'static str],
    pub(crate) import_id: fn(&Object) -> Result<String>,
    pub(crate) is_own: fn(&Json) -> bool,
    pub(crate) take_over: fn(&MoveSource, &mut Json) -> Result<bool>,
    pub(crate) generated: fn(&mut Object),
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
            mend: R::mend,
            identity: R::IDENTITY,
            import_id: R::import_id,
            is_own: R::is_own,
            take_over: R::take_over,
            generated: R::generated,
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
    let mut diagnostics = Diagnostics::new();
    match read_record(config) {
        Ok(Some(config)) => R::validate(&config, &mut diagnostics),
        Ok(None) => {}
        Err(problem) => diagnostics.push(problem),
    }
    diagnostics
}

/// A change to carry out. At least one of `prior` and `planned`, which holds the write-only values too, is an object.
pub(crate) struct Apply {
    pub(crate) prior: Value,
    pub(crate) planned: Value,
}

/// What a resource has to say in a plan.
#[derive(Default)]
pub(crate) struct PlanHook {
    /// Top-level attributes that it set.
    pub(crate) decided: Vec<String>,
    pub(crate) replaces: Vec<Path>,
    /// Those that count even where their values are not known.
    pub(crate) replaces_anyway: Vec<Path>,
    pub(crate) private: Private,
    pub(crate) deferral: Option<Deferral>,
    pub(crate) diagnostics: Diagnostics,
}

/// A configured resource.
pub(crate) trait DynResource: Send + Sync {
    fn modify_plan<'a>(
        &'a self,
        proposal: Proposal<'a>,
        planned: &'a mut Value,
        context: Context,
    ) -> BoxFuture<'a, PlanHook>;
    fn apply(self: Arc<Self>, apply: Apply, context: Context) -> BoxFuture<'static, Result<Value>>;
    fn read(self: Arc<Self>, state: Value, context: Context) -> BoxFuture<'static, Result<Value>>;
    fn import(self: Arc<Self>, id: String) -> BoxFuture<'static, Result<Value>>;
}

impl<R: Resource> DynResource for R {
    fn modify_plan<'a>(
        &'a self,
        proposal: Proposal<'a>,
        planned: &'a mut Value,
        context: Context,
    ) -> BoxFuture<'a, PlanHook> {
        Box::pin(async move {
            let mut change = match read_change::<R::Model>(proposal, planned, context) {
                Ok(change) => change,
                Err(problem) => {
                    let diagnostics = problem.into();
                    return PlanHook {
                        diagnostics,
                        ..PlanHook::default()
                    };
                }
            };
            let before = change.planned.as_ref().map(Record::to_object);
            Resource::modify_plan(self, &mut change).await;
            let after = change.planned.as_ref().map(Record::to_object);
            let decided = adopt(before, after, planned);
            PlanHook {
                decided,
                replaces: change.replaces,
                replaces_anyway: change.replaces_anyway,
                private: change.private,
                deferral: change.deferral,
                diagnostics: change.diagnostics,
            }
        })
    }

    fn apply(self: Arc<Self>, apply: Apply, context: Context) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let op = |object: &Object, operation| {
                let timeout = timeouts::configured(object, operation, R::TIMEOUTS);
                Op::new(timeout, context)
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
                    self.create(&mut op, read(planned)?).await?
                }
                (Some(prior), Some(planned)) => {
                    let mut op = op(planned, Operation::Update);
                    self.update(&mut op, read(prior)?, read(planned)?).await?
                }
            };
            Ok(Value::Object(state.to_object()))
        })
    }

    fn read(self: Arc<Self>, state: Value, context: Context) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let Some(state) = object(&state) else {
                return Ok(Value::Null);
            };
            let timeout = timeouts::configured(state, Operation::Read, R::TIMEOUTS);
            let mut op = Op::new(timeout, context);
            let diagnostics = self.refresh(&mut op, read(state)?).await?;
            Ok(diagnostics.map_or(Value::Null, |it| Value::Object(it.to_object())))
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
    proposal: Proposal<'_>,
    planned: &Value,
    context: Context,
) -> Result<PlanChange<M>, Diagnostic> {
    let mut private = std::mem::take(&mut context.journal.lock().private);
    let predecessor = private.take_predecessor();
    let is_new = proposal.prior.is_null() && !proposal.config.is_null();
    // What is kept beside a state comes with no state in one plan only: the second one of a replacement.
    let is_replacement = is_new && (predecessor.is_some() || !private.is_empty());
    Ok(PlanChange {
        prior: read_record(proposal.prior)?,
        config: read_record(proposal.config)?,
        planned: read_record(planned)?,
        diagnostics: Diagnostics::new(),
        replaces: Vec::new(),
        replaces_anyway: Vec::new(),
        private,
        meta: context.meta,
        deferral: None,
        predecessor: predecessor.filter(|_| is_new),
        is_replacement,
    })
}

/// Writes into `planned` what a resource set, and nothing else: what it left alone stays to the letter.
fn adopt(before: Option<Object>, after: Option<Object>, planned: &mut Value) -> Vec<String> {
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
