//! The uses of a schema.

/// What a schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The configuration of the provider itself.
    Provider,
    /// Something that Terraform manages.
    Resource,
    /// Something that Terraform reads.
    DataSource,
    /// Something that Terraform opens and closes, and never stores.
    Ephemeral,
    /// A search for resources.
    List,
    /// Something that Terraform triggers.
    Action,
}

impl Kind {
    /// What such a thing is.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Resource => "resource",
            Self::DataSource => "data source",
            Self::Ephemeral => "ephemeral resource",
            Self::List => "list resource",
            Self::Action => "action",
        }
    }

    /// Names that mean something to Terraform at the top of such a block.
    pub(super) fn reserved(self) -> &'static [&'static str] {
        match self {
            Self::Provider => &["alias", "version"],
            // Their arguments are in a block of their own, where Terraform has no names.
            Self::List | Self::Action => &[],
            Self::Resource | Self::DataSource | Self::Ephemeral => &[
                "connection",
                "count",
                "depends_on",
                "for_each",
                "lifecycle",
                "provider",
                "provisioner",
            ],
        }
    }
}
