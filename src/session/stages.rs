//! The stages as a session needs them: asked without waiting, with an answer or none. The real ones are
//! those of a [`super::Desk`]; tests have twins with declared delays.

use crate::dialogue::{Failed, Meant, Sentence, Sought, Unheard};
use crate::knowledge::Entry;
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, Transcript, Utterance};
use crate::speak::{Manner, Speech};
use jiff::Timestamp;
use jiff::civil::Date;
use std::pin::Pin;
use std::sync::Arc;

/// A result that is under way.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a session asks for. A stage that fails has told the log; what a person hears of it is decided by the
/// conversation.
pub trait Stages: Send + Sync + 'static {
    /// The same stages for one more session, with a turn of its own wherever sessions have to wait.
    #[must_use]
    fn for_session(self: &Arc<Self>) -> Arc<Self>
    where
        Self: Sized,
    {
        Arc::clone(self)
    }

    /// Writes down what is said. Once cancelled, the result is not waited for.
    fn transcribe(
        &self,
        utterance: Utterance,
        expected: ExpectedLanguage,
        cancel: Cancel,
    ) -> Pending<Result<Transcript, Unheard>>;

    /// Finds out what words mean and what answers them, on a day.
    fn retrieve(&self, sought: Sought, language: Language, today: Date) -> Pending<Result<Meant, Failed>>;

    /// What everybody has to hear first at a moment.
    fn notices(&self, language: Language, now: Timestamp) -> Pending<Vec<String>>;

    /// The subjects that there are; empty where they cannot be had.
    fn subjects(&self, language: Language) -> Pending<Vec<Entry>>;

    /// Makes a sentence audible.
    fn speak(&self, sentence: Sentence, manner: Manner) -> Pending<Result<Speech, Failed>>;
}
