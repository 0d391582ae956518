//! `terraform query`, which looks for objects that exist, managed or not.

use serde_json::Value as Written;

use crate::{
    diagnostics::{Diagnostic, Diagnostics},
    protocol::generated::tfplugin5::{list_resource, validate_list_resource_config},
    testing::{
        Config, Failure, Terraform,
        failure::Subject,
        instance::{identity_of, written},
        schemas::{ResourceSchema, find},
        wire,
    },
    value::Value,
};

/// An object that a list found.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its name for people.
    pub display_name: String,
    /// Who it is, as JSON.
    pub identity: Written,
    /// The object as JSON; `null` if it was not asked for.
    pub object: Written,
}

impl Terraform {
    /// Lists up to `limit` objects of a type, whole ones if `with_objects`. Answers them with the warnings.
    pub async fn list(
        &self,
        type_name: &str,
        config: impl Into<Config>,
        limit: i64,
        with_objects: bool,
    ) -> Result<(Vec<Listed>, Diagnostics), Failure> {
        let block = find(&self.0.schemas.lists, "list resource", type_name)?;
        let config = wire::dynamic(&block.ty(), &config.into().into_value(block)?)?;
        let request = validate_list_resource_config::Request {
            type_name: type_name.to_owned(),
            config: config.clone(),
            ..validate_list_resource_config::Request::default()
        };
        let sent = self.client().validate_list_resource_config(request).await;
        let sent = wire::answer("ValidateListResourceConfig", sent)?;
        let mut warnings = wire::no_errors(wire::diagnostics(sent.diagnostics))?;

        let request = list_resource::Request {
            type_name: type_name.to_owned(),
            config,
            include_resource_object: with_objects,
            limit,
        };
        let sent = self.client().list_resource(request).await;
        let mut events = wire::answer("ListResource", sent)?;
        let schema = self.resource_schema(type_name)?;
        let mut listed = Vec::new();
        while listed.len() < usize::try_from(limit).unwrap_or(0)
            && let Some(event) = wire::event("ListResource", events.message().await)?
        {
            let said = wire::no_errors(wire::diagnostics(event.diagnostic.clone()))?;
            let is_news_only = event.identity.is_none() && !said.is_empty();
            warnings.extend(said);
            if !is_news_only {
                listed.push(self.listed(type_name, schema, &event)?);
            }
        }
        Ok((listed, warnings))
    }

    fn listed(
        &self,
        type_name: &str,
        schema: &ResourceSchema,
        event: &list_resource::Event,
    ) -> Result<Listed, Failure> {
        let object = format!("list.{type_name}.this");
        let subject = Subject {
            provider: &self.0.provider,
            object: &object,
        };
        let Some(ty) = &schema.identity else {
            let detail = format!("The resource type {type_name:?} has no identity.");
            return Err(Diagnostic::error("Listed resource without identity", detail).into());
        };
        let identity = identity_of(subject, schema.identity.as_ref(), event.identity.as_ref())?;
        let Some(identity) = identity else {
            let detail = format!("missing identity data in ListResource event for {type_name}");
            return Err(Diagnostic::error(detail, "Each object that is found has one.").into());
        };
        let when = "while it was listed";
        let state_type = schema.block.ty();
        let state = wire::value(&state_type, event.resource_object.as_ref())
            .map_err(|error| subject.invalid_object(&error.to_string(), when))?;
        if state.has_unknown() {
            let why = "The returned object contains unknown values";
            return Err(subject.invalid_object(why, when).into());
        }
        Ok(Listed {
            display_name: event.display_name.clone(),
            identity: written(ty, &identity),
            object: match state {
                Value::Null => Written::Null,
                state => written(&state_type, &state),
            },
        })
    }
}
