//! The laws as tables, with the texts that Terraform prints.

mod compatible;
mod plan_valid;
mod proposed_new;
