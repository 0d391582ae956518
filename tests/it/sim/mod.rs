//! The simulator over real HTTP, as any client meets it.

mod access;
mod billing;
mod clusters;
mod faults;
mod lab;
mod policies;
mod preview;
mod projects;
mod readings;
mod service;

use lab::{Lab, dedicated, text};
