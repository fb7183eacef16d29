//! One visit or one call: feeds events to the dialogue and carries out its effects with the stages and the channel.
//!
//! Useful for: live sessions ([`LiveSessions`]), sessions without a clock ([`StillSession`]) and the loaded stages of
//! one machine ([`Desk`]). Not useful for: what is said (`dialogue`) or how sound gets in and out (`channel`).

mod ahead;
mod contract;
mod conversation;
mod desk;
mod earlier;
mod ending;
mod lines;
mod live;
mod observe;
pub mod review;
mod serve;
mod speculation;
mod stages;
mod still;

pub use ahead::said_ahead;
pub use contract::{
    Announcement, ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, ScreenChange, SessionEvent, SessionHandle,
    SessionState, Sessions, TransferOutcome,
};
pub use desk::{Before, Desk, DeskError, DeskSettings, informed_transcriber};
pub use ending::{Ending, ending_of};
pub use live::LiveSessions;
pub use observe::{Moment, Observer, Seen};
pub use stages::{Pending, Stages};
pub use still::StillSession;
