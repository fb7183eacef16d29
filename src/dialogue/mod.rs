//! The conversation: what is said by whom, when, and what it means.
//!
//! Useful for: deciding what to say and do next, as a pure state machine ([`Dialogue`]): what happens goes
//! in ([`Input`]), what is to be done comes out ([`Effect`]). Not useful for: anything with I/O, a clock or a
//! model. Knows the stages' types only.
//!
//! # Layout
//!
//! `machine` is the core: its fields are private, and every state and topic enters states, speaks and falls silent
//! through it. Each file of `state` owns one state: its data, its deadline, and what every event does in it. The other
//! files are topics: `greet`, `meaning` (of words; `command`, `emergency`, and `phrases` word for word), `hear` and `act`
//! (on them), `obey` (commands), `keys`, `reply` (answers), `said` (to what is no question), `browse` (subjects by key),
//! `explain` (what keys do), `handover`, `noise`, `wait` (warnings). `script` is a text that is said sentence by sentence,
//! `memory` what is remembered, `rules` what an installation makes different, `screen` what a channel shows and sends;
//! `phrase` and `prompts` hold the words.

mod act;
mod browse;
mod command;
mod effect;
mod emergency;
mod explain;
mod greet;
mod handover;
mod hear;
mod input;
mod keys;
mod machine;
mod meaning;
mod memory;
mod noise;
mod obey;
mod phrase;
mod phrases;
mod prompts;
#[cfg(test)]
mod properties;
mod reply;
mod rules;
mod said;
mod screen;
mod script;
mod spell;
mod state;
#[cfg(test)]
mod tests;
mod wait;
mod words;

pub use command::Command;
pub use effect::{Effect, Line, Sentence, SentenceKind, Sought, TurnId, Unanswered, Understood};
pub use emergency::urgent_at_once;
pub use input::{Event, Failed, Input, Meant, Unheard};
pub use machine::Dialogue;
pub use meaning::short_answers;
pub use phrase::phrase_source;
pub use phrases::emergency_wordings;
pub use prompts::{PromptError, Prompts};
pub use rules::{Handover, OpeningHours, Rules};
pub use screen::{Announcement, ChannelKind, Key, PlaybackId, ScreenChange, SessionEvent, SessionState};
