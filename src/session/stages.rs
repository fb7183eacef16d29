//! The stages as a session calls them: without blocking, and never with an error. [`super::Desk`] implements them on
//! worker threads; tests use in-memory fakes with scripted delays.

use crate::dialogue::{Failed, Meant, Sentence, Sought, Unheard};
use crate::knowledge::Entry;
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, Transcript, Utterance};
use crate::speak::{Manner, Speech};
use jiff::Timestamp;
use jiff::civil::Date;
use std::pin::Pin;
use std::sync::Arc;

/// A result that a stage is still working on.
pub type Pending<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// What a session can ask of the stages. A stage that fails logs the reason; what the person hears of it is up to the
/// dialogue.
pub trait Stages: Send + Sync + 'static {
    /// The same stages for another session, which gets its own place in every queue.
    #[must_use]
    fn for_session(self: &Arc<Self>) -> Arc<Self>
    where
        Self: Sized,
    {
        Arc::clone(self)
    }

    /// Transcribes an utterance. Nobody awaits the result once `cancel` is set.
    fn transcribe(
        &self,
        utterance: Utterance,
        expected: ExpectedLanguage,
        cancel: Cancel,
    ) -> Pending<Result<Transcript, Unheard>>;

    /// Interprets words and looks up what answers them. `today` decides which dated facts hold.
    fn retrieve(&self, sought: Sought, language: Language, today: Date) -> Pending<Result<Meant, Failed>>;

    /// The urgent notices that hold at `now`.
    fn notices(&self, language: Language, now: Timestamp) -> Pending<Vec<String>>;

    /// The subjects of the knowledge base; empty on failure.
    fn subjects(&self, language: Language) -> Pending<Vec<Entry>>;

    /// Synthesizes a sentence.
    fn speak(&self, sentence: Sentence, manner: Manner) -> Pending<Result<Speech, Failed>>;
}
