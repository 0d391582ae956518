//! The simulator over real HTTP, as any client meets it.

mod access;
mod billing;
mod callers;
mod clusters;
mod command;
mod faults;
mod lab;
mod policies;
mod preview;
mod projects;
mod readings;
mod service;
mod state_file;

use lab::{Lab, dedicated, text};
