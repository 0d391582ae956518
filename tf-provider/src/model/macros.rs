//! The declaration of a model.

/// Declares a struct, its twin for values that are not all known yet, and its schema.
///
/// Each field is written like a struct field with its declaration after `=`: who sets it ([`required`], [`optional`]
/// or [`computed`]), then rules, defaults and flags. The doc comment becomes the description that users read.
///
/// ```
/// use tf_provider::{model, model::{Computed, Model}};
///
/// model! {
///     /// A place to put things.
///     pub struct Shelf <- ShelfDraft {
///         /// What is written on it.
///         name: String = required().len(1..=64),
///         /// How many things fit.
///         size: i64 = optional().range(1..).default(10),
///         /// Where it stands.
///         position: Computed<String> = computed().stable(),
///     }
/// }
///
/// assert_eq!(Shelf::attributes()[1].name, "size");
/// ```
///
/// [`required`]: crate::schema::declare::required
/// [`optional`]: crate::schema::declare::optional
/// [`computed`]: crate::schema::declare::computed
#[macro_export]
macro_rules! model {
    (
        $(#[doc = $doc:literal])*
        $visibility:vis struct $name:ident <- $draft:ident {
            $( $(#[doc = $field_doc:literal])* $field:ident: $ty:ty = $declaration:expr ),* $(,)?
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        $visibility struct $name {
            $( $(#[doc = $field_doc])* pub $field: $ty, )*
        }

        #[doc = concat!("[`", stringify!($name), "`] while parts of it may not be known yet.")]
        #[derive(Clone, Debug, Default, PartialEq)]
        $visibility struct $draft {
            $( $(#[doc = $field_doc])* pub $field: <$ty as $crate::model::Slot>::Draft, )*
        }

        impl $crate::model::Model for $name {
            type Draft = $draft;

            fn description() -> String {
                $crate::model::description(&[$($doc),*])
            }

            fn attributes() -> &'static [$crate::schema::Attribute] {
                use $crate::schema::declare::*;
                static ATTRIBUTES: std::sync::OnceLock<Vec<$crate::schema::Attribute>> = std::sync::OnceLock::new();
                ATTRIBUTES.get_or_init(|| vec![$({
                    let attribute: $crate::schema::Attr<$ty> = $declaration;
                    let name = stringify!($field).trim_start_matches("r#");
                    attribute.named(name, $crate::model::description(&[$($field_doc),*]))
                }),*])
            }
        }

        impl $crate::model::Record for $name {
            fn from_object(
                object: &$crate::model::Object,
                path: &$crate::path::Path,
            ) -> Result<Self, $crate::diagnostics::Diagnostic> {
                let mut attributes = <$name as $crate::model::Model>::attributes().iter();
                Ok(Self { $( $field: $crate::model::read_field(
                    object, attributes.next().expect("one attribute a field"), path,
                )?, )* })
            }

            fn to_object(&self) -> $crate::model::Object {
                let names = <$name as $crate::model::Model>::attributes().iter().map(|it| it.name.clone());
                names.zip([$( $crate::model::Slot::to_slot(&self.$field) ),*]).collect()
            }
        }

        impl $crate::model::Record for $draft {
            fn from_object(
                object: &$crate::model::Object,
                path: &$crate::path::Path,
            ) -> Result<Self, $crate::diagnostics::Diagnostic> {
                let mut attributes = <$name as $crate::model::Model>::attributes().iter();
                Ok(Self { $( $field: $crate::model::read_draft(
                    object, attributes.next().expect("one attribute a field"), path,
                )?, )* })
            }

            fn to_object(&self) -> $crate::model::Object {
                let names = <$name as $crate::model::Model>::attributes().iter().map(|it| it.name.clone());
                names.zip([$( $crate::model::Slot::to_slot(&self.$field) ),*]).collect()
            }
        }

        $crate::model!(@field $name, $draft, $name);
        $crate::model!(@field $draft, $draft, $name);
    };

    (@field $this:ident, $draft:ident, $model:ident) => {
        impl $crate::model::Field for $this {
            type Draft = $draft;

            fn ty() -> $crate::value::Type {
                $crate::model::object_type(<$model as $crate::model::Model>::attributes())
            }

            fn from_value(
                value: &$crate::value::Value,
                path: &$crate::path::Path,
            ) -> Result<Self, $crate::diagnostics::Diagnostic> {
                $crate::model::read_object(value, path)
            }

            fn to_value(&self) -> $crate::value::Value {
                $crate::value::Value::Object($crate::model::Record::to_object(self))
            }

            fn members() -> Vec<$crate::schema::Attribute> {
                <$model as $crate::model::Model>::attributes().to_vec()
            }
        }
    };
}
