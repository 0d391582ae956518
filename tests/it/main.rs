//! The integration tests of this package, in one binary.
#![expect(
    clippy::unwrap_used,
    reason = "clippy.toml exempts test functions only, and helpers are tests, too"
)]

mod adoption;
mod chaos;
mod cluster_operations;
mod codegen;
mod contract;
mod data_sources;
mod demo;
mod demo_signals;
mod evidence;
mod examples;
mod faults;
mod functions;
mod guide;
mod hosts;
mod isolation;
mod isolation_examples;
mod organization_operations;
mod project_operations;
mod project_user_operations;
mod provider_configuration;
mod schema;
mod shared_reads;
mod sim;
mod support;
mod table;
mod terraform_blanks;
mod terraform_cluster;
mod terraform_cluster_rules;
mod terraform_data;
mod terraform_debug;
mod terraform_fail_closed;
mod terraform_failures;
mod terraform_foreign_key;
mod terraform_foreign_text;
mod terraform_freed_name;
mod terraform_ignored_changes;
mod terraform_killed;
mod terraform_lists;
mod terraform_log;
mod terraform_lost_answers;
mod terraform_mocks;
mod terraform_normal_form;
mod terraform_one_object;
mod terraform_organization;
mod terraform_origins;
mod terraform_previews;
#[cfg(target_os = "linux")]
mod terraform_process;
mod terraform_project;
mod terraform_project_user;
mod terraform_quiet_refresh;
mod terraform_renamed_block;
mod terraform_replaced_project;
mod terraform_replacements;
mod terraform_said_at_plan;
mod terraform_secrets;
mod terraform_signals;
mod terraform_typos;
mod terraform_unknown_values;
mod terraform_unreachable;
mod tidy;
mod unknown_settings;
