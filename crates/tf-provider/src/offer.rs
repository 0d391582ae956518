//! The common parts of everything that a provider offers: a name, a schema, rules, and a way to make it.
//!
//! `C` is the provider's client and `T` the trait, without its types, of the thing once the provider is configured.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    diagnostics::{Diagnostic, Diagnostics, Result},
    model::{Model, Record},
    path::Path,
    schema::{self, Attribute, Schema},
    value::Value,
};

/// What is known of a thing before the provider is configured, and how to get the rest.
pub(crate) struct Offer<C, T: ?Sized> {
    pub(crate) name: String,
    pub(crate) schema: Schema,
    check: Box<dyn Fn(&Value) -> Diagnostics + Send + Sync>,
    connect: Connect<C, T>,
}

type Connect<C, T> = Box<dyn Fn(&C) -> Arc<T> + Send + Sync>;

impl<C, T: ?Sized> Offer<C, T> {
    /// A thing whose configuration is an `M`. `check` says what no single attribute's rules can.
    pub(crate) fn new<M: Model>(
        name: String,
        check: fn(&M::Config, &mut Diagnostics),
        connect: impl Fn(&C) -> Arc<T> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            schema: Schema {
                version: 0,
                block: M::block().clone(),
            },
            check: Box::new(move |config| check_draft::<M>(check, config)),
            connect: Box::new(connect),
        }
    }

    /// Checks a configuration, which may hold unknown values anywhere.
    pub(crate) fn validate(&self, config: &Value) -> Diagnostics {
        let mut diagnostics = schema::validate(&self.schema.block, config);
        diagnostics.extend_new((self.check)(config));
        diagnostics
    }
}

/// All things of one sort by name. `V` is an [`Offer`], or the thing itself.
pub(crate) struct Offers<V> {
    sort: &'static str,
    by_name: BTreeMap<String, V>,
}

impl<V> Offers<V> {
    /// The thing of this name.
    pub(crate) fn get(&self, name: &str) -> Result<&V> {
        self.by_name
            .get(name)
            .ok_or_else(|| unknown(self.sort, name))
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = String> + '_ {
        self.by_name.keys().cloned()
    }
}

impl<C, T: ?Sized> Offers<Offer<C, T>> {
    /// Things of one sort, of which `sort` is the name.
    pub(crate) fn new(sort: &'static str, offers: Vec<Offer<C, T>>) -> Self {
        let named = offers.into_iter().map(|it| (it.name.clone(), it));
        Self {
            sort,
            by_name: named.collect(),
        }
    }

    pub(crate) fn schemas(&self) -> impl Iterator<Item = (String, &Schema)> + '_ {
        self.by_name
            .iter()
            .map(|(name, it)| (name.clone(), &it.schema))
    }

    /// The things themselves, for a configured provider.
    pub(crate) fn connect(&self, client: &C) -> Offers<Arc<T>> {
        let connected = |(name, it): (&String, &Offer<C, T>)| (name.clone(), (it.connect)(client));
        Offers {
            sort: self.sort,
            by_name: self.by_name.iter().map(connected).collect(),
        }
    }
}

/// What to say about a name that nothing of this sort has.
pub(crate) fn unknown(sort: &str, name: &str) -> Diagnostics {
    let detail = format!("This version of the provider has no {sort} of that name.");
    Diagnostic::error(format!("Unknown {sort} {name}"), detail).into()
}

/// What is wrong with the attributes of `owner` for which `wrong` has a reason, as a bug in the provider.
pub(crate) fn refuse_attributes<M: Model>(
    owner: &str,
    wrong: impl Fn(&Attribute) -> Option<&'static str>,
) -> Diagnostics {
    let refuse = |it: &Attribute| {
        wrong(it).map(|why| invalid(owner, &format!("its attribute `{}` {why}", it.name)))
    };
    M::attributes().iter().filter_map(refuse).collect()
}

/// What to say about a declaration that no Terraform would take.
pub(crate) fn invalid(owner: &str, why: &str) -> Diagnostic {
    let detail = format!("{owner} cannot be offered: {why}. This is a bug in the provider.");
    Diagnostic::error("Invalid declaration in the provider", detail)
}

fn check_draft<M: Model>(check: fn(&M::Config, &mut Diagnostics), config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::new();
    if let Value::Object(object) = config {
        match M::Config::from_object(object, &Path::root()) {
            Ok(draft) => check(&draft, &mut diagnostics),
            Err(problem) => diagnostics.push(problem),
        }
    }
    diagnostics
}

/// Reads a configuration as a struct. One that is null is all nulls.
pub(crate) fn read<R: Record>(config: &Value) -> Result<R> {
    let object = if let Value::Object(object) = config {
        object
    } else {
        &BTreeMap::new()
    };
    Ok(R::from_object(object, &Path::root())?)
}
