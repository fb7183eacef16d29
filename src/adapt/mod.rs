//! Adapts Whisper to the knowledge base, with an adapter trained here on synthetic speech.
//!
//! Useful for: making the recogniser better at the words of an index, overnight, without recordings of anybody; and
//! for comparing the result with the unadapted model before it is used. Not useful for: recognition itself (`listen`),
//! or reading, writing and merging adapter files (`models`). Depends on the stages.
//!
//! # Layout
//!
//! `texts` takes sentences from articles, `plan` decides which voice says what under which acoustic conditions,
//! `speech` renders it, `recordings` are of people. `mel` and `encoder` are the first half of Whisper, whose output
//! `kept` stores on disk; `tokens` and `decoder` are the second half, with the low-rank changes of `linear`, trained
//! by `train` with `loss` and `optimiser`. `check` compares and `card` reports. `voices` lists which voices are
//! trained on and which are held out. `search` does the same for the embedding model.

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
pub use train::{Limits, Progress, TrainedAdapter, train};
pub use voices::TEACHERS;

use crate::audio::AudioError;
use crate::knowledge::embed::EmbedError;
use crate::listen::ListenError;
use crate::models::ModelError;
use crate::speak::SpeakError;
use std::path::{Path, PathBuf};

/// Number of encoder positions of 20 ms: the recogniser's shortest window.
const POSITIONS: usize = 512;
/// Number of frames of 10 ms that make up those positions.
const FRAMES: usize = 2 * POSITIONS;

/// Why no adapter was made.
#[derive(Debug, thiserror::Error)]
pub enum AdaptError {
    /// The model cannot be trained.
    #[error("the speech model {0}. Training needs a Whisper in ggml's f16 form, such as whisper-base")]
    Base(String),
    /// The index has too few sentences to train on.
    #[error("the index has {0} sentences to train on, but at least {1} are needed. Index more articles")]
    TooLittle(usize, usize),
    /// A voice of the plan is not installed.
    #[error("the voice {0} is not installed. Run `spraakloket models fetch`")]
    NoVoice(String),
    /// The encoder's output would exceed the disk limit.
    #[error("the clips need {needed_mb} MB on disk, but the limit is {bound_mb} MB. Use --disk-mb or --clips")]
    Disk { needed_mb: u64, bound_mb: u64 },
    /// The working folder cannot be used.
    #[error("cannot use {path}: {source}. Check the path, its permissions and the free disk space")]
    Io { path: PathBuf, source: std::io::Error },
    /// The checkpoint belongs to another training.
    #[error("the checkpoint {path} {problem}. Remove it to start again")]
    Checkpoint { path: PathBuf, problem: String },
    /// A file of subjects for the search is invalid.
    #[error("{path}, line {line}: {problem}. Each line is JSON with `title`, `passage` and `questions`")]
    Subjects { path: PathBuf, line: usize, problem: String },
    /// There are too few subjects to train the search on.
    #[error("the index and the files have {0} subjects with questions, but at least {1} are needed")]
    TooFewSubjects(usize, usize),
    /// The embedding model cannot be read.
    #[error(transparent)]
    Embed(#[from] EmbedError),
    /// A trial index cannot be built or searched.
    #[error("the check failed: {0}")]
    Trial(String),
    /// A tensor operation failed.
    #[error("the training failed: {0}")]
    Calculation(#[from] candle_core::Error),
    /// A sentence cannot be spoken.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// Sound cannot be processed.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// The recogniser failed during the check.
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
