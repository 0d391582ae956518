//! A function that configurations call, as in `provider::zoo::count("seals")`.
//!
//! Functions are pure: they run before any provider is configured, many at a time, and Terraform refuses one that
//! answers the same arguments in two ways.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    model::{Field as _, Model, Object, Record, Slot},
    offer::{invalid, refuse_attributes},
    path::{Path, Step},
    schema::{Attribute, Block, Mode, validate},
    value::{ObjectType, Type, Value},
};

/// A function. The documentation of its `Args` is its own; the first line is the summary.
pub trait Function: 'static {
    /// Its name, as it stands after `provider::<provider>::`.
    const NAME: &'static str;
    /// Whether the last parameter, a list that may be empty, takes all arguments that are left.
    const VARIADIC: bool = false;
    /// Why not to use it anymore.
    const DEPRECATED: Option<&'static str> = None;
    /// Its parameters in order: `required()` ones refuse null and `optional()` ones allow it. A variadic one that is
    /// optional allows null for each of its arguments: it is an `Option<Vec<Option<T>>>`.
    type Args: Model;
    /// Its result, an `Option` if it may be null.
    type Output: Slot;

    /// Works out the result.
    fn call(args: Self::Args) -> Result<Self::Output, FunctionError>;
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionError {
    /// What is wrong. Terraform says before it which function or which parameter this is about.
    pub text: String,
    /// The parameter to blame, with the index of the argument if it is variadic.
    pub argument: Option<Path>,
}

impl FunctionError {
    /// An error about the call as a whole.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            argument: None,
        }
    }

    /// The same error, about the argument for the parameter at `path`.
    pub fn at(mut self, path: impl Into<Path>) -> Self {
        self.argument = Some(path.into());
        self
    }
}

impl From<Diagnostic> for FunctionError {
    fn from(problem: Diagnostic) -> Self {
        Self::new(problem.detail).at(problem.path)
    }
}

/// What is known of a function, and the function without its types.
pub(crate) struct FunctionType {
    pub(crate) name: &'static str,
    pub(crate) description: String,
    pub(crate) deprecated: Option<&'static str>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) variadic: Option<Parameter>,
    pub(crate) output: Type,
    rules: Block,
    call: fn(&Object) -> Result<Value, FunctionError>,
}

/// What a function takes in one place.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) description: String,
    pub(crate) takes_null: bool,
}

/// Why a call failed, and which of its arguments is to blame.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) text: String,
    pub(crate) argument: Option<usize>,
}

impl FunctionType {
    pub(crate) fn new<F: Function>() -> Self {
        let mut parameters: Vec<_> = F::Args::attributes().iter().map(parameter).collect();
        let last = if F::VARIADIC { parameters.pop() } else { None };
        Self {
            name: F::NAME,
            description: F::Args::description(),
            deprecated: F::DEPRECATED,
            parameters,
            variadic: last.map(of_one_argument),
            output: in_full(<F::Output as Slot>::Field::ty()),
            rules: F::Args::block().clone(),
            call: call::<F>,
        }
    }

    /// What Terraform would not take of the declaration.
    pub(crate) fn problems<F: Function>() -> Diagnostics {
        let owner = format!("The function `{}`", F::NAME);
        let mut diagnostics = refuse_attributes::<F::Args>(&owner, |it| match it.mode {
            Mode::Computed => Some("is computed, but a parameter is given"),
            _ if it.write_only => Some("is write-only, but arguments are never stored"),
            _ => None,
        });
        let last = F::Args::attributes().last().map(|it| &it.ty);
        if F::VARIADIC && !matches!(last, Some(Type::List(_))) {
            diagnostics.push(invalid(&owner, "its variadic parameter is no list"));
        }
        diagnostics
    }

    /// What each argument is for, in a call of `count` arguments.
    pub(crate) fn parameters_of(
        &self,
        count: usize,
    ) -> Result<impl Iterator<Item = &Parameter>, Failure> {
        let (least, is_variadic) = (self.parameters.len(), self.variadic.is_some());
        if count < least || (count > least && !is_variadic) {
            let more = if is_variadic { "or more " } else { "" };
            return Err(Failure {
                text: format!("It takes {least} {more}arguments, and {count} were given."),
                argument: None,
            });
        }
        let rest = self.variadic.iter().cycle();
        Ok(self.parameters.iter().chain(rest).take(count))
    }

    /// Calls it. Arguments that are not known yet make a result that is not known yet, without a call.
    pub(crate) fn call(&self, arguments: Vec<Value>) -> Result<Value, Failure> {
        let nulls = self.parameters_of(arguments.len())?.zip(&arguments);
        if let Some(index) = nulls
            .into_iter()
            .position(|(parameter, it)| it.is_null() && !parameter.takes_null)
        {
            return Err(Failure {
                text: "It must not be null.".to_owned(),
                argument: Some(index),
            });
        }
        if arguments.iter().any(Value::has_unknown) {
            return Ok(Value::Unknown);
        }
        let object = self.named(arguments);
        let refused = validate(&self.rules, &Value::Object(object.clone()));
        let outcome = match refused.into_iter().next() {
            Some(diagnostics) => Err(FunctionError::from(diagnostics)),
            None => (self.call)(&object),
        };
        outcome.map_err(|error| Failure {
            argument: error.argument.and_then(|it| self.index(&it)),
            text: error.text,
        })
    }

    fn named(&self, arguments: Vec<Value>) -> Object {
        let mut arguments = arguments.into_iter();
        let named = self.parameters.iter().zip(arguments.by_ref());
        let mut object: Object = named.map(|(it, value)| (it.name.clone(), value)).collect();
        if let Some(variadic) = &self.variadic {
            object.insert(variadic.name.clone(), Value::List(arguments.collect()));
        }
        object
    }

    /// Where among the arguments the one at `path` is.
    fn index(&self, path: &Path) -> Option<usize> {
        let (Step::Attribute(name), rest) = path.steps().split_first()? else {
            return None;
        };
        let fixed = self.parameters.iter().position(|it| it.name == *name);
        fixed.or_else(|| match rest.first()? {
            Step::Index(index) if self.variadic.as_ref()?.name == *name => {
                Some(self.parameters.len() + index)
            }
            _ => None,
        })
    }
}

fn call<F: Function>(arguments: &Object) -> Result<Value, FunctionError> {
    let args = F::Args::from_object(arguments, &Path::root())?;
    Ok(F::call(args)?.to_slot().null_unknowns())
}

fn parameter(attribute: &Attribute) -> Parameter {
    Parameter {
        name: attribute.name.clone(),
        ty: in_full(attribute.ty.clone()),
        description: attribute.description.clone(),
        takes_null: attribute.mode != Mode::Required,
    }
}

fn of_one_argument(variadic: Parameter) -> Parameter {
    let ty = match variadic.ty {
        Type::List(element) => *element,
        other => other,
    };
    Parameter { ty, ..variadic }
}

/// The same type with every member of its objects: signatures know no optional ones.
fn in_full(ty: Type) -> Type {
    let boxed = |ty: Box<Type>| Box::new(in_full(*ty));
    match ty {
        Type::Bool | Type::Number | Type::String | Type::Dynamic => ty,
        Type::List(element) => Type::List(boxed(element)),
        Type::Set(element) => Type::Set(boxed(element)),
        Type::Map(element) => Type::Map(boxed(element)),
        Type::Tuple(elements) => Type::Tuple(elements.into_iter().map(in_full).collect()),
        Type::Object(object) => {
            let members = object.attributes.into_iter();
            Type::Object(ObjectType {
                attributes: members.map(|(name, ty)| (name, in_full(ty))).collect(),
                ..ObjectType::default()
            })
        }
    }
}
