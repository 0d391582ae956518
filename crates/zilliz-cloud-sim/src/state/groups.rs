//! Groups of the organization's identity provider. The API lists them and binds roles to them; their members come from
//! elsewhere.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::envelope::Refusal;
use crate::state::World;

/// A group of members.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Group {
    pub(crate) group_id: String,
    pub(crate) group_name: String,
    user_ids: Vec<String>,
}

impl World {
    /// Adds a group, as an identity provider does.
    pub(crate) fn add_group(&mut self, name: &str, emails: &[String]) -> Result<Value, Refusal> {
        let member = |email: &String| {
            let object = self.member_by_email(email);
            object.ok_or_else(|| self.not_found("The member", email))
        };
        let user_ids = emails
            .iter()
            .map(|it| member(it).map(|object| object.user_id.clone()));
        let user_ids = user_ids.collect::<Result<_, _>>()?;
        let group = Group {
            group_id: self.ids.letters("g-", 14),
            group_name: name.to_owned(),
            user_ids,
        };
        let shown = json!(group);
        self.groups.push(group);
        Ok(shown)
    }

    /// The group with this ID.
    pub(crate) fn group(&self, group_id: &str) -> Result<&Group, Refusal> {
        let object = self.groups.iter().find(|it| it.group_id == group_id);
        object.ok_or_else(|| self.not_found("The group", group_id))
    }

    /// The groups with a name that contains `part`, as lists show them.
    pub(crate) fn list_groups(&self, part: &str) -> Vec<Value> {
        let wanted = self.groups.iter().filter(|it| it.group_name.contains(part));
        let shown = wanted.map(|it| {
            let members = self.members_of(it).len();
            json!({"groupId": it.group_id, "groupName": it.group_name, "memberCount": members})
        });
        shown.collect()
    }

    /// The members of a group who are still members of the organization.
    pub(crate) fn members_of(&self, group: &Group) -> Vec<Value> {
        let members = group.user_ids.iter().filter_map(|id| self.member(id).ok());
        members
            .map(|it| json!({"username": it.name, "email": it.email}))
            .collect()
    }
}
