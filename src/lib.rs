//! Spraakloket: a voice desk for government information that runs on the operator's own machine.
//!
//! # Layout
//!
//! ```text
//! sound in ──► Utterance ──► Transcript ──► Answer ──► Speech ──► sound out
//!   audio        listen        listen      knowledge    speak       audio
//!                  └─────────── session drives, dialogue decides ──┘
//! ```
//!
//! - [`audio`]: sound as numbers. [`listen`]: sound to words. [`knowledge`]: words to a grounded
//!   answer. [`speak`]: text to sound.
//! - [`dialogue`]: the conversation as a pure state machine. [`session`]: one visit or call through all stages.
//!   [`workers`]: a thread for each loaded model.
//! - [`channel`]: files, sound devices, the kiosk, the telephone. [`models`]: what is fetched and verified.
//! - [`adapt`]: an adapter that teaches the recogniser the words of an index.
//! - [`evaluate`]: questions with known answers, and figures on them.
//! - [`config`], [`cli`], [`language`], [`onnx`]: settings, the command line, the languages, a shared library.
//!
//! `ARCHITECTURE.md` tells which room may know which, and why each dependency is there.

pub mod adapt;
pub mod audio;
pub mod channel;
pub mod cli;
pub mod config;
pub mod dialogue;
pub mod evaluate;
pub mod knowledge;
pub mod language;
pub mod listen;
pub mod models;
pub mod onnx;
pub mod session;
pub mod speak;
pub mod understand;
pub mod workers;
