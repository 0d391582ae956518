//! Every operation on an organization, in one process with the simulator.
//!
//! [`table`] has each operation, [`trouble`] what takes more than one.

mod table;
mod trouble;
