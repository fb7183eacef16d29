//! Our recogniser and voices for others, by Home Assistant's Wyoming protocol.
//!
//! `protocol` reads and writes events, for `elsewhere` too; `service` answers them with our own stages. Useful for: Home
//! Assistant, and other desks. Not useful for: conversations; whoever uses the service has their own.

mod protocol;
mod service;

pub use protocol::{Decoder, Event, ProtocolError};
pub use service::{Offered, Service};
