//! One visit or one call: carries a question through the stages and times it.
//!
//! Useful for: the loaded stages of one machine ([`Desk`]) and the single turn of `ask`. Not useful
//! for: what is said (`dialogue`) or how sound gets in and out (`channel`).

mod ahead;
mod contract;
mod desk;
pub mod review;
mod turn;
mod visit;

pub use ahead::said_ahead;
pub use contract::{
    ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, SessionEvent, SessionHandle, SessionState, Sessions,
    TransferOutcome,
};
pub use desk::{Desk, DeskError, DeskSettings, informed_transcriber};
pub use turn::{Question, Timings, Turn, TurnError, TurnKind, take_turn};
pub use visit::Visit;
