//! Recognition and voices over the network, by Home Assistant's Wyoming protocol, in both directions.
//!
//! `protocol` reads and writes events. `server_elsewhere` is one server that the operator named: whether it is well, how
//! long it may take and how many may ask it at once; `hearing` and `speaking` are stages that ask it and fall back to the
//! model on this machine. `service` offers our own recogniser and voices to others. Useful for: moving a stage to a
//! machine with a graphics card. Not useful for: conversations; whoever uses the service has their own.

mod hearing;
mod protocol;
mod server_elsewhere;
mod service;
mod speaking;

pub use hearing::ServedTranscriber;
pub use server_elsewhere::{Address, Limits, Server};
pub use service::{Offered, Service};
pub use speaking::ServedVoice;

#[cfg(test)]
mod tests;
