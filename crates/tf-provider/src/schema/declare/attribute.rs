//! Declaring one attribute.

use std::marker::PhantomData;

use crate::{
    model::{Computed, Field, Slot},
    schema::{
        Attribute, Keeps, Mode, Relation, Text, Validator,
        declare::{Declaration, Declared, Rules},
    },
};

/// An attribute whose field in the model is of type `S`.
#[derive(Clone, Debug)]
pub struct Attr<S> {
    attribute: Attribute,
    field: PhantomData<fn() -> S>,
}

/// An attribute that every configuration sets.
pub fn required<T: Field>() -> Attr<T> {
    Attr::new::<T>(Mode::Required)
}

/// An attribute that a configuration may set.
pub fn optional<T: Field>() -> Attr<Option<T>> {
    Attr::new::<T>(Mode::Optional)
}

/// An attribute that the service decides.
pub fn computed<T: Field>() -> Attr<Computed<T>> {
    Attr::new::<T>(Mode::Computed)
}

impl<S: Slot> Attr<S> {
    fn new<T: Field>(mode: Mode) -> Self {
        let attribute = Attribute {
            members: T::members(),
            reads: Some(|value, path| T::from_value(value, path).err()),
            ..Attribute::new("", T::ty(), mode)
        };
        Self {
            attribute,
            field: PhantomData,
        }
    }

    fn into<U>(self) -> Attr<U> {
        Attr {
            attribute: self.attribute,
            field: PhantomData,
        }
    }

    /// A change of it means a new object: the service cannot change it.
    pub fn requires_replace(mut self) -> Self {
        self.attribute.replaces = true;
        self
    }

    /// Terraform hides its value on the screen.
    pub fn sensitive(mut self) -> Self {
        self.attribute.sensitive = true;
        self
    }

    /// What its texts are, where they are no codes: white space may be around them, or they may be empty.
    pub fn text(mut self, text: Text) -> Self {
        self.attribute.text = text;
        self
    }

    /// Terraform warns who sets it, and says `instead`.
    pub fn deprecated(mut self, instead: impl Into<String>) -> Self {
        self.attribute.deprecated = Some(instead.into());
        self
    }

    /// None of these attributes and blocks beside it may be set together with it.
    pub fn conflicts_with(self, others: &'static [&'static str]) -> Self {
        self.related(Relation::ConflictsWith(others))
    }

    /// Exactly one of it and these attributes and blocks beside it must be set.
    pub fn exactly_one_of(self, others: &'static [&'static str]) -> Self {
        self.related(Relation::ExactlyOneOf(others))
    }

    /// At least one of it and these attributes and blocks beside it must be set.
    pub fn at_least_one_of(self, others: &'static [&'static str]) -> Self {
        self.related(Relation::AtLeastOneOf(others))
    }

    /// All of these attributes and blocks beside it must be set together with it.
    pub fn required_with(self, others: &'static [&'static str]) -> Self {
        self.related(Relation::RequiredWith(others))
    }

    fn related(mut self, relation: Relation) -> Self {
        self.attribute.relations.push(relation);
        self
    }

    /// The finished attribute.
    pub(crate) fn finished(self, name: &str, description: String) -> Attribute {
        Attribute {
            name: name.to_owned(),
            description,
            ..self.attribute
        }
    }
}

impl<T: Field> Attr<Option<T>> {
    /// The value of an attribute that is not configured.
    pub fn default(mut self, value: impl Into<T>) -> Attr<T> {
        self.attribute.mode = Mode::OptionalComputed;
        self.attribute.default = Some(value.into().to_value());
        self.into()
    }

    /// The service decides when the configuration does not.
    pub fn or_computed(mut self) -> Attr<Computed<T>> {
        self.attribute.mode = Mode::OptionalComputed;
        self.into()
    }

    /// Its value is used but never stored, neither in a plan nor in a state.
    pub fn write_only(mut self) -> Self {
        self.attribute.write_only = true;
        self
    }
}

impl<T: Field> Attr<Computed<T>> {
    /// An update does not change it.
    pub fn use_state_for_unknown(mut self) -> Self {
        self.attribute.keeps = Keeps::Always;
        self
    }

    /// An update changes it only together with one of these attributes.
    pub fn unknown_when_changed(mut self, attributes: &'static [&'static str]) -> Self {
        self.attribute.keeps = Keeps::Unless(attributes);
        self
    }
}

impl<S: Slot> Rules for Attr<S> {
    type Of = S::Field;

    fn and(mut self, validator: Validator) -> Self {
        self.attribute.validators.push(validator);
        self
    }
}

impl<S: Slot> Declaration<S> for Attr<S> {
    fn named(self, name: &str, description: String) -> Declared {
        Declared::Attribute(self.finished(name, description))
    }
}
