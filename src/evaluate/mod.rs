//! Measuring: questions with known answers through hearing and search, and what came of them.
//!
//! Useful for: the figures of docs/results.md, comparing methods, and training the decision. Not useful
//! for: answering anybody. Knows the stages; the desk it measures is the one that serves.
//!
//! - `questions`: files of questions (ours and BEIR's). `sound`: how one sounds. `run`: one question
//!   through the stages.
//! - `report`: figures over all of them, with confidence intervals. `errors`: word error rates.
//! - `meaning`: what becomes of remarks whose kind is known.
//! - `replay`: recordings through live sessions at real speed.
//! - `calibrate`: trains `knowledge/decision.toml`. `sections`: trains `knowledge/part.toml`. `opposites`: trains
//!   `knowledge/opposites.toml`. `hearing`: trains `listen/guided/decision.toml`.

mod calibrate;
mod descent;
mod errors;
mod hearing;
mod meaning;
mod opposites;
mod questions;
mod replay;
mod report;
mod run;
mod sections;
mod sound;

pub use calibrate::Calibrator;
pub use errors::word_edits;
pub use hearing::calibrate_hearing;
pub use meaning::{KindFigures, MeaningReport, MeaningTotals, read_remarks, understand_all};
pub use opposites::calibrate_opposites;
pub use questions::{Question, SecondExpected, known_questions, read_beir, read_questions, sample};
pub use replay::{Recorded, Replayed, replay};
pub use report::{Interval, Percentiles, Report, Totals, percentiles};
pub use run::{Evaluation, Line};
pub use sections::calibrate_sections;
pub use sound::{Degradation, Sounds};

use crate::audio::AudioError;
use crate::knowledge::KnowledgeError;
use crate::listen::ListenError;
use crate::speak::SpeakError;

/// What can stop an evaluation, each with what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// A file of questions that cannot be read.
    #[error("{path}: {problem}")]
    Questions {
        /// The file, with the line where there is one.
        path: String,
        /// What is wrong and how to mend it.
        problem: String,
    },
    /// A recording that cannot be read.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// The recogniser.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The index.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
    /// The voice that speaks questions.
    #[error(transparent)]
    Speak(#[from] SpeakError),
    /// Spoken questions without a recogniser.
    #[error("a question is spoken, but no recogniser is loaded")]
    NoRecogniser,
    /// A folder for a trial index cannot be made or used.
    #[error("cannot make a trial index: {0}. Check the space and permissions of the temporary folder")]
    Trial(String),
}
