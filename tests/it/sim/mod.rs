//! The simulator over real HTTP, as any client meets it.

mod access;
mod billing;
mod callers;
mod clusters;
mod command;
mod faults;
mod policies;
mod preview;
mod projects;
mod readings;
mod service;
mod sim_handle;
mod state_file;

use sim_handle::{SimHandle, dedicated, text};
