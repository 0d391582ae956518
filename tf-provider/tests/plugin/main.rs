//! The plugin process as a host sees it: real processes, a real socket, real certificates.
//!
//! The binary plays all the parts, chosen by `PLUGIN_TEST_ROLE`. It has no libtest harness because that prints to
//! stdout before a test runs, and stdout belongs to the handshake.

#[cfg(test)]
mod debug;
#[cfg(test)]
mod handshake;
#[cfg(test)]
mod host;
#[cfg(test)]
mod life;
#[cfg(test)]
mod tls;
#[cfg(test)]
mod toy;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// Turns async functions into tests named after them.
macro_rules! trials {
    ($($module:ident::{$($test:ident),* $(,)?}),* $(,)?) => {
        vec![$($(trial(concat!(stringify!($module), "::", stringify!($test)), $module::$test)),*),*]
    };
}

fn main() -> ExitCode {
    #[expect(clippy::disallowed_methods, reason = "this is a `main`")]
    match std::env::var("PLUGIN_TEST_ROLE").as_deref() {
        Ok("plugin") => return toy::plugin(|name| std::env::var(name).ok()),
        Ok("debug") => return debug::provider(|name| std::env::var(name).ok()),
        Ok("parent") => return toy::parent(),
        _ => {}
    }
    libtest_mimic::run(&Arguments::from_args(), all()).exit_code()
}

fn all() -> Vec<Trial> {
    trials![
        handshake::{
            the_host_gets_exactly_one_line,
            without_a_client_certificate_the_connection_is_plaintext,
            protocol_5_is_answered_whatever_the_host_lists,
            a_host_that_asks_for_multiplexing_gets_a_seventh_field,
            the_socket_is_where_the_host_wants_it,
            a_person_is_told_what_this_binary_is,
            a_wrong_client_certificate_variable_ends_the_process,
            an_absent_socket_folder_ends_the_process,
            prints_of_the_provider_do_not_reach_stdout,
        },
        debug::{
            a_provider_for_a_debugger_says_where_it_is_and_ends_on_an_interrupt,
            connections_are_configured_one_by_one,
        },
        tls::{
            the_host_of_terraform_is_served,
            the_certificate_is_for_localhost_only,
            either_version_of_tls_will_do,
            strangers_are_refused_and_the_host_is_served_on,
            a_silent_connection_holds_up_nobody,
        },
        life::{
            shutdown_ends_the_process_and_removes_the_socket,
            shutdown_does_not_wait_for_operations_under_way,
            stdio_and_broker_stay_open_and_silent,
            health_is_known_for_the_process_only,
            an_interrupt_is_left_to_the_host,
            a_termination_signal_ends_the_process_cleanly,
            a_host_that_hangs_up_ends_the_process,
            a_refusal_and_the_end_are_logged,
            a_killed_parent_ends_the_process,
            a_panic_is_reported_as_a_crash,
            a_panic_that_ends_one_call_is_logged_and_no_crash,
        },
    ]
}

fn trial<F>(name: &'static str, test: fn() -> F) -> Trial
where
    F: Future<Output = ()> + 'static,
{
    Trial::test(name, move || {
        tokio::runtime::Runtime::new()?.block_on(host::within_reason(test()));
        Ok(())
    })
}
