//! Functions, ephemeral resources, lists and actions, asked for as Terraform asks.

#[cfg(test)]
mod action;
#[cfg(test)]
mod ephemeral;
#[cfg(test)]
mod function;
#[cfg(test)]
mod list;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod toys;
#[cfg(test)]
mod zoo;
