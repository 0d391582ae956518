//! States that come from another type, or from another address of the provider.

/// Where a state comes from that is to become one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveSource {
    /// Address of the provider that wrote it, such as `registry.terraform.io/hashicorp/null`.
    pub provider_address: String,
    /// Its type there, such as `null_resource`.
    pub type_name: String,
    /// The version that its schema had there.
    pub schema_version: u64,
}

impl MoveSource {
    /// The provider's own name, the last part of its address.
    pub fn provider_name(&self) -> &str {
        let name = self.provider_address.rsplit('/').next();
        name.unwrap_or_default()
    }

    /// The namespace in the provider's address, the part before its name; empty if there is none.
    pub fn namespace(&self) -> &str {
        let namespace = self.provider_address.rsplit('/').nth(1);
        namespace.unwrap_or_default()
    }
}
