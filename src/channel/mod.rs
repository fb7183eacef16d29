//! Ways in and out: a channel carries sound, keys and events to and from a session, and nothing else.

pub mod file;
pub mod kiosk;
pub mod local;
pub mod metrics;
pub mod phone;
pub mod sound;
pub mod terminal;
