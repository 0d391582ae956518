//! Every operation on a project, in one process with the simulator.
//!
//! [`creation`] and [`table`] have each operation, [`trouble`] what takes more than one.

mod colleagues;
mod creation;
mod table;
mod trouble;
