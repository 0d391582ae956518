//! One attribute, and how it behaves in a plan.

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    path::Path,
    schema::{Relation, Text, Validator, validate::validate_value},
    value::{Type, Value},
};

/// One attribute.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Name of the attribute.
    pub name: String,
    /// Type of its value.
    pub ty: Type,
    /// What it stands for, in Markdown.
    pub description: String,
    /// Who sets it.
    pub mode: Mode,
    /// Whether Terraform hides its value on the screen.
    pub sensitive: bool,
    /// Whether its value is used but never stored.
    pub write_only: bool,
    /// Why not to use it anymore.
    pub deprecated: Option<String>,
    /// The value of an attribute that is not configured.
    pub default: Option<Value>,
    /// What an update does to a value that the service decides.
    pub keeps: Keeps,
    /// Whether a change means a new object.
    pub replaces: bool,
    /// What may be around its configured texts.
    pub text: Text,
    /// Rules for a configured value.
    pub validators: Vec<Validator>,
    /// Rules for it and what is beside it.
    pub relations: Vec<Relation>,
    /// The members of an object, or of the objects in a collection. Terraform knows their types only.
    pub members: Vec<Self>,
    /// Whether a model can hold a value, where one is known.
    pub(crate) reads: Option<Reads>,
}

/// What keeps a model from holding a value.
pub(crate) type Reads = fn(&Value, &Path) -> Option<Diagnostic>;

/// Who sets an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The configuration, always.
    Required,
    /// The configuration, or nobody.
    Optional,
    /// The configuration, or else the provider.
    OptionalComputed,
    /// The provider.
    Computed,
}

/// What becomes of a computed value when something else changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// It is known only after apply.
    Never,
    /// It stays as it is.
    Always,
    /// It stays as it is, unless one of these attributes changes.
    Unless(&'static [&'static str]),
}

impl Mode {
    /// Whether a configuration may set it.
    pub fn is_configurable(self) -> bool {
        self != Self::Computed
    }

    /// Whether the provider may set it.
    pub fn is_computed(self) -> bool {
        matches!(self, Self::OptionalComputed | Self::Computed)
    }
}

impl Attribute {
    /// An attribute of which nothing is known but this.
    pub fn new(name: &str, ty: Type, mode: Mode) -> Self {
        Self {
            name: name.to_owned(),
            ty,
            description: String::new(),
            mode,
            sensitive: false,
            write_only: false,
            deprecated: None,
            default: None,
            keeps: Keeps::Never,
            replaces: false,
            text: Text::default(),
            validators: Vec::new(),
            relations: Vec::new(),
            members: Vec::new(),
            reads: None,
        }
    }

    /// Whether a configured `value` would be refused.
    pub(crate) fn breaks_a_rule(&self, value: &Value, path: &Path) -> bool {
        let mut diagnostics = Diagnostics::new();
        validate_value(self, value, path, false, &mut diagnostics);
        diagnostics.has_errors()
    }

    /// Whether a configuration leaves the decision to the service.
    pub(crate) fn is_decided_by_service(&self, config: &Value) -> bool {
        self.mode.is_computed() && self.default.is_none() && config.is_null()
    }
}
