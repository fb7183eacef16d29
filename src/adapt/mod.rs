//! The knowledge base teaches the ears: an adapter for Whisper, trained here on synthetic speech.
//!
//! Useful for: making the recogniser hear the words of an index better, overnight, with no one's voice
//! recorded; and for holding the result against the plain model before it is used. Not useful for:
//! hearing itself (`listen`), or the file and its merging (`models`). Knows the stages.
//!
//! # Layout
//!
//! `texts` takes sentences out of articles, `plan` decides who says what and how it sounds, `speech`
//! makes it audible, `recordings` are of people; `mel` and `encoder` are Whisper's ear, whose results `kept`
//! keeps on disk; `tokens` and `decoder` are its mouth, with the thin changes of `linear` that `train` trains by
//! `loss` and `optimiser`; `check` compares and `card` tells of it. `voices` says which voices teach and which
//! are kept back.

mod card;
mod check;
mod decoder;
mod encoder;
mod kept;
mod linear;
mod loss;
mod mel;
mod optimiser;
mod plan;
mod recordings;
pub mod search;
mod speech;
#[cfg(test)]
mod tests;
mod texts;
mod tokens;
mod train;
mod voices;
mod weights;

pub use card::markdown;
pub use check::{compare, tests_of, verdict};
pub use plan::{KEPT, Recipe, plan};
pub use recordings::Recordings;
pub use speech::Speakers;
pub use texts::{Texts, domain_words};
pub use train::{Limits, Outcome, Progress, train};
pub use voices::TEACHERS;

use crate::audio::AudioError;
use crate::knowledge::embed::EmbedError;
use crate::listen::ListenError;
use crate::models::ModelError;
use crate::speak::SpeakError;
use std::path::{Path, PathBuf};

/// Positions that the encoder is given: the recogniser's shortest window, in steps of 20 ms.
const POSITIONS: usize = 512;
/// Frames of 10 ms that make up those positions.
const FRAMES: usize = 2 * POSITIONS;

/// Why there is no adapter.
#[derive(Debug, thiserror::Error)]
pub enum AdaptError {
    /// The model is not one that can be trained: name an f16 Whisper.
    #[error("the speech model {0}. Training needs a Whisper in ggml's f16 form, such as whisper-base")]
    Base(String),
    /// The index has too little to learn from.
    #[error("the index has {0} sentences that can be learned, and a training needs at least {1}. Index more articles")]
    TooLittle(usize, usize),
    /// A voice of the plan is not at hand.
    #[error("the voice {0} is not at hand. Run `spraakloket models fetch`")]
    NoVoice(String),
    /// What has to be kept does not fit the bound.
    #[error("the clips take {needed_mb} MB on disk, and the bound is {bound_mb} MB. Use --disk-mb or --clips")]
    Disk {
        /// What they take.
        needed_mb: u64,
        /// What they may take.
        bound_mb: u64,
    },
    /// The folder of the work cannot be used.
    #[error("cannot use {path}: {source}. Check the path, its permissions and the room on the disk")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A checkpoint is from another training.
    #[error("the checkpoint {path} {problem}. Remove it to begin anew")]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A file of subjects for the search is broken.
    #[error("{path}, line {line}: {problem}. Each line is JSON with `title`, `passage` and `questions`")]
    Subjects {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        problem: String,
    },
    /// There is too little to teach the search.
    #[error("the index and the files have {0} subjects with questions, and a training needs at least {1}")]
    TooFewSubjects(usize, usize),
    /// The embedding model cannot be read.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// A trial index cannot be built or searched.
    #[error("the check failed: {0}")]
    Trial(String),
    /// The calculation failed.
    #[error("the training failed: {0}")]
    Calculation(#[from] candle_core::Error),
    /// A sentence cannot be spoken.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// Sound cannot be handled.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// The recogniser fails in the check.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The adapter or model cannot be read or written.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl AdaptError {
    fn io(path: &Path, source: std::io::Error) -> Self {
        AdaptError::Io { path: path.to_owned(), source }
    }
}
