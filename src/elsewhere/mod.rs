//! Recognition and voices on other machines that the operator named.
//!
//! `address` is what the settings say; `server` is one server: whether it is well, how long it may take and how many may
//! ask it at once. `wyoming` and `openai` are the two protocols in which it is asked. `hearing` and `speaking` are stages
//! that ask it and fall back to the model on this machine. Useful for: moving a stage to a machine with a graphics card.
//! Not useful for: offering our own stages to others (`crate::wyoming`).

mod address;
mod hearing;
mod openai;
mod server;
mod speaking;
mod wyoming;

pub use address::{Address, Protocol};
pub use hearing::ServedTranscriber;
pub use server::{Limits, Server};
pub use speaking::ServedVoice;

#[cfg(test)]
mod openai_tests;
#[cfg(test)]
mod tests;
