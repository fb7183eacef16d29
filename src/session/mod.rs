//! One visit or one call: carries what happens to the dialogue, and what the dialogue wants to the stages
//! and the channel.
//!
//! Useful for: live sessions ([`LiveSessions`]), the loaded stages of one machine ([`Desk`]) and the single
//! turns of `ask`. Not useful for: what is said (`dialogue`) or how sound gets in and out (`channel`).

mod ahead;
mod contract;
mod conversation;
mod desk;
mod earlier;
mod ending;
mod lines;
mod live;
pub mod review;
mod serve;
mod speculation;
mod stages;
mod turn;

pub use ahead::said_ahead;
pub use contract::{
    Announcement, ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, ScreenChange, SessionEvent, SessionHandle,
    SessionState, Sessions, TransferOutcome,
};
pub use desk::{Desk, DeskError, DeskSettings, informed_transcriber};
pub use ending::{Ending, ending_of};
pub use live::LiveSessions;
pub use stages::{Pending, Stages};
pub use turn::{Question, Timings, Turn, TurnError, TurnKind, Visit, take_turn};
