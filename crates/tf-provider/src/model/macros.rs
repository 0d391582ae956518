//! The declaration of a model.

/// Declares a struct, its twin for values that are not all known yet, and its schema.
///
/// Each field is written like a struct field with its declaration after `=`: who sets it ([`required`], [`optional`]
/// or [`computed`]), then rules, defaults and flags. The doc comment becomes the description that users read.
///
/// A field that holds other models can be a nested block: [`block`] for one, [`blocks`] for a list of them,
/// [`block_set`], [`block_map`] and [`block_group`].
///
/// ```
/// use tf_provider::{model, model::{Computed, Model}};
///
/// model! {
///     /// A place to put things.
///     pub struct Shelf <- ShelfConfig {
///         /// What is written on it.
///         name: String = required().len(1..=64),
///         /// How many things fit.
///         size: i64 = optional().range(1..).default(10),
///         /// Where it stands.
///         position: Computed<String> = computed().use_state_for_unknown(),
///         /// What lies on it, from left to right.
///         book: Vec<Book> = blocks().max(100),
///     }
/// }
///
/// model! {
///     /// A book.
///     pub struct Book <- BookConfig {
///         /// Its title.
///         title: String = required(),
///     }
/// }
///
/// assert_eq!(Shelf::attributes()[1].name, "size");
/// assert_eq!(Shelf::block().blocks[0].name, "book");
/// ```
///
/// [`required`]: crate::schema::declare::required
/// [`optional`]: crate::schema::declare::optional
/// [`computed`]: crate::schema::declare::computed
/// [`block`]: crate::schema::declare::block
/// [`blocks`]: crate::schema::declare::blocks
/// [`block_set`]: crate::schema::declare::block_set
/// [`block_map`]: crate::schema::declare::block_map
/// [`block_group`]: crate::schema::declare::block_group
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
            $( $(#[doc = $field_doc])* pub $field: <$ty as $crate::model::Slot>::Config, )*
        }

        impl $crate::model::Model for $name {
            type Config = $draft;

            fn block() -> &'static $crate::schema::Block {
                use $crate::schema::declare::*;
                static BLOCK: std::sync::OnceLock<$crate::schema::Block> = std::sync::OnceLock::new();
                BLOCK.get_or_init(|| $crate::schema::Block::declared(
                    $crate::model::description(&[$($doc),*]),
                    [$( Declaration::<$ty>::named(
                        $declaration,
                        $crate::model::name(stringify!($field)),
                        $crate::model::description(&[$($field_doc),*]),
                    ) ),*],
                ))
            }
        }

        impl $crate::model::Record for $name {
            fn from_object(
                object: &$crate::model::Object,
                path: &$crate::path::Path,
            ) -> Result<Self, $crate::diagnostics::Diagnostic> {
                let block = <$name as $crate::model::Model>::block();
                Ok(Self { $( $field: $crate::model::read_field(
                    object, block, $crate::model::name(stringify!($field)), path,
                )?, )* })
            }

            fn to_object(&self) -> $crate::model::Object {
                $crate::model::write_fields(<$name as $crate::model::Model>::block(), [$( (
                    $crate::model::name(stringify!($field)), $crate::model::Slot::to_slot(&self.$field),
                ) ),*])
            }
        }

        impl $crate::model::Record for $draft {
            fn from_object(
                object: &$crate::model::Object,
                path: &$crate::path::Path,
            ) -> Result<Self, $crate::diagnostics::Diagnostic> {
                let block = <$name as $crate::model::Model>::block();
                Ok(Self { $( $field: $crate::model::read_draft(
                    object, block, $crate::model::name(stringify!($field)), path,
                )?, )* })
            }

            fn to_object(&self) -> $crate::model::Object {
                $crate::model::write_fields(<$name as $crate::model::Model>::block(), [$( (
                    $crate::model::name(stringify!($field)), $crate::model::Slot::to_slot(&self.$field),
                ) ),*])
            }
        }

        $crate::model!(@field $name, $draft, $name);
        $crate::model!(@field $draft, $draft, $name);
    };

    (@field $this:ident, $draft:ident, $model:ident) => {
        impl $crate::model::Field for $this {
            type Config = $draft;

            fn ty() -> $crate::value::Type {
                $crate::model::object_type(<$model as $crate::model::Model>::block())
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
