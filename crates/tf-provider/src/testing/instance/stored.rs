//! The stored form of an object in the state.

use serde_json::Value as Written;

use crate::{
    testing::{
        ResourceInstance,
        instance::{Stored, written},
    },
    value::Value,
};

impl ResourceInstance {
    /// Its state as JSON, `null` if there is none. Numbers are rounded to what JSON libraries hold;
    /// [`value`](Self::value) has them exact.
    pub fn state(&self) -> Written {
        let stored = self.stored();
        let ty = self.schema().map(|it| it.block.ty());
        match (stored, ty) {
            (Some(stored), Ok(ty)) => written(&ty, &stored.state),
            _ => Written::Null,
        }
    }

    /// Its state, null if there is none.
    pub fn value(&self) -> Value {
        self.stored().map_or(Value::Null, |it| it.state)
    }

    /// Its identity as JSON, `null` if there is none.
    pub fn identity(&self) -> Written {
        let identity = self.stored().and_then(|it| it.identity);
        let ty = self.schema().ok().and_then(|it| it.identity.clone());
        match (identity, ty) {
            (Some(identity), Some(ty)) => written(&ty, &identity),
            _ => Written::Null,
        }
    }

    /// What the provider keeps for itself with the state.
    pub fn private(&self) -> Vec<u8> {
        self.stored().map_or_else(Vec::new, |it| it.private)
    }

    /// Whether it is in the state.
    pub fn exists(&self) -> bool {
        self.stored().is_some()
    }

    /// Whether the next apply will replace it, because its creation failed halfway.
    pub fn is_tainted(&self) -> bool {
        self.stored().is_some_and(|it| it.is_tainted)
    }

    /// Makes the next apply replace it, as `terraform taint` does.
    pub fn taint(&self) {
        if let Some(stored) = self.terraform.states().get_mut(&self.address) {
            stored.is_tainted = true;
        }
    }

    /// Takes it out of the state, as `terraform state rm` does.
    pub fn forget(&self) {
        self.save(None);
    }

    pub(super) fn stored(&self) -> Option<Stored> {
        self.terraform.states().get(&self.address).cloned()
    }

    pub(super) fn save(&self, stored: Option<Stored>) {
        self.terraform.save(&self.address, stored);
    }
}
