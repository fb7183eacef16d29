//! Ways in and out: each channel carries sound, keys and events to and from a session, no more.

pub mod file;
pub mod kiosk;
pub mod local;
pub mod phone;
pub mod sound;
pub mod terminal;
