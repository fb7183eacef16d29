//! Measuring: runs questions with known answers through recognition and search, and reports the results.
//!
//! Useful for: the figures in docs/results.md, comparing methods, and training decisions. Not useful for: answering
//! anybody. Depends on the stages; the desk that is measured is the one that serves.
//!
//! - `questions`: question files (ours and BEIR's). `sound`: the sound of a question. `run`: one question through the
//!   stages.
//! - `report`: figures over all questions, with confidence intervals. `errors`: word error rates.
//! - `meaning`: classification of remarks of known kind.
//! - `replay`: recordings through live sessions in real time.
//! - `calibrate`: trains `knowledge/decision.toml`. `sections`: trains `knowledge/part.toml`. `opposites`: trains
//!   `knowledge/opposites.toml`. `hearing`: trains `listen/guided/decision.toml`. `at_once`: trains
//!   `listen/at_once.toml`. `languages`: which language is found, and trains `listen/languages.toml`.

mod at_once;
mod calibrate;
mod descent;
mod errors;
mod hearing;
mod languages;
mod meaning;
mod opposites;
mod questions;
mod replay;
mod report;
mod run;
mod sections;
mod sound;

pub use at_once::calibrate_at_once;
pub use calibrate::Calibrator;
pub use errors::word_edits;
pub use hearing::calibrate_hearing;
pub use languages::{Confusion, Spoken, calibrate_languages, tell_languages};
pub use meaning::{KindFigures, MeaningReport, MeaningTotals, read_remarks, understand_all};
pub use opposites::calibrate_opposites;
pub use questions::{Question, SecondExpected, known_questions, read_beir, read_questions, sample};
pub use replay::{Recorded, Replayed, replay};
pub use report::{Interval, Percentiles, Report, Totals, percentiles};
pub use run::{Evaluation, Outcome, QuestionLine};
pub use sections::calibrate_sections;
pub use sound::{Degradation, Sounds};

use crate::audio::AudioError;
use crate::knowledge::KnowledgeError;
use crate::listen::ListenError;
use crate::speak::SpeakError;

/// What can stop an evaluation, each with what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A question file that cannot be read.
    #[error("{path}: {problem}")]
    Questions {
        /// The file, with the line number if there is one.
        path: String,
        /// What is wrong and how to fix it.
        problem: String,
    },
    /// A recording that cannot be read.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// The recogniser failed.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The index failed.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// The voice that speaks questions failed.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// A question has only a recording, and there is no recogniser.
    #[error("a question is spoken, but no speech recogniser is loaded")]
    NoRecogniser,
    /// A folder for a trial index cannot be created or used.
    #[error("cannot create a trial index: {0}. Check the free space and permissions of the temporary folder")]
    Trial(String),
}
