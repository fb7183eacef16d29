//! Spraakloket: a voice desk for government information that runs on the operator's own machine.
//!
//! # A recording, answered
//!
//! ```no_run
//! use spraakloket::{Config, Installation, Language, Question};
//! use std::path::Path;
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let config = Config::load(None)?; // spraakloket.toml in this folder, or the defaults
//!     let (expected, longest) = (config.listen_language, config.max_question_seconds);
//!     let installation = Installation::new(config);
//!     let mut visit = installation.visit(true, expected, Language::Nl)?;
//!     let reply = visit.ask(Question::read(Path::new("question.wav"), longest)?)?;
//!     println!("{}", reply.transcript.text);
//!     println!("{}", reply.spoken);
//!     reply.write(Path::new("reply.wav"))?;
//!     Ok(())
//! }
//! ```
//!
//! # Layout
//!
//! ```text
//! sound in ──► Utterance ──► Transcript ──► Answer ──► Speech ──► sound out
//!   audio        listen        listen      knowledge    speak       audio
//!                  └─────────── session drives, dialogue decides ──┘
//! ```
//!
//! - `audio`: sound as numbers. `listen`: sound to words. `knowledge`: words to a grounded answer. `understand`:
//!   what somebody means by them. `speak`: text to sound.
//! - `dialogue`: the conversation as a pure state machine. `session`: one visit or call through all stages.
//!   `workers`: a thread for each loaded model. `elsewhere`: recognition and voices on other machines; `wyoming`: ours for
//!   others.
//! - `channel`: files, sound devices, the kiosk, the telephone. `models`: what is fetched and verified.
//! - `counts`: how often what happened, never to whom.
//! - `report`, `documents`: what is published about a desk.
//! - `practise`: made-up citizens for staff.
//! - `adapt`: an adapter that teaches the recogniser the words of an index.
//! - `evaluate`: questions with known answers, and figures on them.
//! - `config`, [`cli`], `language`, `onnx`: settings, the command line, the languages, a shared library.
//!
//! All rooms are private: what is public is named below, and what neither these names nor the program use is reported
//! by the compiler as dead. `ARCHITECTURE.md` tells which room may know which, and why each dependency is there.

mod adapt;
mod audio;
mod channel;
mod classify;
pub mod cli;
mod config;
mod counts;
mod dialogue;
mod documents;
mod elsewhere;
mod evaluate;
mod installation;
mod knowledge;
mod language;
mod listen;
mod models;
mod onnx;
mod practise;
mod report;
mod session;
mod speak;
mod understand;
mod workers;
mod wyoming;

pub use channel::file::{Question, Reply, ReplyKind, Timings, Visit, VisitError};
pub use config::{Config, ConfigError};
pub use installation::{Installation, InstallationError};
pub use language::Language;
pub use session::{
    Announcement, ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, SessionEvent, SessionHandle, SessionState,
    Sessions, TransferOutcome,
};
pub use speak::Speech;

/// For the tests, benches and fuzz targets of this package, in addition to the public names. May change at any time; a
/// test checks that all of it is used.
#[doc(hidden)]
pub mod internals {
    pub mod adapt {
        pub use crate::adapt::Recordings;
    }
    pub mod audio {
        pub use crate::audio::{
            AudioChunk, EchoCanceller, LineEcho, Loudspeaker, LoudspeakerEvent, Microphone, Noise, Random, Recording,
            SAMPLE_RATE, SyntheticMark, add_noise, measure, read_wav, resample, through_telephone, write_wav,
        };
    }
    pub mod channel {
        pub mod kiosk {
            pub use crate::channel::kiosk::{Kiosk, KioskError, run};
        }
        pub mod local {
            pub use crate::channel::local::carry;
        }
        pub mod sound {
            pub use crate::channel::sound::{SoundSettings, open_devices, without_devices};
        }
        pub mod phone {
            pub use crate::channel::phone::{Counters, Farewells, PhoneLine, sound};
        }
    }
    pub mod config {
        pub use crate::config::VoiceName;
    }
    pub mod counts {
        pub use crate::counts::{CountsFile, History, Keeper, Number, What};
    }
    pub mod dialogue {
        pub use crate::dialogue::{
            Command, Failed, Handover, Meant, OpeningHours, Prompts, Rules, Sentence, SentenceKind, Sought, Unheard,
            short_answers,
        };
    }
    pub mod evaluate {
        pub use crate::evaluate::{
            Degradation, Evaluation, Question, Report, Sounds, Totals, known_questions, read_questions, sample,
        };
    }
    pub mod knowledge {
        pub use crate::knowledge::{
            Answer, Article, Entry, Found, Grounds, IndexFolder, Inside, KnowledgeDesk, Likely, Part, Second, Section,
            Source, section_asked_for,
        };
        pub mod embed {
            pub use crate::knowledge::embed::{DIMENSIONS, Embedder, Reading, TOKEN_DIMENSIONS};
        }
        pub mod index {
            pub use crate::knowledge::index::{
                LexicalIndex, Method, QuantisedVectors, QuestionTokens, Terms, TextKind, TokenIndex, TokenIndexBuilder,
            };
        }
        pub mod ingest {
            pub use crate::knowledge::ingest::{fetch, rijksoverheid};
            pub mod live {
                pub use crate::knowledge::ingest::live::{Manners, Report, SyncError, sync};
            }
        }
    }
    pub mod listen {
        pub use crate::listen::{
            Cancel, ExpectedLanguage, Expecting, ListenError, ListenEvent, Listener, ListenerSettings, Preparation,
            ScriptedVoiceActivity, SileroModel, Transcriber, Transcript, Utterance, Vocabulary, VoiceActivityDetector,
            WhisperSettings, WhisperTranscriber, Wording,
        };
    }
    pub mod models {
        pub use crate::models::{
            Adapter, Catalog, Fetched, FetchedFrom, FileState, ModelError, ModelStore, NotHad, OriginsConfig, Progress,
            Silent,
        };
    }
    pub mod session {
        pub use crate::session::{Ending, LiveSessions, Pending, Stages, ending_of, informed_transcriber};
    }
    pub mod speak {
        pub use crate::speak::{CacheSettings, Manner, SpeakingDesk, Synthesizer, VoiceSettings, loudness, true_peak};
    }
    pub mod understand {
        pub use crate::understand::{AskedBack, Context, Kind, Said, Understanding};
    }
}
