//! Access: the roles that there are, and the people who hold them.

mod member;
mod principals;
mod roles;

pub(crate) use member::MemberData;
pub(crate) use principals::{described, email};
pub(crate) use roles::RolesData;
