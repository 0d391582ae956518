//! A data source: something that Terraform reads and does not manage.

use std::sync::Arc;

use crate::{
    diagnostics::{Diagnostics, Result},
    model::{Model, Record},
    path::Path,
    resource::BoxFuture,
    schema::Schema,
    value::Value,
};

/// A kind of object that configurations look up.
pub trait DataSource: Send + Sync + 'static {
    /// Its name without the provider's, such as `project`.
    const NAME: &'static str;
    /// Its attributes: those that a configuration may set select the object, the others describe it.
    type Model: Model;

    /// Checks what no single attribute's rules can. Parts of the configuration may be unknown.
    fn validate(config: &<Self::Model as Model>::Config, diagnostics: &mut Diagnostics) {
        let _ = (config, diagnostics);
    }

    /// Finds what `config` selects. To find nothing is an error.
    fn read(&self, config: Self::Model) -> impl Future<Output = Result<Self::Model>> + Send;
}

/// What is known of a data source before the provider is configured, and how to get the rest.
pub(crate) struct DataSourceType<C> {
    pub(crate) name: String,
    pub(crate) schema: Schema,
    pub(crate) validate: fn(&Value) -> Diagnostics,
    pub(crate) connect: Connect<C>,
}

type Connect<C> = Box<dyn Fn(&C) -> Arc<dyn DynDataSource> + Send + Sync>;

impl<C> DataSourceType<C> {
    pub(crate) fn new<D: DataSource>(
        provider: &str,
        connect: impl Fn(&C) -> D + Send + Sync + 'static,
    ) -> Self {
        let block = D::Model::block().clone();
        Self {
            name: format!("{provider}_{}", D::NAME),
            schema: Schema { version: 0, block },
            validate: validate::<D>,
            connect: Box::new(move |client| Arc::new(connect(client))),
        }
    }
}

fn validate<D: DataSource>(config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    let Value::Object(object) = config else {
        return diagnostics;
    };
    match <D::Model as Model>::Config::from_object(object, &Path::root()) {
        Ok(draft) => D::validate(&draft, &mut diagnostics),
        Err(problem) => diagnostics.push(problem),
    }
    diagnostics
}

/// A configured data source.
pub(crate) trait DynDataSource: Send + Sync {
    fn read(self: Arc<Self>, config: Value) -> BoxFuture<'static, Result<Value>>;
}

impl<D: DataSource> DynDataSource for D {
    fn read(self: Arc<Self>, config: Value) -> BoxFuture<'static, Result<Value>> {
        Box::pin(async move {
            let Value::Object(object) = &config else {
                return Ok(Value::Null);
            };
            let model = D::Model::from_object(object, &Path::root())?;
            let diagnostics = DataSource::read(self.as_ref(), model).await?;
            let mut state = diagnostics.to_object();
            // What is configured stays as it is written, also where the service writes it another way.
            let configured = object.iter().filter(|(_, value)| !value.is_null());
            state.extend(configured.map(|(name, value)| (name.clone(), value.clone())));
            Ok(Value::Object(state).null_unknowns())
        })
    }
}
